"""Figures that others published for the same methods, to stand beside ours: accuracies in %, all of 2^24 images.

Only figures that were read in a primary source, but for the Lines distance. Probe and clusters: MIDR-AE (IJCAI 2019),
tables 2 and 3, whose other columns are ACAI's (arXiv 1807.07543). AdvAI's own tables were found nowhere.
"""

from collections.abc import Mapping

BUDGET = 2**24

METHODS = ("ae", "dropout", "denoising", "vae", "aae", "vqvae", "acai", "midr")

PROBE = {
    ("mnist", 32): (94.90, 96.45, 96.00, 96.56, 70.74, 97.50, 98.25, 99.17),
    ("mnist", 256): (93.94, 94.50, 98.51, 98.74, 90.03, 97.25, 99.00, 99.19),
    ("cifar10", 256): (47.92, 40.99, 53.78, 47.49, 40.65, 42.80, 52.77, 63.28),
    ("cifar10", 1024): (51.62, 49.38, 60.65, 51.39, 42.86, 16.22, 63.99, 68.27),
}
CLUSTERING = {
    ("mnist", 32): (77.56, 82.67, 82.59, 75.74, 79.19, 82.39, 94.38, 96.94),
    ("mnist", 256): (53.70, 61.35, 70.89, 83.44, 81.00, 96.80, 96.17, 97.05),
}
LINES_DISTANCE: Mapping[str, float] = {"ae": 6.88e-3, "acai": 0.24e-3}
"""From a secondary source; the smoothness column could not be verified."""


def data_set(data: str) -> str:
    """The name that a data set is published under, from where it lies here: `mnist` of `parquet:/data/mnist`."""
    last = data.rstrip("/").replace(":", "/").rpartition("/")[2].lower().replace("-", "_")
    return {"cifar_10": "cifar10"}.get(last, last)


def published(table: Mapping[tuple[str, int], tuple[float, ...]], data: str, code_size: int) -> dict[str, float]:
    """The published figures by method for these images and codes; none where there are none."""
    return dict(zip(METHODS, table.get((data_set(data), code_size), ()), strict=False))

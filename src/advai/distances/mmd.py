"""The maximum mean discrepancy under a mixture of Gaussian kernels, with a permutation test."""

import numpy as np
from jaxtyping import Float

from ..shapes import Cloud

Rows = Float[np.ndarray, "rows latent"]
Columns = Float[np.ndarray, "columns latent"]

MULTIPLES = (4.0, 2.0, 1.0, 0.5, 0.25)
"""Widths of the kernels in median distances, each half of the one before, so that each is the last one's fourth
power."""

BLOCK = 2**18
"""Entries of the kernel matrix held at once: 1 MiB of float32, which stays in a core's cache."""

PERMUTATIONS = 499


def median_distance(x: Cloud, *, points: int = 1_000) -> float:
    """The median distance between different rows among the first `points` of a cloud: the kernels' middle width."""
    rows = x[:points]
    squared = _squared_distances(rows, rows)[np.triu_indices(len(rows), k=1)]
    return float(np.sqrt(max(float(np.median(squared)), 1e-12)))


def mmd_squared(x: Cloud, y: Cloud, *, width: float | None = None) -> float:
    """`mean k(x, x') + mean k(y, y') - 2 mean k(x, y)` over all pairs, each row with itself too: never negative.

    `k(a, b) = mean over m in MULTIPLES of exp(-|a - b|^2 / (2 (m width)^2))`; `width` is the median distance in both
    clouds unless given. Clouds of as many points. Gretton et al. 2012, the biased statistic.
    """
    return float(_squared_by_labels(x, y, _labels(len(x)), width)[0])


def mmd_test(
    x: Cloud, y: Cloud, *, width: float | None = None, permutations: int = PERMUTATIONS, seed: int = 0
) -> tuple[float, float]:
    """The squared discrepancy and its p-value, `(1 + relabelings at least as large) / (1 + permutations)`.

    Under one law for both clouds the p-value is uniform on its grid, whatever the law. Time grows with the square of
    the points: a few thousand are meant. `width` must not depend on which cloud a row is from.
    """
    rng = np.random.default_rng(seed)
    labels = np.tile(_labels(len(x)), (1 + permutations, 1))
    labels[1:] = rng.permuted(labels[1:], axis=1)
    values = _squared_by_labels(x, y, labels, width)
    as_large = int(np.sum(values[1:] >= values[0] - 1e-9))
    return float(values[0]), (1 + as_large) / (1 + permutations)


def _labels(count: int) -> Float[np.ndarray, "1 both"]:
    """+1 for the rows of the first cloud, -1 for those of the second."""
    return np.repeat(np.array([[1.0, -1.0]], dtype=np.float32), count, axis=1)


def _squared_by_labels(
    x: Cloud, y: Cloud, labels: Float[np.ndarray, "labelings both"], width: float | None
) -> Float[np.ndarray, " labelings"]:
    """`s K s / n^2` for every labeling `s` of the rows of both clouds, the kernel matrix `K` made block by block."""
    z = np.concatenate([x, y])
    width = median_distance(z, points=len(z)) if width is None else width
    total = np.zeros(len(labels))
    rows = max(1, BLOCK // len(z))
    by_row = np.ascontiguousarray(labels.T)
    for i in range(0, len(z), rows):
        product = _kernel(z[i : i + rows], z, width) @ by_row
        total += np.einsum("ip,ip->p", product, by_row[i : i + rows], dtype=np.float64)
    return total / len(x) ** 2


def _kernel(a: Rows, b: Columns, width: float) -> Float[np.ndarray, "rows columns"]:
    power = _squared_distances(a, b)
    power *= -1.0 / (2.0 * (MULTIPLES[0] * width) ** 2)
    np.exp(power, out=power)
    total = power.copy()
    for _ in MULTIPLES[1:]:
        np.square(power, out=power)
        np.square(power, out=power)
        total += power
    total /= len(MULTIPLES)
    return total


def _squared_distances(a: Rows, b: Columns) -> Float[np.ndarray, "rows columns"]:
    distances = a @ b.T
    distances *= -2.0
    distances += np.einsum("ij,ij->i", a, a)[:, None]
    distances += np.einsum("ij,ij->i", b, b)[None, :]
    return np.maximum(distances, 0.0, out=distances)

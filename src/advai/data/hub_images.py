"""Images of a data set on the Hugging Face hub, or of a folder that `datasets.load_dataset` reads.

The library downloads a set once, and keeps it in Arrow files that it maps into memory: rows are read as they are asked
for, and what they take of memory is the system's to take back.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..config import InputError
from .canvas import BrokenImage
from .encoded import EncodedImages
from .image_set import Labels


def open_hub(name: str, split: str) -> EncodedImages:
    """The first column of images, and the first of class labels if there is one.

    Raises `InputError` without the package datasets, for a set that cannot be loaded, and for one without images.
    """
    try:
        import datasets
    except ImportError as error:
        raise InputError(
            f"reading hub:{name} needs the package datasets: install it with pip install advai[data]."
        ) from error
    table = _loaded(name, split)
    column = _first(table, datasets.Image)
    if column is None:
        raise InputError(
            f"hub:{name} needs a column of images, but has {', '.join(table.column_names)}: name another set."
        )
    labels, classes = _labels(table, _first(table, datasets.ClassLabel))
    return EncodedImages(
        name=f"hub:{name}",
        count=len(table),
        read=_reader(table.select_columns([column]).cast_column(column, datasets.Image(decode=False)), column),
        where=lambda row: f"row {row} of hub:{name} ({split})",
        labels=labels,
        classes=classes,
    )


def _loaded(name: str, split: str) -> Any:
    import datasets

    try:
        parts = datasets.load_dataset(name)
    except (
        Exception
    ) as error:  # the library has dozens: no such set, no network, damaged files, a script that it refuses
        raise InputError(
            f"hub:{name} cannot be loaded ({' '.join(str(error).split())[:200]}): "
            "check the name and the network, or download it and use parquet:DIR or folder:DIR."
        ) from error
    if split not in parts:
        raise InputError(f"hub:{name} has no split {split!r}, only {', '.join(map(str, parts))}: name another set.")
    return parts[split]


def _first(table: Any, feature: type) -> str | None:
    return next((name for name, held in table.features.items() if isinstance(held, feature)), None)


def _labels(table: Any, column: str | None) -> tuple[Labels | None, tuple[str, ...] | None]:
    """The labels and the names of their classes; none if a row has none."""
    if column is None:
        return None, None
    labels = table.select_columns([column]).with_format("arrow")[:][column]
    if labels.null_count or not len(labels):
        return None, None
    numbers = labels.to_numpy().astype(np.int64)
    return (None, None) if numbers.min() < 0 else (numbers, tuple(table.features[column].names))


def _reader(table: Any, column: str) -> Callable[[int], bytes]:
    def read(row: int) -> bytes:
        image = table[row][column]
        if image["bytes"] is not None:
            return image["bytes"]
        try:
            with open(image["path"], "rb") as file:
                return file.read()
        except (OSError, TypeError) as error:
            raise BrokenImage("its bytes are missing") from error

    return read

"""What identifies a set of images wherever it lies: its kind and name, how many there are, and a checksum."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from .image_set import ImageSet

FIRST = 64
"""The images that are summed up where there are no labels."""


def place_free(name: str) -> str:
    """The name of a set without the folders that its own lies in: `parquet:mnist` of `parquet:/home/me/mnist`."""
    kind, colon, place = name.partition(":")
    if not colon or kind == "hub":
        return name
    return f"{kind}:{Path(place).expanduser().resolve().name}"


def identity(images: ImageSet) -> dict[str, Any]:
    """`count`, and `sha256` of the labels, or without labels of the first images as they were decoded."""
    labels = images.labels()
    if labels is not None:
        return {"count": images.count, "sha256": _checksum(labels.astype("<i8")), "sha256_of": "labels"}
    first = min(FIRST, images.count)
    pixels = images.images(np.arange(first)).numpy()
    return {"count": images.count, "sha256": _checksum(pixels), "sha256_of": f"the first {first} images"}


def _checksum(values: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()

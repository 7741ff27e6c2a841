"""Small sets of images: bright squares in one of four corners, which is their class."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from advai.data import ImageSet
from advai.data.image_set import held_images

MakeImages = Callable[..., ImageSet]


def make(count: int = 200, *, seed: int = 0, size: int = 16, classes: int = 4, labelled: bool = True) -> ImageSet:
    rng = np.random.default_rng(seed)
    labels = rng.integers(classes, size=count)
    pixels = rng.integers(80, size=(count, 1, size, size)).astype(np.uint8)
    half = size // 2
    for image, label in zip(pixels, labels, strict=True):
        down, right = divmod(int(label), 2)
        image[0, down * half : (down + 1) * half, right * half : (right + 1) * half] += 120
    return held_images(
        "corners",
        torch.from_numpy(pixels),
        labels=labels if labelled else None,
        classes=tuple("abcd"[:classes]) if labelled else None,
    )


@pytest.fixture
def make_images() -> MakeImages:
    """`make(count, seed=, size=, classes=, labelled=)`."""
    return make

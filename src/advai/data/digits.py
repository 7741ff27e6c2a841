"""The 1,797 handwritten digits of 8 x 8 pixels that scikit-learn ships, so that nothing is fetched.

They are the test set of the UCI collection "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak 1998):
13 writers, ten classes of 174 to 183 images, grey values 0 to 16.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from PIL import Image
from torch import Tensor

from ..config import InputError
from .canvas import Canvas, paint
from .image_set import ImageSet, held_images
from .pixel_values import to_bytes

GREY_LEVELS = 16


@dataclass(frozen=True, kw_only=True)
class Digits:
    """Images in [-1, 1] (-1 is paper, 1 is ink) with their labels, in a part for training and a part held out."""

    train_images: Float[Tensor, "train 8 8"]
    train_labels: Int[Tensor, " train"]
    held_out_images: Float[Tensor, "held_out 8 8"]
    held_out_labels: Int[Tensor, " held_out"]


def read_digits(*, held_out: float = 0.4) -> Digits:
    """The digits, with the share `held_out` in (0, 1) of every class put aside at random, always the same images.

    Raises `InputError` for a share that leaves a part without one of the classes.
    """
    from sklearn.datasets import load_digits

    if not 0 < held_out < 1:
        raise InputError(f"the share of held-out digits must lie between 0 and 1, but is {held_out}: use 0.4.")
    images, labels = (np.asarray(part) for part in load_digits(return_X_y=True))
    apart = held_out_rows(labels, held_out)
    if any(len(set(labels[part])) < len(set(labels)) for part in (apart, ~apart)):
        raise InputError(f"a share of {held_out} leaves a part without some of the digits: use 0.4.")
    x = torch.from_numpy(images.reshape(-1, 8, 8)).float() / (GREY_LEVELS / 2) - 1
    y = torch.from_numpy(labels).long()
    return Digits(train_images=x[~apart], train_labels=y[~apart], held_out_images=x[apart], held_out_labels=y[apart])


def open_digits(split: str, *, size: int | None, channels: int | None) -> ImageSet:
    """The digits of `read_digits` as a set of images: its part for training, or the part held out as `test`."""
    digits = read_digits()
    parts = {
        "train": (digits.train_images, digits.train_labels),
        "test": (digits.held_out_images, digits.held_out_labels),
    }
    images, labels = parts[split]
    canvas = Canvas(size=size or images.shape[-1], channels=channels or 1)
    painted = [paint(Image.fromarray(image), canvas) for image in to_bytes(images[:, None])[:, 0].numpy()]
    classes = tuple(map(str, range(10)))
    return held_images("digits", torch.from_numpy(np.stack(painted)), labels=labels.numpy(), classes=classes)


def held_out_rows(labels: Int[np.ndarray, " rows"], share: float) -> np.ndarray:
    """True for the rows that are held out: the share of every class, rounded, chosen by a fixed shuffle.

    At random, not by position: the rows are sorted by writer, and writers have laws of their own.
    """
    shuffle = np.random.RandomState(0)  # the one generator whose stream numpy promises never to change
    apart = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        rows = shuffle.permutation(np.flatnonzero(labels == label))
        apart[rows[: round(share * len(rows))]] = True
    return apart

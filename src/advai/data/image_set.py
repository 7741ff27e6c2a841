"""A set of images of one size, given as bytes by their rows, wherever they are: in memory, in files, or drawn."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Int, Int64
from torch import Tensor

from ..config import InputError
from ..shapes import Images8
from .order import Locality, Rows

Labels = Int64[np.ndarray, " rows"]
AnyRows = Int[np.ndarray, " images"] | Int[Tensor, " images"]


@dataclass(frozen=True, kw_only=True, eq=False)
class ImageSet:
    """`count` square images of `size` pixels a side and 1 or 3 `channels`, with labels or without.

    `classes`: the labels' names. `skipped`: how many broken images were left out. `streamed`: whether images are
    decoded when they are asked for; then `locality` says which of them are read together, if any are.
    """

    name: str
    count: int
    channels: int
    size: int
    classes: tuple[str, ...] | None = None
    skipped: int = 0
    streamed: bool = False
    locality: Locality | None = None
    draw: Callable[[Rows], Images8] = field(repr=False)
    all_labels: Labels | None = field(default=None, repr=False)

    def images(self, rows: AnyRows) -> Images8:
        """The images of any rows, in any order; may be called from several threads at once.

        A streamed set raises `InputError` for one that is broken, with its name.
        """
        return self.draw(rows.cpu().numpy() if isinstance(rows, Tensor) else rows)

    def labels(self) -> Labels | None:
        """The labels of all rows; None where there are none."""
        return self.all_labels

    def needed_labels(self, purpose: str) -> Labels:
        """The labels of all rows; raises `InputError` where there are none, with what they are needed for."""
        if self.all_labels is None:
            raise InputError(
                f"{purpose} needs labels, but {self.name} has none: give Parquet files a column 'label' of integers, "
                "or a folder a sub-folder for each class."
            )
        return self.all_labels


def held_images(
    name: str, pixels: Images8, *, labels: Labels | None, classes: tuple[str, ...] | None, skipped: int = 0
) -> ImageSet:
    """The set of images that are in memory."""
    count, channels, size, _ = pixels.shape
    return ImageSet(
        name=name,
        count=count,
        channels=channels,
        size=size,
        classes=classes,
        skipped=skipped,
        draw=lambda rows: pixels[torch.from_numpy(rows)],
        all_labels=labels,
    )

"""Single images that a user points at, brought to one size and so many channels by the rules of `canvas`.

FILE        a PNG or JPEG
FOLDER      all of them in it, at any depth, in the order of their paths
DATA#ROWS   test images of a set by their rows: digits#7, parquet:DIR#0:100 (from row 0 on, before row 100)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ..config import InputError
from ..shapes import Images8
from .canvas import BrokenImage, Canvas, decode
from .folder_images import images_in
from .opening import BUILT_IN, PLACED, open_images


@dataclass(frozen=True, kw_only=True)
class GivenImages:
    """Images as bytes, and for each of them the name that points at it."""

    names: tuple[str, ...]
    images: Images8


def given_images(places: Sequence[str], *, size: int, channels: int) -> GivenImages:
    """The images of all places, in order, grey (1 channel) or in colour (3), `size` pixels a side.

    Grey is repeated where colour is wanted; colour becomes its luma where grey is. Raises `InputError` for what is not
    there or no image, for rows that a set does not have, and for another number of channels.
    """
    if channels not in (1, 3):
        raise InputError(
            f"images can be made grey (1 channel) or in colour (3), but {channels} channels are wanted: "
            "give latents instead."
        )
    found = [_at(place, size, channels) for place in places]
    if not found:
        raise InputError("no images were given: name files, a folder, or rows of a set such as digits#7.")
    return GivenImages(
        names=tuple(name for part in found for name in part.names),
        images=torch.cat([part.images for part in found]),
    )


def _at(place: str, size: int, channels: int) -> GivenImages:
    path = Path(place).expanduser()
    if path.is_dir():
        names = [str(path / name) for name in images_in(path)]
        if not names:
            raise InputError(f"there are no images in {place!r}: expected .png, .jpg or .jpeg files in it.")
        return _files(names, size, channels)
    if path.is_file():
        return _files([str(path)], size, channels)
    data, sign, rows = place.rpartition("#")
    if sign and data.partition(":")[0] in (*BUILT_IN, *PLACED):
        return _rows(data, rows, size, channels)
    raise InputError(
        f"there is no image {place!r}: expected a file, a folder, or rows of a set such as digits#7 or digits#0:100."
    )


def _files(names: Sequence[str], size: int, channels: int) -> GivenImages:
    canvas, images = Canvas(size=size, channels=channels), []
    for name in names:
        try:
            images.append(decode(Path(name).read_bytes(), canvas))
        except BrokenImage as error:
            raise InputError(f"{name!r} cannot be used as an image ({error}): expected PNG or JPEG.") from error
        except OSError as error:
            raise InputError(f"{name!r} cannot be read ({error.strerror}): change its permissions.") from error
    return GivenImages(names=tuple(names), images=torch.from_numpy(np.stack(images)))


def _rows(data: str, text: str, size: int, channels: int) -> GivenImages:
    first, colon, end = text.partition(":")
    if not (first.isdecimal() and (end.isdecimal() if colon else True)):
        raise InputError(f"rows of a set are written {data}#7 or {data}#0:100, but {text!r} was given.")
    start, stop = int(first), int(end) if colon else int(first) + 1
    images = open_images(data, "test", size=size, channels=channels)
    if not start < stop <= images.count:
        raise InputError(f"{data} has the test images 0 to {images.count - 1}, but #{text} was asked for.")
    rows = torch.arange(start, stop)
    return GivenImages(names=tuple(f"{data}#{row}" for row in rows.tolist()), images=images.images(rows))

"""What every image of a set becomes: so many pixels, grey or in colour, by rules that are the same for all.

1. An orientation that the camera noted (EXIF) is applied.
2. 16 bits a value keep their upper 8. What is transparent lies on black.
3. One channel is the luma of ITU-R 601, 0.299 R + 0.587 G + 0.114 B; three of a grey image are equal.
4. Of an image that is not square the middle is taken, as large as its shorter side.
5. A square that lacks an even number of pixels, a quarter of its side at most, is padded with black on all sides
   (28 becomes 32); any other is resized, by bicubic interpolation that averages over what it shrinks.
"""

import io
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageOps

from .plain_files import plain_image

FORMATS = ("PNG", "JPEG")
GREY_MODES = ("1", "L", "LA", "La", "I", "I;16", "I;16B", "F")
FINER = 3
"""A JPEG is decoded at a fraction of its size where that leaves this many times the pixels asked, in each direction."""


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """The side and the channels (1 or 3) of every image; without `fit`, rules 4 and 5 are left out."""

    size: int
    channels: int
    fit: bool = True

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height, width."""
        return (self.channels, self.size, self.size)


class BrokenImage(Exception):
    """An image that cannot be read or decoded; whoever knows its name says which."""


def look(encoded: bytes) -> tuple[tuple[int, int], bool]:
    """Width and height of a PNG or JPEG, and whether it is in colour, from its header; raises `BrokenImage`."""
    image = _opened(encoded)
    return image.size, image.mode not in GREY_MODES


def decode(encoded: bytes, canvas: Canvas) -> UInt8[np.ndarray, "channels height width"]:
    """A PNG or JPEG on the canvas; raises `BrokenImage` for one that is truncated, damaged or something else."""
    plain = plain_image(encoded)
    if plain is not None and (not canvas.fit or max(plain.size) < 2 * FINER * canvas.size):
        return paint(plain, canvas)
    image = _opened(encoded)
    try:
        if canvas.fit:
            image.draft(None, (FINER * canvas.size, FINER * canvas.size))
        image.load()
    except Exception as error:  # a damaged image raises what it likes: OSError, SyntaxError, ValueError, struct.error
        raise _broken(error) from error
    return paint(image, canvas)


def paint(image: Image.Image, canvas: Canvas) -> UInt8[np.ndarray, "channels height width"]:
    """An image on the canvas."""
    if "exif" in image.info:
        with suppress(Exception):  # a note that cannot be read says nothing of the picture
            image = ImageOps.exif_transpose(image)
    image = _converted(image, canvas.channels)
    if canvas.fit:
        image = _fitted(image, canvas.size)
    pixels = np.asarray(image)
    return pixels[None] if canvas.channels == 1 else np.ascontiguousarray(pixels.transpose(2, 0, 1))


def _opened(encoded: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(encoded), formats=FORMATS)
    except Image.UnidentifiedImageError as error:
        raise BrokenImage("neither PNG nor JPEG") from error
    except Exception as error:
        raise _broken(error) from error


def _broken(error: Exception) -> BrokenImage:
    return BrokenImage(" ".join(str(error).split())[:120] or type(error).__name__)


def _converted(image: Image.Image, channels: int) -> Image.Image:
    if image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        image = Image.alpha_composite(Image.new("RGBA", image.size, (0, 0, 0, 255)), image.convert("RGBA"))
    mode = "L" if channels == 1 else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _fitted(image: Image.Image, size: int) -> Image.Image:
    width, height = image.size
    side = min(width, height)
    lacks = size - side
    if width == height and 0 <= lacks <= side / 4 and lacks % 2 == 0:
        edge = lacks // 2
        return image.crop((-edge, -edge, width + edge, height + edge)) if lacks else image
    left, top = (width - side) / 2, (height - side) / 2
    box = (left, top, left + side, top + side)
    return image.resize((size, size), Image.Resampling.BICUBIC, box=box, reducing_gap=FINER)

"""Pictures put side by side with words, pixel by pixel: nothing is smoothed, and nothing is stretched."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import UInt8

from .style import INK, QUIET

if TYPE_CHECKING:
    from PIL import Image, ImageFont

Picture8 = UInt8[np.ndarray, "channels height width"]

LEAST_SIDE = 96
"""Smaller images are shown a whole number of times as large."""
GAP = 4
WHITE = "#ffffff"


def tile(picture: Picture8, side: int) -> "Image.Image":
    """One image, grey or in colour (of more channels the first), each of its pixels a square; `side` a multiple."""
    from PIL import Image

    shown = picture if len(picture) == 3 else np.repeat(picture[:1], 3, axis=0)
    image = Image.fromarray(np.ascontiguousarray(np.moveaxis(shown, 0, -1)))
    return image.resize((side, side), Image.Resampling.NEAREST)


def side_of(size: int) -> int:
    """How large images of `size` pixels are shown: as they are, or the least multiple that can be seen."""
    return size * max(1, -(-LEAST_SIDE // size))


def font_size(side: int) -> int:
    """Pixels of the letters beside tiles of this size."""
    return min(28, max(15, side // 6))


@cache
def font(size: int, *, bold: bool = False) -> "ImageFont.FreeTypeFont":
    """The font of all figures."""
    from pathlib import Path

    import matplotlib
    from PIL import ImageFont

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name), size)


def width_of(words: str, size: int, *, bold: bool = False) -> int:
    """Pixels that words take."""
    return int(np.ceil(font(size, bold=bold).getlength(words)))


class Sheet:
    """A white sheet of `width` x `height` pixels to put tiles and words on."""

    def __init__(self, width: int, height: int) -> None:
        from PIL import Image, ImageDraw

        self.image = Image.new("RGB", (width, height), WHITE)
        self._draw = ImageDraw.Draw(self.image)

    def put(self, pictures: Sequence[Picture8], left: int, top: int, side: int) -> None:
        """Tiles in a row."""
        for place, picture in enumerate(pictures):
            self.image.paste(tile(picture, side), (left + place * (side + GAP), top))

    def write(
        self, words: str, x: float, y: float, *, size: int, anchor: str, colour: str = QUIET, bold: bool = False
    ) -> None:
        """Words on one line; `anchor` says which point of them is at (x, y), as Pillow has it: "mm" is the middle."""
        self._draw.text((x, y), words, fill=colour or INK, font=font(size, bold=bold), anchor=anchor)

    def bar(self, left: int, top: int, right: int, bottom: int, colour: str) -> None:
        """A filled rectangle."""
        self._draw.rectangle((left, top, right, bottom), fill=colour)

    def png(self) -> bytes:
        """As a PNG file."""
        import io

        buffer = io.BytesIO()
        self.image.save(buffer, format="PNG")
        return buffer.getvalue()

"""What a decoder makes of paths between the same two ends: a row for each in a picture, or side by side in a film."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jaxtyping import UInt8
from numpy import ndarray

from .image_sheet import GAP, Picture8, Sheet, font_size, side_of, width_of
from .style import INK, LOOKS, looks, short

if TYPE_CHECKING:
    from PIL import Image

Frames8 = UInt8[ndarray, "steps channels height width"]
TRACK = "#e4e6e9"


@dataclass(frozen=True, kw_only=True, eq=False)
class PathFrames:
    """The frames of every path by its name, all of as many steps; `first` and `last`: the real images, if any.

    The ends of a path are reconstructions of those. `in_time`: whether frames are at equal steps of t.
    """

    frames: Mapping[str, Frames8]
    first: Picture8 | None = None
    last: Picture8 | None = None
    in_time: bool = True

    @property
    def steps(self) -> int:
        """Frames of each path."""
        return len(next(iter(self.frames.values())))

    @property
    def side(self) -> int:
        """How large a frame is shown."""
        return side_of(next(iter(self.frames.values())).shape[-1])


def path_strips(made: PathFrames) -> Sheet:
    """A row for every path with its name, the real images beside the ends, and the times above."""
    side, letters = made.side, font_size(made.side)
    colours = _colours(list(made.frames))
    left = max(width_of(short(name), letters, bold=True) for name in made.frames) + 4 * GAP
    apart = 3 * GAP
    begin = left + (side + GAP + apart if made.first is not None else 0)
    end = begin + made.steps * (side + GAP)
    right = end + (apart + side + GAP if made.last is not None else 0)
    top = letters + 4 * GAP
    sheet = Sheet(right + GAP, top + len(made.frames) * (side + GAP) + GAP)
    words = {0: "t = 0", made.steps - 1: "t = 1"} | (
        {made.steps // 2: "t = 1/2"} if made.steps % 2 and made.in_time else {}
    )
    for place, word in words.items():
        sheet.write(word, begin + place * (side + GAP) + side / 2, top / 2, size=letters, anchor="mm")
    for picture, x in ((made.first, left), (made.last, end + apart)):
        if picture is not None:
            sheet.write("original", x + side / 2, top / 2, size=letters, anchor="mm", colour=INK)
    for row, (name, frames) in enumerate(made.frames.items()):
        y = top + row * (side + GAP)
        sheet.write(
            short(name), left - 2 * GAP, y + side / 2, size=letters, anchor="rm", colour=colours[name], bold=True
        )
        sheet.put(list(frames), begin, y, side)
        for picture, x in ((made.first, left), (made.last, end + apart)):
            if picture is not None:
                sheet.put([picture], x, y, side)
    return sheet


def path_film(made: PathFrames) -> Iterator["Image.Image"]:
    """The frames of a film there and back: all paths side by side between the real images, a bar for t below."""
    there = [_shot(made, step) for step in range(made.steps)]
    yield from there
    yield from there[-2:0:-1]


def _shot(made: PathFrames, step: int) -> "Image.Image":
    side, letters = made.side, font_size(made.side)
    colours = _colours(list(made.frames))
    names = [short(name) for name in made.frames]
    column = max([side, *(width_of(name, letters, bold=True) + 2 * GAP for name in [*names, "original"])]) + 2 * GAP
    panels = [("original", INK, made.first)] if made.first is not None else []
    panels += [(short(name), colours[name], frames[step]) for name, frames in made.frames.items()]
    panels += [("original", INK, made.last)] if made.last is not None else []
    top = letters + 4 * GAP
    width, height = len(panels) * column + 2 * GAP, top + side + 5 * GAP
    sheet = Sheet(width + width % 2, height + height % 2)  # films have an even number of pixels each way
    for place, (name, colour, picture) in enumerate(panels):
        middle = GAP + place * column + column // 2
        sheet.write(name, middle, top / 2, size=letters, anchor="mm", colour=colour, bold=True)
        sheet.put([picture], middle - side // 2, top, side)
    y = top + side + 2 * GAP
    right = 2 * GAP + (width - 4 * GAP) * step // max(1, made.steps - 1)
    sheet.bar(2 * GAP, y, width - 2 * GAP, y + GAP - 1, TRACK)
    sheet.bar(2 * GAP, y, right, y + GAP - 1, INK)
    return sheet.image


def _colours(names: list[str]) -> dict[str, str]:
    """The colour of each path; one that is a fit under a longer name has that of AdvAI."""
    return {
        name: LOOKS["AdvAI"].colour if name.startswith("AdvAI") else look.colour for name, look in looks(names).items()
    }

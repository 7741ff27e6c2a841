"""Small pictures in rows, as they are: no picture is stretched, and a name stands beside every row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import UInt8

from .style import INK, LABEL, QUIET, TICK, WIDTH, new_figure, short

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.figure

GAP = 1
LONGEST, LETTER = 20, 0.7
"""Letters of a name at most, and the width of one in sizes of the type."""
GROUND = 226
"""The grey between pictures."""

Picture = UInt8[np.ndarray, "channels height width"]
Sheet = UInt8[np.ndarray, "down across colours"]


class Row(NamedTuple):
    """A name in its colour, and the pictures beside it."""

    name: str
    colour: str
    pictures: Sequence[Picture]


def sheet_of(rows: Sequence[Sequence[Picture]]) -> Sheet:
    """Pictures in rows, as they are: bytes are grey or colour values, and nothing is stretched."""
    count, size = max(map(len, rows)), rows[0][0].shape[-1] + 2 * GAP
    sheet = np.full((len(rows) * size, count * size, 3), GROUND, dtype=np.uint8)
    for down, row in enumerate(rows):
        for across, picture in enumerate(row):
            place = (
                slice(down * size + GAP, (down + 1) * size - GAP),
                slice(across * size + GAP, (across + 1) * size - GAP),
            )
            sheet[place] = np.moveaxis(picture, 0, -1)
    return sheet


def blocks_figure(
    blocks: Sequence[Sequence[Row]], titles: Sequence[str], marks: Mapping[float, str], *, across: int = 2
) -> "matplotlib.figure.Figure":
    """Blocks of rows, `across` side by side, each with its title; `marks` name columns, counted from 0, below a block.

    Every block has as many rows and columns.
    """
    columns = min(across, len(blocks))
    lines = -(-len(blocks) // columns)
    count = max(len(row.pictures) for row in blocks[0])
    height = 0.95 * WIDTH / columns * len(blocks[0]) / (count + 2.5) + 0.55
    figure = new_figure(lines * height)
    grid = figure.subplots(lines, columns, squeeze=False)
    for k, axes in enumerate(grid.flat):
        if k >= len(blocks):
            axes.set_axis_off()
            continue
        show(axes, blocks[k])
        size = blocks[k][0].pictures[0].shape[-1]
        axes.set_xticks(middles(marks, size), list(marks.values()), fontsize=TICK)
        axes.set_title(titles[k], fontsize=LABEL, color=INK, parse_math=False)
    figure.draw_without_rendering()  # the layout of tall blocks, of a width of their own, settles in the second drawing
    return figure


def rows_figure(rows: Sequence[Row]) -> "matplotlib.figure.Figure":
    """Rows of pictures with their names beside them."""
    count = max(len(row.pictures) for row in rows)
    named = max(len(short(row.name, LONGEST)) for row in rows) * LETTER * LABEL / 72
    figure = new_figure(min(min(0.87 * WIDTH, WIDTH - named - 0.15) * len(rows) / count + 0.1, 12.0))
    axes = figure.subplots()
    show(axes, rows)
    axes.set_anchor("E")
    axes.set_xticks([])
    return figure


def show(axes: "matplotlib.axes.Axes", rows: Sequence[Row]) -> None:
    """The pictures in rows without a frame, and beside every row its name, in its colour."""
    axes.imshow(sheet_of([row.pictures for row in rows]), interpolation="nearest")
    axes.tick_params(length=0, labelcolor=QUIET)
    axes.spines[:].set_visible(False)
    size = rows[0].pictures[0].shape[-1]
    axes.set_yticks(middles(range(len(rows)), size), [short(row.name, LONGEST) for row in rows], fontsize=LABEL)
    for text, row in zip(axes.get_yticklabels(), rows, strict=True):
        text.set(color=row.colour, fontweight="bold", parse_math=False)


def middles(places: Iterable[float], size: int) -> list[float]:
    """Where the middles of pictures of this size are, counted from 0."""
    return [(place + 0.5) * (size + 2 * GAP) - 0.5 for place in places]

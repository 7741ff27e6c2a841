"""Decoded pictures: what a decoder makes of the paths between the same two real images."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

from .style import INK, LABEL, QUIET, TICK, WIDTH, in_order, looks, new_figure, short

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.figure

Pictures = Float[np.ndarray, "pictures height width"]
Frames = Float[np.ndarray, "pairs steps height width"]
Sheet = Float[np.ndarray, "down across"]
Ends = Float[np.ndarray, "pairs 2 height width"]

GAP = 1
"""Pixels around every picture."""


@dataclass(frozen=True, kw_only=True)
class DecodedPaths:
    """Frames in [-1, 1] of every path between the same pairs, at equal steps of t from 0 to 1.

    `ends` are the two real images of every pair, `labels` what they show.
    """

    frames: Mapping[str, Frames]
    ends: Ends
    labels: Int[np.ndarray, "pairs 2"]


def decoded_figure(decoded: DecodedPaths) -> "matplotlib.figure.Figure":
    """A block for every pair, two across: a row of frames for every path, between the two real images."""
    names, pairs = in_order(list(decoded.frames)), len(decoded.ends)
    lines = (pairs + 1) // 2
    figure = new_figure(lines * (0.40 * len(names) + 0.62))
    grid = figure.subplots(lines, min(2, pairs), squeeze=False)
    for pair, axes in enumerate(grid.flat):
        if pair < pairs:
            _block(axes, decoded, pair, names)
        else:
            axes.set_axis_off()
    return figure


def reconstruction_figure(images: Pictures, decoded: Pictures) -> "matplotlib.figure.Figure":
    """Real images in a row, and what comes back from their latents below."""
    sheet = contact_sheet([list(images), list(decoded)])
    figure = new_figure(WIDTH * sheet.shape[0] / sheet.shape[1])
    axes = figure.subplots()
    _show(axes, sheet)
    height = images.shape[1] + 2 * GAP
    axes.set_yticks([(k + 0.5) * height - 0.5 for k in range(2)], ["real", "decoded"], fontsize=LABEL)
    axes.set_xticks([])
    return figure


def contact_sheet(rows: Sequence[Sequence[Float[np.ndarray, "height width"]]]) -> Sheet:
    """Pictures side by side, with a gap around each of them; every picture on the one scale [-1, 1]."""
    padded = [[np.pad(picture, GAP, constant_values=np.nan) for picture in row] for row in rows]
    return np.concatenate([np.concatenate(row, axis=1) for row in padded], axis=0)


def _block(axes: "matplotlib.axes.Axes", decoded: DecodedPaths, pair: int, names: Sequence[str]) -> None:
    first, last = decoded.ends[pair]
    _show(axes, contact_sheet([[first, *decoded.frames[name][pair], last] for name in names]))
    steps = decoded.frames[names[0]].shape[1]
    height, width = first.shape[0] + 2 * GAP, first.shape[1] + 2 * GAP
    axes.set_yticks(
        [(k + 0.5) * height - 0.5 for k in range(len(names))], [short(name, 12) for name in names], fontsize=LABEL
    )
    for text, look in zip(axes.get_yticklabels(), looks(names).values(), strict=True):
        text.set(color=look.colour, fontweight="bold", parse_math=False)
    middle = (steps - 1) / 2 + 1
    places = {0: "real", 1: "t = 0", middle: "t = 1/2", steps: "t = 1", steps + 1: "real"}
    axes.set_xticks([(k + 0.5) * width - 0.5 for k in places], list(places.values()), fontsize=TICK)
    axes.set_title(f"{decoded.labels[pair][0]} to {decoded.labels[pair][1]}", fontsize=LABEL, color=INK)


def _show(axes: "matplotlib.axes.Axes", sheet: Sheet) -> None:
    axes.imshow(sheet, cmap="gray_r", vmin=-1, vmax=1, interpolation="nearest")
    axes.tick_params(length=0, labelcolor=QUIET)
    axes.set_facecolor("#dfe3e8")
    axes.spines[:].set_visible(False)

"""The pictures of a comparison of GANs: quality against t, strips along every path, samples."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import UInt8

from ..picture_rows import Row, blocks_figure, rows_figure
from ..style import FLOOR, INK, LABEL, Look, dress, in_order, legend, looks, new_figure, short
from .compared import Method
from .gan_numbers import Between

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.figure

PANELS = {
    "frechet": "Fréchet distance\n(lower is better)",
    "kernel": "kernel distance x 1,000\n(lower is better)",
    "recall": "recall\n(higher is better)",
    "coverage": "coverage\n(higher is better)",
}
SCALE = {"kernel": 1000.0}
FRESH = "#5f6368"


Strips = UInt8[np.ndarray, "pairs frames channels height width"]


class Curve(NamedTuple):
    """Values at times with their intervals."""

    times: list[float]
    values: list[float]
    low: list[float]
    high: list[float]


def quality_figure(spaces: Sequence[Between]) -> "matplotlib.figure.Figure":
    """A row of panels for the latents of every kind: figures against t, a line for every path.

    The band is where the mean of as many draws of fresh latents falls; the dashed line are real images.
    """
    there = [between for between in spaces if between.paths]
    figure = new_figure(2.45 * len(there) + 0.8)
    grid = figure.subplots(len(there), len(PANELS), squeeze=False)
    for line, between in zip(grid, there, strict=True):
        for axes, name in zip(line, PANELS, strict=True):
            _panel(axes, between, name)
        line[0].set_ylabel(f"{short(between.method.name)}\n{between.name}", fontsize=LABEL, color=INK, parse_math=False)
    for axes, title in zip(grid[0], PANELS.values(), strict=True):
        axes.set_title(title, fontsize=LABEL, color=INK)
    for axes in grid[-1]:
        axes.set_xlabel("position t", fontsize=LABEL, color=INK)
    legend(figure, _handles(in_order([path for between in there for path in between.paths])))
    return figure


def curve(between: Between, path: str, figure: str) -> Curve:
    """A figure along a path."""
    scale, made = SCALE.get(figure, 1.0), Curve([], [], [], [])
    for t in between.times:
        mean = between.mean("quality", path, f"{t:g}", figure)
        if mean is not None:
            for part, value in zip(made, (t, mean.mean, mean.low, mean.high), strict=True):
                part.append(value if part is made.times else scale * value)
    return made


def path_strips_figure(strips: Mapping[str, Strips], *, across: int = 2) -> "matplotlib.figure.Figure":
    """A block for every pair of latents, `across` side by side, and in it a row for every path, at equal steps."""
    names, chosen = in_order(list(strips)), looks(list(strips))
    pairs = len(strips[names[0]])
    blocks = [[Row(name, chosen[name].colour, list(strips[name][pair])) for name in names] for pair in range(pairs)]
    last = strips[names[0]].shape[1] - 1
    marks = {0: "t = 0", last / 2: "t = 1/2", last: "t = 1"}
    return blocks_figure(blocks, [""] * pairs, marks, across=across)


def grid_figure(method: Method, *, across: int = 16) -> "matplotlib.figure.Figure":
    """Real images in the first row, and the method's samples below."""
    pictures = method.runs[0].pictures
    samples = list(pictures["prior"])
    rows = [Row("test images", INK, list(pictures["images"][:across]))]
    for start in range(0, len(samples), across):
        name = "samples" if start == 0 else ""
        rows.append(Row(name, method.look.colour, samples[start : start + across]))
    return rows_figure(rows)


def _panel(axes: "matplotlib.axes.Axes", between: Between, name: str) -> None:
    """One figure of all paths."""
    dress(axes, grid=True)
    scale, edges = SCALE.get(name, 1.0), (-0.02, 0.52)
    fresh = between.mean(name, between.fresh)
    floor = between.floor(name, between.fresh)
    if fresh is not None:
        axes.fill_between(edges, scale * fresh.low, scale * fresh.high, color=FLOOR, alpha=0.35, linewidth=0)
        axes.plot(edges, [scale * fresh.mean] * 2, color=FRESH, linewidth=1.0)
    if floor is not None and name == "frechet":
        axes.plot(edges, [scale * floor.mean] * 2, color=INK, linewidth=1.2, linestyle=(0, (2, 2)))
    paths, chosen = between.paths, looks(between.paths)
    for k, path in enumerate(paths):
        look, made = chosen[path], curve(between, path, name)
        aside = (np.array(made.times) + 0.006 * (k - (len(paths) - 1) / 2)).tolist()  # equal ones stay to be seen
        axes.plot(aside, made.values, color=look.colour, marker=look.marker, linestyle=look.line, markersize=5)
        axes.vlines(aside, made.low, made.high, colors=look.colour, linewidth=1.0, alpha=0.6)
    axes.set_xticks(between.times)
    axes.set_xlim(*edges)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_major_formatter("{x:g}")


def _handles(paths: Sequence[str]) -> list[object]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    chosen: dict[str, Look] = looks(paths)
    lines = [
        Line2D([], [], color=look.colour, marker=look.marker, linestyle=look.line, markersize=5, label=short(name))
        for name, look in chosen.items()
    ]
    fresh = Patch(facecolor=FLOOR, alpha=0.35, label="fresh latents")
    real = Line2D([], [], color=INK, linewidth=1.2, linestyle=(0, (2, 2)), label="real images")
    return [*lines, fresh, real]

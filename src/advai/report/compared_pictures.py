"""The pictures of a comparison: every method on the same test images, and how each of them learned."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import UInt8

from .compared import Method
from .style import INK, LABEL, QUIET, TICK, WIDTH, dress, in_order, legend, looks, new_figure, short

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.figure

GAP = 1
GROUND = 226
"""The grey between pictures."""
CURVES = {
    "reconstruction": "reconstruction error",
    "probe": "loss of the joint probe",
    "interpolation": "critic's score",
}

Picture = UInt8[np.ndarray, "channels height width"]
Sheet = UInt8[np.ndarray, "down across colours"]


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


def strips_figure(methods: Sequence[Method]) -> "matplotlib.figure.Figure":
    """A block for every pair of test images, two across, and in it a row for every method, along its own path."""
    rows = [(method.name, method.look.colour, method, method.own_path) for method in methods]
    return _blocks(rows, methods[0].runs[0].labels)


def paths_figure(method: Method) -> "matplotlib.figure.Figure":
    """One method: a block for every pair of test images, two across, and in it a row for every path."""
    there = [name.removeprefix("path.") for name in method.runs[0].pictures if name.startswith("path.")]
    chosen = looks(there)
    return _blocks([(name, chosen[name].colour, method, name) for name in in_order(there)], method.runs[0].labels)


def _blocks(
    rows: Sequence[tuple[str, str, Method, str]], labels: Sequence[Sequence[str]]
) -> "matplotlib.figure.Figure":
    """A block for every pair: in each row a name in its colour, and the strip of a method along a path."""
    lines = (len(labels) + 1) // 2
    figure = new_figure(lines * (0.36 * len(rows) + 0.62))
    grid = figure.subplots(lines, min(2, len(labels)), squeeze=False)
    for pair, axes in enumerate(grid.flat):
        if pair >= len(labels):
            axes.set_axis_off()
            continue
        _show(axes, [_strip(method, pair, path) for _, _, method, path in rows])
        _mark_times(axes, rows[0][2].runs[0].pictures["ends"].shape[-1])
        _name(axes, [(short(name, 14), colour) for name, colour, _, _ in rows])
        first, last = labels[pair]
        axes.set_title(f"{first} to {last}" if first or last else "", fontsize=LABEL, color=INK, parse_math=False)
    return figure


def reconstructions_figure(methods: Sequence[Method]) -> "matplotlib.figure.Figure":
    """Test images in the first row, and what comes back from each method below."""
    first = methods[0].runs[0].pictures["images"]
    rows = [list(first), *(list(method.runs[0].pictures["reconstructions"]) for method in methods)]
    return _rows_figure(rows, [("test images", INK), *((method.name, method.look.colour) for method in methods)])


def samples_figure(methods: Sequence[Method], kind: str, *, most: int = 20) -> "matplotlib.figure.Figure":
    """A row of samples for every method that has such: `gmm` or `prior`."""
    there = [method for method in methods if kind in method.runs[0].pictures]
    rows = [list(method.runs[0].pictures[kind][:most]) for method in there]
    return _rows_figure(rows, [(method.name, method.look.colour) for method in there])


def neighbours_figure(methods: Sequence[Method], kind: str) -> "matplotlib.figure.Figure":
    """For every method that has such, samples of a kind and below each of them the training image nearest to it."""
    rows, names = [], []
    for method in methods:
        pictures = method.runs[0].pictures
        if f"nearest.{kind}" in pictures:
            nearest = pictures[f"nearest.{kind}"]
            rows += [list(pictures[kind][: len(nearest)]), list(nearest)]
            names += [(method.name, method.look.colour), ("nearest", QUIET)]
    return _rows_figure(rows, names)


def curves_figure(methods: Sequence[Method]) -> "matplotlib.figure.Figure":
    """Losses against the training images that were seen: a panel for each loss, a line for each run."""
    from matplotlib.lines import Line2D
    from matplotlib.ticker import LogLocator, NullFormatter

    there = {name: words for name, words in CURVES.items() if any(_has(method, name) for method in methods)}
    figure = new_figure(3.4)
    for axes, (name, words) in zip(figure.subplots(1, len(there), squeeze=False)[0], there.items(), strict=True):
        dress(axes, title=words, x="training images", grid=True)
        for method in methods:
            for run in method.runs:
                points = [(record["samples"], record[name]) for record in run.metrics if record.get(name, 0) > 0]
                if points:
                    axes.plot(
                        *zip(*points, strict=True), color=method.look.colour, linestyle=method.look.line, linewidth=1.3
                    )
        if name == "reconstruction":
            axes.set_yscale("log")
            axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 1.5, 2.0, 3.0, 5.0, 7.0)))
            axes.yaxis.set_minor_formatter(NullFormatter())
        axes.yaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_major_formatter(lambda value, _: _images(value))
    lines = [
        Line2D([], [], color=method.look.colour, linestyle=method.look.line, label=short(method.name))
        for method in methods
    ]
    legend(figure, lines)
    return figure


def _has(method: Method, name: str) -> bool:
    return any(record.get(name, 0) > 0 for run in method.runs for record in run.metrics)


def _images(value: float) -> str:
    return f"{value / 1e6:g}M" if value >= 1e6 else f"{value / 1e3:g}k" if value >= 1e3 else f"{value:g}"


def _strip(method: Method, pair: int, path: str) -> list[Picture]:
    """One row: the first image, the frames, the last image."""
    pictures: Mapping[str, np.ndarray] = method.runs[0].pictures
    first, last = pictures["ends"][pair]
    return [first, *pictures[f"path.{path}"][pair], last]


def _rows_figure(rows: Sequence[Sequence[Picture]], names: Sequence[tuple[str, str]]) -> "matplotlib.figure.Figure":
    """Rows of pictures with their names beside them."""
    count = max(map(len, rows))
    figure = new_figure(min(0.87 * WIDTH * len(rows) / count + 0.1, 12.0))
    axes = figure.subplots()
    _show(axes, rows)
    axes.set_xticks([])
    _name(axes, [(short(name, 20), colour) for name, colour in names])
    return figure


def _show(axes: "matplotlib.axes.Axes", rows: Sequence[Sequence[Picture]]) -> None:
    """The pictures in rows, without a frame."""
    axes.imshow(sheet_of(rows), interpolation="nearest")
    axes.tick_params(length=0, labelcolor=QUIET)
    axes.spines[:].set_visible(False)


def _mark_times(axes: "matplotlib.axes.Axes", size: int) -> None:
    """Below a strip: which pictures are real, and where the path begins, is half way and ends."""
    left, right = axes.get_xlim()
    columns = round((right - left) / (size + 2 * GAP))
    places = {0: "real", 1: "t = 0", (columns - 1) / 2: "t = 1/2", columns - 2: "t = 1", columns - 1: "real"}
    axes.set_xticks(_middles(places, size), list(places.values()), fontsize=TICK)


def _name(axes: "matplotlib.axes.Axes", names: Sequence[tuple[str, str]]) -> None:
    """Beside every row its name, in its colour."""
    low, high = sorted(axes.get_ylim())
    size = (high - low) / len(names) - 2 * GAP
    axes.set_yticks(_middles(range(len(names)), size), [name for name, _ in names], fontsize=LABEL)
    for text, (_, colour) in zip(axes.get_yticklabels(), names, strict=True):
        text.set(color=colour, fontweight="bold", parse_math=False)


def _middles(places: Iterable[float], size: float) -> list[float]:
    return [(place + 0.5) * (size + 2 * GAP) - 0.5 for place in places]

"""The pictures of a comparison: every method on the same test images, and how each of them learned."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..picture_rows import Picture, Row, blocks_figure, rows_figure
from ..style import INK, QUIET, dress, in_order, legend, looks, new_figure, short
from .compared import Method

if TYPE_CHECKING:
    import matplotlib.figure

CURVES = {
    "reconstruction": "reconstruction error",
    "probe": "loss of the joint probe",
    "interpolation": "critic's score",
}


def strips_figure(methods: Sequence[Method]) -> "matplotlib.figure.Figure":
    """A block for every pair of test images, two across, and in it a row for every method, along its own path."""
    return _blocks([(method.name, method.look.colour, method, method.own_path) for method in methods])


def paths_figure(method: Method) -> "matplotlib.figure.Figure":
    """One method: a block for every pair of test images, two across, and in it a row for every path."""
    there = [name.removeprefix("path.") for name in method.runs[0].pictures if name.startswith("path.")]
    chosen = looks(there)
    return _blocks([(name, chosen[name].colour, method, name) for name in in_order(there)])


def _blocks(rows: Sequence[tuple[str, str, Method, str]]) -> "matplotlib.figure.Figure":
    """A block for every pair: in each row a name in its colour, and the strip of a method along a path."""
    labels = rows[0][2].runs[0].labels
    blocks = [
        [Row(short(name, 14), colour, _strip(method, pair, path)) for name, colour, method, path in rows]
        for pair in range(len(labels))
    ]
    last = len(blocks[0][0].pictures) - 1
    marks = {0: "real", 1: "t = 0", last / 2: "t = 1/2", last - 1: "t = 1", last: "real"}
    titles = [f"{first} to {last}" if first or last else "" for first, last in labels]
    return blocks_figure(blocks, titles, marks)


def reconstructions_figure(methods: Sequence[Method]) -> "matplotlib.figure.Figure":
    """Test images in the first row, and what comes back from each method below."""
    first = Row("test images", INK, list(methods[0].runs[0].pictures["images"]))
    rows = [Row(m.name, m.look.colour, list(m.runs[0].pictures["reconstructions"])) for m in methods]
    return rows_figure([first, *rows])


def samples_figure(methods: Sequence[Method], kind: str, *, most: int = 20) -> "matplotlib.figure.Figure":
    """A row of samples for every method that has such: `gmm` or `prior`."""
    there = [method for method in methods if kind in method.runs[0].pictures]
    return rows_figure([Row(m.name, m.look.colour, list(m.runs[0].pictures[kind][:most])) for m in there])


def neighbours_figure(methods: Sequence[Method], kind: str) -> "matplotlib.figure.Figure":
    """For every method that has such, samples of a kind and below each of them the training image nearest to it."""
    rows = []
    for method in methods:
        pictures = method.runs[0].pictures
        if f"nearest.{kind}" in pictures:
            nearest = pictures[f"nearest.{kind}"]
            rows.append(Row(method.name, method.look.colour, list(pictures[kind][: len(nearest)])))
            rows.append(Row("nearest", QUIET, list(nearest)))
    return rows_figure(rows)


def curves_figure(methods: Sequence[Method], curves: Mapping[str, str] = CURVES) -> "matplotlib.figure.Figure":
    """`curves` against the training images that were seen: a panel for each, a line for each run."""
    from matplotlib.lines import Line2D
    from matplotlib.ticker import LogLocator, NullFormatter

    there = {name: words for name, words in curves.items() if any(_has(method, name) for method in methods)}
    figure = new_figure(3.4)
    for axes, (name, words) in zip(figure.subplots(1, len(there), squeeze=False)[0], there.items(), strict=True):
        dress(axes, title=words, x="training images", grid=True)
        for method in methods:
            for run in method.runs:
                points = [(record["samples"], record[name]) for record in run.metrics if record.get(name)]
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
    return any(record.get(name) for run in method.runs for record in run.metrics)


def _images(value: float) -> str:
    return f"{value / 1e6:g}M" if value >= 1e6 else f"{value / 1e3:g}k" if value >= 1e3 else f"{value:g}"


def _strip(method: Method, pair: int, path: str) -> list[Picture]:
    """One row: the first image, the frames, the last image."""
    pictures: Mapping[str, np.ndarray] = method.runs[0].pictures
    first, last = pictures["ends"][pair]
    return [first, *pictures[f"path.{path}"][pair], last]

"""The tables of a comparison of GANs: paths in rows, beside fresh latents and real images."""

from collections.abc import Sequence
from dataclasses import replace

from ..means import NONE, Mean, number
from ..page import Cell, Table
from ..style import in_order, looks
from .compared import Method
from .compared_tables import drift_cell_of, method_cell, scaled, shown
from .gan_numbers import Between

HALF = "0.5"
FIGURES = {
    "frechet": ("Fréchet", 1.0, 2),
    "kernel": ("kernel x 1,000", 1000.0, 1),
    "precision": ("precision", 1.0, 3),
    "recall": ("recall", 1.0, 3),
    "density": ("density", 1.0, 3),
    "coverage": ("coverage", 1.0, 3),
}


def midpoint_table(between: Between) -> Table:
    """Images half way along every path beside those of fresh latents and real ones, and the lengths of the paths."""
    head = [words for words, _, _ in FIGURES.values()]
    fresh = [_cell(between.mean(name, between.fresh), name) for name in FIGURES]
    rows = [[Cell(text="fresh latents"), fresh[0], Cell(text="1"), *fresh[1:], Cell(text=NONE), Cell(text=NONE)]]
    chosen = looks(between.paths)
    rows += [_path_row(between, path, chosen[path].colour) for path in between.paths]
    floors = [_cell(_without_interval(between.floor(name, between.fresh)), name) for name in FIGURES]
    rows.append(
        [Cell(text="real images"), floors[0], Cell(text=NONE), *floors[1:], _straight(between), Cell(text=NONE)]
    )
    return Table(
        title=between.title,
        head=("at t = 1/2", head[0], "times fresh", *head[1:], "path length", "judge"),
        rows=rows,
        caption="Images half way between independent pairs, as far from test images as the features say. Times fresh: "
        "the Fréchet distance over that of fresh latents, in green where those fall too (95%), in red beyond. Real "
        "images: between two halves of the test images, which have half as many. Path length: perceptual, and in the "
        "last row that of a straight line. Judge: how often the point is told from a latent (0.5: never). "
        f"{intervals_of([between.method])}",
        sortable=True,
    )


def _path_row(between: Between, path: str, colour: str) -> list[Cell]:
    values = [_cell(between.mean(name, "midpoint", path), name) for name in FIGURES]
    length = shown(between.mean("perceptual_path_length", path), 0)
    judge = drift_cell_of(between.method.runs, (*between.place, "drift", path, HALF))
    return [Cell(text=path, colour=colour), values[0], ratio_cell(between, path), *values[1:], length, judge]


def ratio_cell(between: Between, path: str) -> Cell:
    """The Fréchet distance of midpoints over that of fresh latents; good when it lies where those fall."""
    mean = between.mean("midpoint_ratio", path)
    if mean is None:
        return Cell(text=NONE)
    entry = between.entries("midpoint_ratio")[path]["conditions"]
    high = None if len(between.method.runs) > 1 else entry.get("as_good_to")
    good = None if high is None else mean.mean <= high
    return replace(number(mean, f"{mean.mean:.3f}", digits=3), good=good)


def samples_table(methods: Sequence[Method]) -> Table:
    """Samples of every method: what paths can reach at best."""
    rows = []
    for method in methods:
        cells = [_cell(Between(method=method, name="prior").mean(name, "prior"), name) for name in FIGURES]
        copied = shown(scaled(method.mean("copies", "prior"), 100), 1)
        rows.append([method_cell(method), *cells, copied])
    floors = [_cell(_without_interval(methods[0].floor(name, "prior")), name) for name in FIGURES]
    rows.append([Cell(text="real images"), *floors, Cell(text="1.0")])
    return Table(
        head=("samples of", *(words for words, _, _ in FIGURES.values()), "copies, %"),
        rows=rows,
        caption="Samples of the prior against test images. Copies: samples nearer to a training image than 99% of test "
        f"images are; honest samples have 1%. {intervals_of(methods)}",
        sortable=True,
    )


def gan_drift_table(spaces: Sequence[Between]) -> Table:
    """How far every path leaves the law of the latents, half way."""
    paths = in_order([path for between in spaces for path in between.entries("drift")])
    paths = [path for path in paths if path not in ("value", "reason")]
    rows = [
        [
            Cell(text=between.title),
            *(drift_cell_of(between.method.runs, (*between.place, "drift", path, HALF)) for path in paths),
        ]
        for between in spaces
    ]
    return Table(
        head=("between", *paths),
        rows=rows,
        caption="At t = 1/2: the accuracy of a judge that tells the path's points from fresh latents (0.5: it cannot), "
        "and the sliced Wasserstein distance in floors, in small type. Means over seeds.",
        sortable=True,
    )


def intervals_of(methods: Sequence[Method]) -> str:
    """What stands behind the numbers in small type."""
    counts = sorted({len(method.runs) for method in methods})
    if counts == [1]:
        return "One run: ± half of the 95% interval over several draws of latents."
    return f"Means over {' or '.join(map(str, counts))} runs, ± half of the 95% interval."


def _cell(mean: Mean | None, name: str) -> Cell:
    _, scale, places = FIGURES[name]
    return shown(scaled(mean, scale), places)


def _straight(between: Between) -> Cell:
    first = between.paths[0] if between.paths else ""
    floor = between.floor("perceptual_path_length", first)
    return Cell(text=NONE) if floor is None else number(_plain(floor), f"{floor.mean:.0f}", digits=0)


def _without_interval(mean: Mean | None) -> Mean | None:
    return None if mean is None else _plain(mean)


def _plain(mean: Mean) -> Mean:
    return Mean(mean.mean, None)

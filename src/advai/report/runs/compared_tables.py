"""The tables of a comparison: methods in rows, means over seeds with their 95% intervals in columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..means import NONE, Mean, best_by_far, number
from ..page import Cell, Table
from .compared import LINEAR, ComparedRun, Method
from .published_figures import BUDGET, CLUSTERING, LINES_DISTANCE, PROBE, published

BOLD = "Bold: better than all others, and the intervals do not meet."


@dataclass(frozen=True, kw_only=True)
class Column:
    """One number of every method: where it stands in the results, and how it is shown.

    `places` after the point, `scale` what it is multiplied with; `larger` numbers are better, or smaller ones.
    """

    head: str
    names: tuple[str, ...]
    places: int = 2
    scale: float = 1.0
    larger: bool = False

    def mean(self, method: Method) -> Mean | None:
        """The mean of a method, as it is shown."""
        return scaled(method.mean(*self.names), self.scale)


def representation_table(methods: Sequence[Method]) -> Table:
    """What codes are good for: reconstruction, probes, clusters."""
    columns = [
        Column(head="reconstruction error", names=("reconstruction_mse",), places=4),
        Column(head="probe, %", names=("probe_accuracy",), scale=100, larger=True),
        Column(head="joint probe, %", names=("probe_joint_accuracy",), scale=100, larger=True),
        Column(head="clusters, %", names=("clustering_accuracy",), scale=100, larger=True),
        Column(head="NMI", names=("nmi",), places=3, larger=True),
    ]
    caption = (
        "Mean squared error per pixel in [-1, 1] on test images. Probe: logistic regression, refitted to convergence; "
        "joint: one layer trained beside the autoencoder. Clusters: KMeans on whitened codes, matched one to one."
    )
    return method_table(methods, columns, caption)


def distance_table(methods: Sequence[Method], figure: str) -> Table:
    """Fréchet or kernel distances of all that is made; the last row is the floor."""
    scale, places = (1.0, 2) if figure == "frechet" else (1000.0, 1)
    kinds: list[tuple[str, tuple[str, ...]]] = [(kind, (kind,)) for kind in ("reconstruction", "prior", "gmm")]
    kinds += [(f"midpoint, {path}", ("midpoint", path)) for path in paths_of(methods, figure)]
    columns = [Column(head=head, names=(figure, *names), places=places, scale=scale) for head, names in kinds]
    words = {
        "frechet": "Fréchet distance of features",
        "kernel": "Kernel distance (KID) of features, times 1,000",
    }[figure]
    caption = (
        f"{words} to test images: what comes back, decoded draws of N(0, I), decoded draws of a mixture of 10 "
        "Gaussians on the codes, and decoded midpoints of random pairs of test images along every path. Floor: the "
        "same between two halves of the test images, which have half as many."
    )
    return method_table(methods, columns, caption, floor=True)


def manifold_table(methods: Sequence[Method]) -> Table:
    """Precision, recall, density, coverage and copies of samples and of midpoints on each method's own path."""
    rows, names = [], ("precision", "recall", "density", "coverage")
    for method in methods:
        for kind, place in (("samples of the mixture", ("gmm",)), ("midpoints", ("midpoint", method.own_path))):
            cells = [shown(method.mean(name, *place), 3) for name in names]
            copied = shown(scaled(method.mean("copies", *place), 100), 1)
            rows.append([method_cell(method), Cell(text=kind), *cells, copied])
    return Table(
        head=("method", "of", *names, "copies, %"),
        rows=rows,
        caption="Precision and recall with 3 neighbours, density and coverage with 5, in the features; 1 is as good as "
        "real images, for each of them. Midpoints are those of the run's own path: the corrected one of AdvAI, the "
        "linear one of others. Copies: samples nearer to a training image than 99% of test images are; honest samples "
        "have 1%.",
        sortable=True,
    )


def drift_table(methods: Sequence[Method]) -> Table:
    """How far every path leaves the law of the codes, half way."""
    paths = paths_of(methods, "drift")
    rows = []
    for method in methods:
        cells = [drift_cell(method, path) for path in paths]
        rows.append([method_cell(method), *cells])
    return Table(
        head=("method", *paths),
        rows=rows,
        caption="At t = 1/2, on codes of test images: the accuracy of a judge that tells the path's points from codes "
        "(0.5: it cannot), and the sliced Wasserstein distance in floors, in small type. Means over seeds.",
        sortable=True,
    )


def drift_cell(method: Method, path: str) -> Cell:
    """The judge, and the distance in floors."""
    return drift_cell_of(method.runs, ("drift", path, "0.5"))


def drift_cell_of(runs: Sequence[ComparedRun], place: Sequence[str]) -> Cell:
    """The judge, and the distance in floors, at a place in the results of runs."""
    found = [at for run in runs if (at := _at(run.results, place)) is not None]
    if not found:
        return Cell(text=NONE)
    judge = sum(at["judge_accuracy"]["value"] for at in found) / len(found)
    sliced = [at["sliced_wasserstein"] for at in found]
    floors = sum(one["value"] / one["floor"]["mean"] for one in sliced) / len(found)
    return Cell(text=f"{judge:.3f}", quiet=f"{floors:.1f} floors", order=judge)


def _at(results: Mapping[str, Any], place: Sequence[str]) -> Mapping[str, Any] | None:
    found: Any = results
    for name in place:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def lines_table(methods: Sequence[Method]) -> Table:
    """The two figures of the Lines task along every path."""
    columns = []
    for path in paths_of(methods, "lines"):
        columns.append(Column(head=f"distance, {path}", names=("lines", path, "distance"), scale=1e3, places=2))
        columns.append(Column(head=f"smoothness, {path}", names=("lines", path, "smoothness"), places=3))
    caption = (
        "Distance: cosine distance to the nearest line, times 1,000, mean over all frames. Smoothness: largest step "
        "over whole turn, less 1/15; mean over the paths that turn at all."
    )
    return method_table(methods, columns, caption, floor=True)


def published_table(methods: Sequence[Method]) -> Table | None:
    """Ours beside what was published for the same data and code size; None where nothing was."""
    rows = []
    for method in methods:
        about = method.runs[0].about
        theirs = {
            "probe, %": (PROBE, Column(head="", names=("probe_accuracy",), scale=100)),
            "clusters, %": (CLUSTERING, Column(head="", names=("clustering_accuracy",), scale=100)),
        }
        for what, (table, column) in theirs.items():
            figure = published(table, about["data"], about["code_size"]).get(method.recipe)
            if figure is not None:
                rows.append(published_row(method, what, column, f"{figure:.2f}"))
        if about["data"] == "lines" and method.recipe in LINES_DISTANCE:
            column = Column(head="", names=("lines", LINEAR, "distance"), scale=1e3)
            figure = f"{1e3 * LINES_DISTANCE[method.recipe]:.2f}"
            rows.append(published_row(method, "Lines distance x 1,000", column, figure))
    if not rows:
        return None
    return Table(
        head=("method", "figure", "ours", "published", "our budget", "of the published one"),
        rows=rows,
        caption=f"Published: MIDR-AE (IJCAI 2019) and ACAI (2018) after {BUDGET:,} training images; the Lines distance "
        "is from a secondary source. Where our budget is smaller, ours says nothing about theirs. Of AdvAI no "
        "published table could be found.",
    )


def published_row(method: Method, what: str, column: Column, figure: str) -> list[Cell]:
    """One figure, ours and theirs, and how much less ours was trained."""
    budget = method.runs[0].about["training_samples"]
    share = f"1/{BUDGET / budget:,.0f}" if budget < BUDGET else f"{budget / BUDGET:.2g} times"
    ours = shown(column.mean(method), column.places)
    return [method_cell(method), Cell(text=what), ours, Cell(text=figure), Cell(text=f"{budget:,}"), Cell(text=share)]


def method_table(methods: Sequence[Method], columns: Sequence[Column], caption: str, *, floor: bool = False) -> Table:
    """A row for every method, a column for every number, the best of each in bold where the intervals part."""
    best = {column.head: best_method(methods, column) for column in columns}
    rows = []
    for method in methods:
        cells = [shown(c.mean(method), c.places, best=best[c.head] is method) for c in columns]
        rows.append([method_cell(method), *cells])
    if floor:
        floors = [next(filter(None, (method.floor(*column.names) for method in methods)), None) for column in columns]
        shown_floors = [shown(scaled(f, c.scale), c.places) for f, c in zip(floors, columns, strict=True)]
        rows.append([Cell(text="floor"), *(Cell(text=cell.text, order=cell.order) for cell in shown_floors)])
    return Table(
        head=("method", *(column.head for column in columns)),
        rows=rows,
        caption=f"{caption} {seeds_of(methods)}",
        sortable=True,
    )


def best_method(methods: Sequence[Method], column: Column) -> Method | None:
    """The method that is better than all others, when its interval does not meet any of theirs."""
    known = [(method, mean) for method in methods if (mean := column.mean(method)) is not None]
    sign = -1.0 if column.larger else 1.0
    first = best_by_far([Mean(sign * mean.mean, mean.half) for _, mean in known])
    return None if first is None else known[first][0]


def seeds_of(methods: Sequence[Method]) -> str:
    """How many seeds the means are over, in words."""
    counts = sorted({len(method.runs) for method in methods})
    if counts == [1]:
        return "One seed: no intervals, so nothing is bold."
    return f"Means over {' or '.join(map(str, counts))} seeds, with half of the 95% interval. {BOLD}"


def paths_of(methods: Sequence[Method], entry: str) -> list[str]:
    """The paths that any run was measured along, the closed forms first."""
    names: dict[str, Any] = {}
    for method in methods:
        for run in method.runs:
            found = run.results.get(entry, {})
            inner = found.get("midpoint", {}) if entry in ("frechet", "kernel") else found
            names |= {} if not isinstance(inner, Mapping) or "value" in inner else dict.fromkeys(inner)
    return list(names)


def method_cell(method: Method) -> Cell:
    """A method's name with its colour."""
    return Cell(text=method.name, colour=method.look.colour)


def shown(mean: Mean | None, places: int, *, best: bool = False) -> Cell:
    """A mean with half its interval, or a dash."""
    return Cell(text=NONE) if mean is None else number(mean, f"{mean.mean:.{places}f}", digits=places, best=best)


def scaled(mean: Mean | None, scale: float) -> Mean | None:
    """The mean in other units."""
    return None if mean is None else Mean(scale * mean.mean, None if mean.half is None else scale * mean.half)

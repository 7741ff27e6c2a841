"""Paths drawn in the plane, over the density of the law that they should stay on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from ..shapes import Cloud
from .style import INK, LABEL, WIDTH, Look, dress, in_order, legend, looks, new_figure, short

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.figure

PlanePaths = Float[np.ndarray, "pairs steps latent"]

CLOUD = "#c9ced6"


@dataclass(frozen=True, kw_only=True)
class PlaneRow:
    """One law: points of it, and the same pairs of points joined by every path, traced at equal steps of t.

    Of every point the first two coordinates are drawn; `axes` names them. Pairs whose ends are far apart show most.
    """

    law: str
    cloud: Cloud
    paths: Mapping[str, PlanePaths]
    axes: tuple[str, str] = ("z₁", "z₂")


def plane_figure(rows: Sequence[PlaneRow], *, dots: int = 8) -> "matplotlib.figure.Figure":
    """A row of panels for every law, one panel for each pair with all its paths, and a dot at every 1/`dots` of t."""
    columns = max(next(iter(row.paths.values())).shape[0] for row in rows)
    figure = new_figure((WIDTH / columns + 0.1) * len(rows) + 0.6)
    grid = figure.subplots(len(rows), columns, squeeze=False)
    names = in_order([name for row in rows for name in row.paths])
    chosen = looks(names)
    for line, row in zip(grid, rows, strict=True):
        for pair, axes in enumerate(line):
            _panel(axes, row, pair, chosen, dots)
        line[0].set_ylabel(f"{short(row.law)}\n{row.axes[1]}", fontsize=LABEL, color=INK, parse_math=False)
    legend(figure, _handles(chosen))
    return figure


def _panel(axes: "matplotlib.axes.Axes", row: PlaneRow, pair: int, chosen: Mapping[str, Look], dots: int) -> None:
    """The law's points in grey, and the paths between the ends of one pair."""
    dress(axes, x=row.axes[0])
    reach = 1.3 * float(np.quantile(np.abs(row.cloud[:, :2]), 0.999))
    axes.set(box_aspect=1, xlim=(-reach, reach), ylim=(-reach, reach))
    axes.locator_params(nbins=4, steps=[1, 2, 5, 10])
    size = 3 if len(row.cloud) > 2000 else 7
    axes.scatter(row.cloud[:4000, 0], row.cloud[:4000, 1], s=size, color=CLOUD, linewidths=0)
    shown = [(name, points[pair, :, :2]) for name, points in row.paths.items() if pair < len(points)]
    for name, points in sorted(shown, key=lambda item: list(chosen).index(item[0])):
        look, step = chosen[name], max(1, (len(points) - 1) // dots)
        axes.plot(*points.T, color=look.colour, linewidth=1.6, linestyle=look.line)
        axes.plot(*points[step:-1:step].T, color=look.colour, marker=look.marker, markersize=4.5, linestyle="none")
    if shown:
        ends = shown[0][1][[0, -1]]
        axes.plot(*ends.T, color="black", marker="o", markersize=8, linestyle="none", markerfacecolor="white", zorder=5)
        for (x, y), name in zip(ends, ("0", "1"), strict=True):
            axes.text(x, y, name, fontsize=7, ha="center", va="center_baseline", zorder=6, fontweight="bold")


def _handles(chosen: Mapping[str, Look]) -> list[object]:
    from matplotlib.lines import Line2D

    lines = [
        Line2D([], [], color=look.colour, marker=look.marker, linestyle=look.line, markersize=5, label=short(name))
        for name, look in chosen.items()
    ]
    law = Line2D([], [], color=CLOUD, marker="o", linestyle="none", markersize=5, label="fresh latents")
    return [*lines, law]

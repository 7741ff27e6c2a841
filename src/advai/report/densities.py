"""Where paths put their points: histograms in the plane beside the law's own (the authors' figures 3 and 5)."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jaxtyping import Float

from ..shapes import Cloud
from .style import INK, LABEL, QUIET, TICK, TITLE, density_colours, dress, new_figure, short

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.figure

COLUMNS = ("original", "linear", "spherical", "matched", "AdvAI")


@dataclass(frozen=True, kw_only=True)
class DensityRow:
    """One law: the cloud of its own points under "original", and the cloud of every path under its name.

    Clouds are (points, latent) with at least two coordinates, of which the first two are drawn; 20,000 points or more
    make a smooth picture. `notes` are shown under a panel, or in it where there is no cloud: say there why not.
    """

    law: str
    clouds: Mapping[str, Cloud]
    notes: Mapping[str, str] = field(default_factory=dict)


class Histograms(NamedTuple):
    """The densities of one row on one grid and one colour scale, `largest` being where the colours end."""

    density: dict[str, Float[np.ndarray, "across up"]]
    edges: Float[np.ndarray, " edges"]
    largest: float


def density_figure(
    rows: Sequence[DensityRow], *, t: float | None, columns: Sequence[str] = COLUMNS
) -> "matplotlib.figure.Figure":
    """A row of panels for every law and a column for every path; one colour scale within a row.

    `t` is the position at which the points were taken, None when it was drawn evenly from [0, 1] for each of them.
    """
    figure = new_figure(2.25 * len(rows) + 0.5)
    grid = figure.subplots(len(rows), len(columns), squeeze=False)
    for line, row in zip(grid, rows, strict=True):
        shown = histograms(row, columns)
        drawn = [_panel(axes, row, column, shown) for axes, column in zip(line, columns, strict=True)]
        image = next(mesh for mesh in drawn if mesh is not None)
        beyond = any(density.max() > shown.largest for density in shown.density.values())
        bar = figure.colorbar(image, ax=list(line), pad=0.01, aspect=18, extend="max" if beyond else "neither")
        bar.set_label("density", fontsize=TICK + 1, color=INK)
        bar.ax.tick_params(labelsize=TICK, colors=QUIET)
        bar.outline.set_visible(False)
    for top, bottom, column in zip(grid[0], grid[-1], columns, strict=True):
        top.set_title(short(column, 18), fontsize=TITLE, color=INK, parse_math=False)
        if column in rows[-1].clouds:
            bottom.set_xlabel("z₁", fontsize=LABEL, color=INK)
    when = "at random t in [0, 1]" if t is None else f"at t = {t:g}"
    figure.suptitle(f"Points of each path {when}", fontsize=TITLE + 1, color=INK)
    return figure


def histograms(row: DensityRow, columns: Sequence[str]) -> Histograms:
    """The clouds of a row as densities (per unit area) on one square grid, a quarter wider than the law itself.

    The colours end at the highest density of any panel, but at twice the law's own at most, so that one sharp peak
    does not bleach the others.
    """
    clouds = {column: np.asarray(row.clouds[column])[:, :2] for column in columns if column in row.clouds}
    own = clouds.get("original", next(iter(clouds.values())))
    reach = 1.25 * float(np.quantile(np.abs(own), 0.9995))
    bins = int(np.clip(np.sqrt(min(map(len, clouds.values()))) / 3, 24, 72))
    edges = np.linspace(-reach, reach, bins + 1)
    area = (edges[1] - edges[0]) ** 2
    counts = {name: np.histogram2d(*cloud.T, bins=(edges, edges))[0] for name, cloud in clouds.items()}
    density = {name: count / (len(clouds[name]) * area) for name, count in counts.items()}
    peaks = {name: float(np.quantile(values[values > 0], 0.995)) for name, values in density.items()}
    largest = max(peaks.values())
    return Histograms(density, edges, min(largest, 2 * peaks.get("original", largest)))


def _panel(axes: "matplotlib.axes.Axes", row: DensityRow, column: str, shown: Histograms) -> Any:
    """One histogram, or the reason why there is none; gives what the colour bar stands for."""
    note = row.notes.get(column, "")
    first = column == COLUMNS[0]
    dress(axes, y=f"{short(row.law)}\nz₂" if first else "")
    axes.set(box_aspect=1, xlim=shown.edges[[0, -1]], ylim=shown.edges[[0, -1]])
    if column not in shown.density:
        axes.set(xticks=[], yticks=[], facecolor="#f5f6f7")
        _write(axes, 0.5, textwrap.fill(note or "not measured", 22), QUIET)
        return None
    axes.locator_params(nbins=4, steps=[1, 2, 5, 10])
    if not first:
        axes.set_yticklabels([])
    area = (shown.edges[1] - shown.edges[0]) ** 2
    beyond = 1 - float(shown.density[column].sum() * area)
    words = [textwrap.fill(note, 24)] * bool(note) + [f"{beyond:.0%} beyond the frame"] * (beyond >= 0.005)
    _write(axes, 0.97, "\n".join(words), INK)
    colours = shown.density[column].T
    return axes.pcolormesh(shown.edges, shown.edges, colours, cmap=density_colours(), vmin=0, vmax=shown.largest)


def _write(axes: "matplotlib.axes.Axes", height: float, words: str, colour: str) -> None:
    where = {"ha": "center", "va": "top" if height > 0.5 else "center", "transform": axes.transAxes}
    paper = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none", "alpha": 0.75 if words else 0.0}
    text = axes.text(0.5, height, words, fontsize=TICK, color=colour, parse_math=False, bbox=paper, **where)
    text.set_in_layout(False)

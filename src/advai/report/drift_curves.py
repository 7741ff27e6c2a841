"""Drift against t: a panel for every statistic, a line for every path, and the band of the floor."""

import math
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ..results import STATISTICS, Drift, Statistic
from .style import FLOOR, INK, LABEL, dress, in_order, legend, looks, new_figure

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.figure

TITLES = {
    "sliced_wasserstein": "sliced Wasserstein",
    "norm": "law of the norms",
    "judge_accuracy": "judge's accuracy",
    "mmd": "kernel distance",
}
UNITS = {
    "sliced_wasserstein": "distance (deviations)",
    "norm": "distance (deviations)",
    "judge_accuracy": "share told apart",
    "mmd": "squared MMD",
}


def drift_figure(drifts: Sequence[Drift]) -> "matplotlib.figure.Figure":
    """A row of four panels for every source among the drifts, in the order in which they come."""
    sources = [(source, list(group)) for source, group in groupby(drifts, key=lambda drift: drift.source)]
    figure = new_figure(2.5 * len(sources) + 0.7)
    grid = figure.subplots(len(sources), len(STATISTICS), squeeze=False)
    for line, (source, group) in zip(grid, sources, strict=True):
        for axes, name in zip(line, STATISTICS, strict=True):
            _panel(axes, group, name)
        line[0].set_ylabel(f"{source}\n{UNITS['sliced_wasserstein']}", fontsize=LABEL, color=INK, parse_math=False)
    for axes, name in zip(grid[0], STATISTICS, strict=True):
        axes.set_title(TITLES[name], fontsize=LABEL + 1, color=INK)
    for axes in grid[-1]:
        axes.set_xlabel("position t", fontsize=LABEL, color=INK)
    legend(figure, _handles([drift.path for drift in drifts]))
    return figure


def _panel(axes: "matplotlib.axes.Axes", drifts: Sequence[Drift], name: str) -> None:
    """One statistic of all paths on one source."""
    dress(axes, y=UNITS[name], grid=True)
    chosen = looks([drift.path for drift in drifts])
    _floor(axes, drifts, name)
    for drift in sorted(drifts, key=lambda drift: in_order(list(chosen)).index(drift.path)):
        look, times = chosen[drift.path], [at.t for at in drift.times]
        statistics: list[Statistic] = [getattr(at, name) for at in drift.times]
        values = [statistic.value for statistic in statistics]
        axes.plot(times, values, color=look.colour, marker=look.marker, linestyle=look.line, linewidth=1.8, markersize=6)
        spans = [(t, s.interval) for t, s in zip(times, statistics, strict=True) if s.interval is not None]
        axes.vlines(
            [t for t, _ in spans],
            [low for _, (low, _) in spans],
            [high for _, (_, high) in spans],
            colors=look.colour,
            linewidth=1.2,
            alpha=0.6,
        )
    _scale(axes, drifts, name)


def _floor(axes: "matplotlib.axes.Axes", drifts: Sequence[Drift], name: str) -> None:
    """The band that holds the floors of every path at each t, and the mean of their means."""
    floors: dict[float, list[Statistic]] = {}
    for drift in drifts:
        for at in drift.times:
            floors.setdefault(at.t, []).append(getattr(at, name))
    times = sorted(floors)
    low = [min(statistic.floor.low for statistic in floors[t]) for t in times]
    high = [max(statistic.floor.high for statistic in floors[t]) for t in times]
    mean = [sum(statistic.floor.mean for statistic in floors[t]) / len(floors[t]) for t in times]
    if len(times) == 1:
        times, low, high, mean = [times[0] - 0.05, times[0] + 0.05], 2 * low, 2 * high, 2 * mean
    axes.fill_between(times, low, high, color=FLOOR, alpha=0.3, linewidth=0)
    axes.plot(times, mean, color=FLOOR, linewidth=1.2)


def _scale(axes: "matplotlib.axes.Axes", drifts: Sequence[Drift], name: str) -> None:
    """Distances on a logarithmic scale, so that floors and far points are both seen; shares between chance and certainty."""
    values = [getattr(at, name) for drift in drifts for at in drift.times]
    if name == "judge_accuracy":
        axes.set_ylim(min(0.45, *(statistic.value for statistic in values)), 1.0)
        return
    band = max(statistic.floor.high for statistic in values)
    if name == "mmd":
        axes.set_yscale("symlog", linthresh=max(band, 1e-6), linscale=0.6)
        return
    smallest = min(min(statistic.value, statistic.floor.mean) for statistic in values)
    if smallest > 0 and math.isfinite(smallest):
        axes.set_yscale("log")
        axes.set_ylim(bottom=0.6 * smallest)


def _handles(names: Sequence[str]) -> list[object]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    chosen = looks(names)
    lines = [
        Line2D([], [], color=chosen[name].colour, marker=chosen[name].marker, linestyle=chosen[name].line, label=name)
        for name in in_order(names)
    ]
    return [*lines, Patch(color=FLOOR, alpha=0.3, linewidth=0, label="floor: fresh against fresh")]

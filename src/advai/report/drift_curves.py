"""Drift against t: a panel for every statistic with a line for every path and the floor's band; and how paths move."""

import math
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ..results import STATISTICS, Drift, Statistic
from .style import FLOOR, INK, LABEL, TICK, dress, in_order, legend, looks, new_figure, short

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.figure

TITLES = {
    "sliced_wasserstein": "sliced Wasserstein\n(deviations)",
    "norm": "law of the norms\n(deviations)",
    "judge_accuracy": "judge's accuracy\n(0.5: cannot tell)",
    "mmd": "squared MMD\n(0: one law)",
    "progress": "progress on the chord\n(diagonal: steady)",
}


def drift_figure(drifts: Sequence[Drift]) -> "matplotlib.figure.Figure":
    """A row of five panels for every source among the drifts, in the order in which they come.

    Four statistics of the law of z_t against t, on the scales of their own rows but for the judge's, which is one for
    all; last the progress along the chord.
    """
    sources = [list(group) for _, group in groupby(drifts, key=lambda drift: drift.source)]
    figure = new_figure(2.3 * len(sources) + 0.9)
    grid = figure.subplots(len(sources), len(TITLES), squeeze=False)
    told = [at.judge_accuracy.value for drift in drifts for at in drift.times]
    for line, group in zip(grid, sources, strict=True):
        for axes, name in zip(line, STATISTICS, strict=False):
            _panel(axes, group, name)
        line[list(STATISTICS).index("judge_accuracy")].set_ylim(min(0.45, *told), min(1.0, max(0.6, *told) + 0.04))
        _progress(line[-1], group)
        line[0].set_ylabel(short(group[0].source), fontsize=LABEL + 1, color=INK, parse_math=False)
    for axes, title in zip(grid[0], TITLES.values(), strict=True):
        axes.set_title(title, fontsize=LABEL, color=INK)
    for axes in grid[-1]:
        axes.set_xlabel("position t", fontsize=LABEL, color=INK)
    legend(figure, _handles([drift.path for drift in drifts]))
    return figure


def ordered(drifts: Sequence[Drift]) -> list[Drift]:
    """The drifts with their paths in the order of all figures and tables."""
    order = in_order([drift.path for drift in drifts])
    return sorted(drifts, key=lambda drift: order.index(drift.path))


def _panel(axes: "matplotlib.axes.Axes", drifts: Sequence[Drift], name: str) -> None:
    """One statistic of all paths on one source."""
    dress(axes, grid=True)
    _floor(axes, drifts, name)
    chosen = looks([drift.path for drift in drifts])
    for drift in ordered(drifts):
        look, times = chosen[drift.path], [at.t for at in drift.times]
        statistics: list[Statistic] = [getattr(at, name) for at in drift.times]
        values = [statistic.value for statistic in statistics]
        axes.plot(
            times, values, color=look.colour, marker=look.marker, linestyle=look.line, linewidth=1.8, markersize=6
        )
        spans = [(t, s.interval) for t, s in zip(times, statistics, strict=True) if s.interval is not None]
        low, high = [low for _, (low, _) in spans], [high for _, (_, high) in spans]
        axes.vlines([t for t, _ in spans], low, high, colors=look.colour, linewidth=1.2, alpha=0.6)
    axes.set_xticks(sorted({at.t for drift in drifts for at in drift.times}))
    axes.xaxis.set_major_formatter("{x:g}")
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
    edge = 0.03 * (times[-1] - times[0]) + 0.01
    times = [times[0] - edge, *times, times[-1] + edge]
    low, high, mean = ([values[0], *values, values[-1]] for values in (low, high, mean))
    axes.fill_between(times, low, high, color=FLOOR, alpha=0.3, linewidth=0)
    axes.plot(times, mean, color=FLOOR, linewidth=1.2)


def _scale(axes: "matplotlib.axes.Axes", drifts: Sequence[Drift], name: str) -> None:
    """Distances on logarithmic scales, so that floors and far points are seen; MMD's is linear within its floor."""
    from matplotlib.ticker import LogLocator, NullFormatter, NullLocator

    values: list[Statistic] = [getattr(at, name) for drift in drifts for at in drift.times]
    smallest = min(min(statistic.value, statistic.floor.mean) for statistic in values)
    largest = max(max(statistic.value, statistic.floor.high) for statistic in values)
    if name == "mmd":
        band = max(1e-6, *(statistic.floor.high for statistic in values))
        axes.set_yscale("symlog", linthresh=band, linscale=0.6)
        decades = range(math.ceil(math.log10(band)), math.ceil(math.log10(max(largest, band))) + 1)
        axes.set_yticks([0.0, *(10.0**k for k in decades)])
        axes.yaxis.set_minor_locator(NullLocator())
        axes.set_ylim(min(0.0, smallest, *(statistic.floor.low for statistic in values)) - 0.2 * band, 2 * largest)
    elif name != "judge_accuracy" and smallest > 0:
        axes.set_yscale("log")
        axes.set_ylim(0.6 * smallest, 1.4 * largest)
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
        axes.yaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter("{x:g}")


def _progress(axes: "matplotlib.axes.Axes", drifts: Sequence[Drift]) -> None:
    """How far along the chord every path is at each t."""
    dress(axes, grid=True)
    axes.plot([0, 1], [0, 1], color=FLOOR, linewidth=5, alpha=0.4, solid_capstyle="butt")
    chosen = looks([drift.path for drift in drifts])
    for drift in ordered(drifts):
        look, motion = chosen[drift.path], drift.motion
        axes.plot(motion.times, motion.progress, color=look.colour, linestyle=look.line, linewidth=1.8)
    faults = [drift for drift in ordered(drifts) if drift.motion.jumps or drift.motion.stands_still]
    words = "\n".join(f"{short(drift.path)}: {drift.motion.verdict}" for drift in faults)
    if words:
        behind = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1}
        axes.text(0.03, 0.98, words, fontsize=TICK, color=INK, va="top", parse_math=False, bbox=behind)
    axes.set(xlim=(0, 1), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    axes.xaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_major_formatter("{x:g}")


def _handles(names: Sequence[str]) -> list[object]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    lines = [
        Line2D([], [], color=look.colour, marker=look.marker, linestyle=look.line, label=short(name))
        for name, look in looks(in_order(names)).items()
    ]
    return [*lines, Patch(color=FLOOR, alpha=0.3, linewidth=0, label="floor (fresh against fresh)")]

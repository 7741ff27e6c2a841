"""Small multiples of a benchmark: a panel for every law with a line for every method, all on the same axes."""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...results import Floor
from ..means import Mean
from ..style import FLOOR, INK, LABEL, TICK, dress, legend, new_figure, short
from .looks import looks_of
from .numbers import Found

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.figure

COLUMNS = 5
PANEL_HEIGHT = 1.85

Values = Callable[[Found], dict[float, Mean]]


def judge_panels(laws: Sequence[Sequence[Found]]) -> "matplotlib.figure.Figure":
    """The judge's accuracy against t, law by law, on a scale that grows as the square root of its distance from 1/2."""
    figure, panels = panels_for(laws, lambda found: found.judge(), "judge's accuracy")
    for axes, law in zip(panels, laws, strict=False):
        band(axes, law, lambda at: at.judge_accuracy.floor, in_floors=False)
        axes.set_yscale("function", functions=(root_from_half, half_from_root))
        axes.set_yticks([0.5, 0.53, 0.6, 0.75, 1.0])
        axes.set_ylim(0.46, 1.0)
        axes.yaxis.set_major_formatter("{x:g}")
    return figure


def sliced_panels(laws: Sequence[Sequence[Found]]) -> "matplotlib.figure.Figure":
    """The sliced Wasserstein distance in floors against t, law by law, on one logarithmic scale."""
    from matplotlib.ticker import NullFormatter, NullLocator

    figure, panels = panels_for(laws, lambda found: found.sliced(), "floors")
    ratios = [mean.mean for law in laws for found in law for mean in found.sliced().values()]
    top = 10 ** math.ceil(math.log10(1.2 * max(ratios)))
    for axes, law in zip(panels, laws, strict=False):
        band(axes, law, lambda at: at.sliced_wasserstein.floor, in_floors=True)
        axes.set_yscale("log")
        axes.set_ylim(0.5, top)
        axes.set_yticks([tick for tick in (1, 3, 10, 30, 100, 300, 1000, 10_000) if tick <= top])
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter(NullFormatter())
    return figure


def root_from_half(accuracy: np.ndarray) -> np.ndarray:
    """The square root of the distance from 1/2, with its sign."""
    return np.sign(accuracy - 0.5) * np.sqrt(np.abs(accuracy - 0.5))


def half_from_root(root: np.ndarray) -> np.ndarray:
    """The inverse of `root_from_half`."""
    return 0.5 + np.sign(root) * root**2


def panels_for(
    laws: Sequence[Sequence[Found]], values: Values, name: str
) -> "tuple[matplotlib.figure.Figure, list[matplotlib.axes.Axes]]":
    """A figure with a panel for every law and the methods' lines in it, one legend above all."""
    columns = min(COLUMNS, len(laws))
    rows = math.ceil(len(laws) / columns)
    figure = new_figure(PANEL_HEIGHT * rows + 1.2)
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    panels = list(grid.flat)
    for k, (axes, law) in enumerate(zip(panels, laws, strict=False)):
        dress(axes, grid=True)
        axes.set_title(short(law[0].law), fontsize=TICK + 0.5, color=INK, parse_math=False, pad=3)
        draw_methods(axes, law, values)
        if k % columns == 0:
            axes.set_ylabel(name, fontsize=LABEL, color=INK)
        if k + columns >= len(laws):
            axes.set_xlabel("position t", fontsize=LABEL, color=INK)
            axes.tick_params(labelbottom=True)
    for axes in panels[len(laws) :]:
        axes.set_visible(False)
    legend(figure, handles(laws))
    return figure, panels


def draw_methods(axes: "matplotlib.axes.Axes", law: Sequence[Found], values: Values) -> None:
    """A line for every method; the default recipe's is on top and wider."""
    chosen = looks_of([found.method for found in law])
    for found in law:
        points, look = values(found), chosen[found.method]
        if not points:
            axes.plot([], [])
            continue
        ours = found.method == "advai"
        axes.plot(
            list(points),
            [mean.mean for mean in points.values()],
            color=look.colour,
            marker=look.marker,
            linestyle=look.line,
            linewidth=2.4 if ours else 1.3,
            markersize=6 if ours else 4.5,
            zorder=4 if ours else 3,
        )
        axes.set_xticks(list(points))
        axes.xaxis.set_major_formatter("{x:g}")
        spans = [(t, mean) for t, mean in points.items() if mean.half is not None]
        low, high = [mean.low for _, mean in spans], [mean.high for _, mean in spans]
        axes.vlines([t for t, _ in spans], low, high, colors=look.colour, linewidth=1.0, alpha=0.55, zorder=2)


def band(axes: "matplotlib.axes.Axes", law: Sequence[Found], floor: Callable[..., Floor], *, in_floors: bool) -> None:
    """The floor's band, over all seeds, as wide as the panel."""
    floors = [floor(drift.times[0]) for found in law for drift in found.drifts]
    if not floors:
        return
    unit = [one.mean if in_floors else 1.0 for one in floors]
    low = min(one.low / mean for one, mean in zip(floors, unit, strict=True))
    high = max(one.high / mean for one, mean in zip(floors, unit, strict=True))
    axes.axhspan(low, high, color=FLOOR, alpha=0.3, linewidth=0, zorder=0)


def handles(laws: Sequence[Sequence[Found]]) -> list[object]:
    """What the legend shows: all methods, and the floor."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    methods = list(dict.fromkeys(found.method for law in laws for found in law))
    lines = [
        Line2D([], [], color=look.colour, marker=look.marker, linestyle=look.line, label=short(method))
        for method, look in looks_of(methods).items()
    ]
    return [*lines, Patch(color=FLOOR, alpha=0.3, linewidth=0, label="floor")]

"""What AdvAI is about, in one picture: two latents over the density of real ones, the straight and the corrected path.

Beside it where both paths put their points half way between many pairs, and below it what is decoded along them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float, UInt8

from .picture_rows import Picture, Row, middles, show
from .style import INK, LABEL, QUIET, TICK, TITLE, WIDTH, density_colours, dress, looks

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.figure

GRID, MOST = 120, 4_000
"""Places across the density, and latents that it is made of at most."""
INSET = 0.14
"""The side of the pictures of both ends, of the panel's."""

Frames = UInt8[np.ndarray, "frames channels height width"]


@dataclass(frozen=True, kw_only=True)
class CodesDiagram:
    """Real latents in the plane, a pair of them joined by each path, the clouds half way, and the decoded frames.

    `paths` are traced at equal steps of t, of which every `dots`-th was decoded into `frames`.
    """

    latents: Float[np.ndarray, "latents 2"]
    paths: Mapping[str, Float[np.ndarray, "steps 2"]]
    clouds: Mapping[str, Float[np.ndarray, "pairs 2"]]
    frames: Mapping[str, Frames]
    axes: tuple[str, str]


def codes_figure(diagram: CodesDiagram) -> "matplotlib.figure.Figure":
    """The diagram on the left, the clouds of two paths on the right, decoded frames below."""
    from matplotlib.figure import Figure

    names = list(diagram.paths)
    count = len(diagram.frames[names[0]])
    strip = 0.95 * WIDTH * len(names) / (count + 1.5)
    figure = Figure(figsize=(WIDTH, 6.9 + strip), dpi=150, facecolor="white")
    figure.set_layout_engine("constrained", w_pad=0.05, h_pad=0.05)
    halves: Any = figure.subfigures(2, 1, height_ratios=[6.6, strip + 0.3])
    above, below = halves
    panels = above.subplot_mosaic([["main", names[0]], ["main", names[1]]], width_ratios=[2, 1])
    density = _density(diagram.latents)
    _main(panels["main"], diagram, density)
    for name in names:
        _cloud(panels[name], diagram, density, name)
    axes, chosen = below.subplots(), looks(names)
    rows = [Row(name, chosen[name].colour, list(diagram.frames[name])) for name in names]
    show(axes, rows)
    marks = {0: "t = 0", (count - 1) / 2: "t = 1/2", count - 1: "t = 1"}
    axes.set_xticks(middles(marks, rows[0].pictures[0].shape[-1]), list(marks.values()), fontsize=TICK)
    return figure


@dataclass(frozen=True, kw_only=True)
class _Field:
    """A density on a grid."""

    x: Float[np.ndarray, " across"]
    y: Float[np.ndarray, " up"]
    values: Float[np.ndarray, "up across"]


def _density(latents: Float[np.ndarray, "latents 2"]) -> _Field:
    """A smooth density of the latents, by Gaussian kernels half as wide as Scott's rule has them: clusters stay."""
    from scipy.stats import gaussian_kde

    few = latents[:MOST].astype(np.float64)
    kernels = gaussian_kde(few.T)
    kernels.set_bandwidth(kernels.scotts_factor() / 2)
    low, high = np.quantile(few, [0.01, 0.99], axis=0)
    margin = 0.14 * (high - low)
    x, y = (np.linspace(low[k] - margin[k], high[k] + margin[k], GRID) for k in range(2))
    places = np.stack([part.ravel() for part in np.meshgrid(x, y)])
    return _Field(x=x, y=y, values=kernels(places).reshape(GRID, GRID))


def _main(axes: "matplotlib.axes.Axes", diagram: CodesDiagram, density: _Field) -> None:
    """The density, the two paths of one pair with a dot at each decoded frame, and the pictures of both ends."""
    dress(axes, title="two latents, and the paths between them", x=diagram.axes[0], y=diagram.axes[1])
    _ground(axes, density, 12)
    axes.scatter(*diagram.latents[:MOST].T, s=3, color="#8a93a0", alpha=0.35, linewidths=0)
    chosen, names = looks(list(diagram.paths)), list(diagram.paths)
    for name in names:
        look, points = chosen[name], diagram.paths[name]
        step = (len(points) - 1) // (len(diagram.frames[name]) - 1)
        axes.plot(*points.T, color="white", linewidth=5.0, solid_capstyle="round")
        axes.plot(*points.T, color=look.colour, linewidth=2.6, label=name, marker=look.marker, markevery=step)
    ends = diagram.paths[names[0]][[0, -1]]
    axes.plot(*ends.T, color=INK, marker="o", markersize=11, markerfacecolor="white", linestyle="none", zorder=6)
    right = ends[0, 0] <= ends[1, 0]
    for k, (x, y) in enumerate(ends):
        picture = diagram.frames[names[0]][0 if k == 0 else -1]
        outward = -1 if (k == 0) == right else 1
        _inset(axes, picture, (float(x), float(y)), outward)
        aside = (0, 11) if y >= ends[1 - k, 1] else (0, -21)  # away from the path
        label = axes.annotate(f"z{'₀₁'[k]}", (x, y), aside, textcoords="offset points", ha="center", fontsize=TITLE)
        label.set(fontweight="bold", color=INK, zorder=7)
    axes.legend(loc="upper left", frameon=True, framealpha=0.9, edgecolor="none", fontsize=LABEL)


def _inset(axes: "matplotlib.axes.Axes", picture: Picture, at: tuple[float, float], outward: int) -> None:
    """A small picture beside a point, on its outer side."""
    across, up = axes.transAxes.inverted().transform(axes.transData.transform(at))
    left = min(max(across + outward * 0.105 - INSET / 2, 0.0), 1 - INSET)
    bottom = min(max(up - INSET / 2, 0.0), 1 - INSET)
    small = axes.inset_axes((left, bottom, INSET, INSET), zorder=5)
    colours = np.moveaxis(picture, 0, -1)
    shown = colours[..., 0] if colours.shape[-1] == 1 else colours
    small.imshow(shown, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    small.set(xticks=[], yticks=[])
    small.spines[:].set_color(INK)


def _cloud(axes: "matplotlib.axes.Axes", diagram: CodesDiagram, density: _Field, name: str) -> None:
    """Where a path puts its points half way between many pairs, over the outlines of the density."""
    look = looks(list(diagram.paths))[name]
    dress(axes)
    axes.set_title(f"{name}, half way between many pairs", fontsize=LABEL, color=look.colour, parse_math=False)
    _ground(axes, density, 6, faint=True)
    axes.scatter(*diagram.clouds[name].T, s=4, color=look.colour, alpha=0.5, linewidths=0)
    axes.set(xticks=[], yticks=[])


def _ground(axes: "matplotlib.axes.Axes", density: _Field, levels: int, *, faint: bool = False) -> None:
    """The density in shades, or faintly as outlines; its frame is that of the panel."""
    steps = np.linspace(0.12, 1.0, levels) ** 2 * np.quantile(density.values, 0.997)  # thin places are seen too
    if faint:
        axes.contourf(density.x, density.y, density.values, levels=steps, colors="#e9ebee", extend="max")
        axes.contour(density.x, density.y, density.values, levels=steps, colors=QUIET, linewidths=0.4, alpha=0.7)
    else:
        shades = density_colours().resampled(256)
        axes.contourf(density.x, density.y, density.values, steps, cmap=shades, extend="max", vmax=1.6 * steps[-1])
    axes.set(xlim=density.x[[0, -1]], ylim=density.y[[0, -1]])

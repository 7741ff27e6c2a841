"""Paths in the plane: where each of them goes between points of a ring, and what law their midpoints have.

    python examples/01_paths_in_the_plane.py paths.png [--fit 300 | --run runs/ring]

Upper row: three pairs of points of the ring joined by every path, with a dot at every eighth of the way. Lower row: the
density of the midpoints of 100,000 random pairs, over that of the ring; a path that keeps the law gives the ring again.
AdvAI is fitted for a moment (`--fit STEPS`, 0 for none; a full fit does better) or read from a fit's folder (`--run`).
"""

import argparse

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Annulus, Circle

import advai
from advai.shapes import Path

LOOKS = {  # colours of Okabe and Ito, which colour-blind readers tell apart
    "linear": ("#D55E00", "o"),
    "spherical": ("#0072B2", "s"),
    "nlerp": ("#CC79A7", "v"),
    "matched": ("#E69F00", "D"),
    "AdvAI": ("#009E73", "^"),
}
INNER, OUTER = 0.6, 1.0
PAIRS = {"a quarter of the ring apart": (20, 110), "nearly opposite": (65, 230), "close by": (-70, -15)}
COUNT, BINS, EDGE = 100_000, 80, 1.25


def on_the_ring(degrees: float, radius: float) -> torch.Tensor:
    """A point of the plane."""
    angle = torch.deg2rad(torch.tensor(degrees))
    return radius * torch.stack([angle.cos(), angle.sin()])


@torch.no_grad()
def draw_pair(axes: Axes, paths: dict[str, Path], angles: tuple[float, float]) -> None:
    """Every path between two points of the ring."""
    axes.add_patch(Annulus((0, 0), OUTER, OUTER - INNER, color="#dfe3e8", zorder=0))
    ends = on_the_ring(angles[0], 0.7), on_the_ring(angles[1], 0.9)
    for name, path in paths.items():
        colour, marker = LOOKS[name]
        points = advai.trace(path, *ends, steps=65).numpy()
        axes.plot(*points.T, color=colour, linewidth=1.8, label=name, marker=marker, markersize=5.5, markevery=8)
    for (x, y), t in zip([z.tolist() for z in ends], "01", strict=True):
        axes.plot(x, y, "o", color="black", markerfacecolor="white", markersize=14, zorder=5)
        axes.annotate(t, (x, y), ha="center", va="center_baseline", fontsize=10, fontweight="bold", zorder=6)


@torch.no_grad()
def draw_density(axes: Axes, points: torch.Tensor) -> AxesImage:
    """The density of points of the plane, where that of the ring is 1."""
    edges = torch.linspace(-EDGE, EDGE, BINS + 1)
    expected = len(points) * (2 * EDGE / BINS) ** 2 / (torch.pi * (OUTER**2 - INNER**2))
    density = torch.histogramdd(points, bins=[edges, edges]).hist / expected
    for radius in (INNER, OUTER):
        axes.add_patch(Circle((0, 0), radius, fill=False, color="#333333", linewidth=0.8, linestyle=(0, (3, 2))))
    return axes.imshow(
        density.T.numpy(), origin="lower", extent=(-EDGE, EDGE, -EDGE, EDGE), cmap="Blues", vmin=0, vmax=2
    )


def draw(paths: dict[str, Path]) -> Figure:
    """The whole figure."""
    figure = Figure(figsize=(13, 7.2), layout="constrained")
    panels = figure.subplot_mosaic("aabbcc;012345", height_ratios=[1.9, 1])
    for letter, (title, angles) in zip("abc", PAIRS.items(), strict=True):
        draw_pair(panels[letter], paths, angles)
        panels[letter].set_title(title, fontsize=13)
    generator = torch.Generator().manual_seed(0)
    z0, z1 = (advai.Ring().sample(COUNT, generator) for _ in range(2))
    clouds = {"points of the ring": z0} | {f"{name}, t = 1/2": path(z0, z1, 0.5) for name, path in paths.items()}
    lower = [panels[number] for number in "012345"]
    images = [draw_density(axes, points) for axes, points in zip(lower, clouds.values(), strict=False)]
    for axes, title in zip(lower, clouds, strict=False):
        axes.set_title(title, fontsize=11)
    for axes in panels.values():
        axes.set(aspect="equal", xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        axes.tick_params(labelsize=9)
    for axes in lower[len(clouds) :]:
        axes.set_visible(False)
    figure.legend(*panels["a"].get_legend_handles_labels(), loc="outside upper center", ncols=5, fontsize=12)
    figure.colorbar(images[0], ax=lower, extend="max", label="density, the ring's = 1", aspect=12, pad=0.01)
    return figure


def main() -> None:
    """Make the paths, draw them, and write the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("png", help="where to write the picture")
    parser.add_argument("--fit", type=int, default=300, help="steps of the fit")
    parser.add_argument("--run", help="the folder of a fit, instead of fitting")
    arguments = parser.parse_args()
    paths: dict[str, Path] = {"linear": advai.lerp, "spherical": advai.slerp, "nlerp": advai.nlerp}
    paths["matched"] = advai.Matched("ring")
    if arguments.run:
        paths["AdvAI"] = advai.Corrected.from_pretrained(arguments.run)
    elif arguments.fit:
        paths["AdvAI"] = advai.fit("ring", steps=arguments.fit)
    draw(paths).savefig(arguments.png, dpi=120)
    print(f"wrote {arguments.png}")


if __name__ == "__main__":
    main()

"""How every figure looks: one colour, marker and line for each path, everywhere the same; sizes that can be read.

The colours are those of Okabe and Ito (2008), told apart by colour-blind readers; in grey, markers and
lines tell them apart. Figures are built without pyplot: no window, and no state that one leaves to the next.
"""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.colors
    import matplotlib.figure

WIDTH = 11.0
"""Inches across the page; drawn at 100 pixels an inch, a font size of 10 is 14 pixels high."""

RESOLUTION = 150
"""Pixels per inch in the files, half as many again as a page shows."""

TITLE, LABEL, TICK = 12.0, 11.0, 9.5
INK, QUIET, FLOOR = "#1a1a1a", "#5f6368", "#9aa0a6"


class Look(NamedTuple):
    """How one path is drawn; `line` has the lengths of dashes and gaps, in line widths, after an offset."""

    colour: str
    marker: str
    line: tuple[float, tuple[float, ...]]


FULL: tuple[float, tuple[float, ...]] = (0, ())

LOOKS = {
    "original": Look("#000000", "o", FULL),
    "linear": Look("#D55E00", "o", FULL),
    "spherical": Look("#0072B2", "s", (0, (5, 1.5))),
    "nlerp": Look("#CC79A7", "v", (0, (1, 1))),
    "matched": Look("#E69F00", "D", (0, (3, 1, 1, 1))),
    "AdvAI": Look("#009E73", "^", FULL),
}
OTHERS = [Look("#56B4E9", "P", (0, (4, 2))), Look("#7f7f7f", "X", (0, (4, 1, 1, 1))), Look("#000000", "*", (0, (1, 2)))]


def looks(names: Sequence[str]) -> dict[str, Look]:
    """How each of these paths is drawn: the known ones always alike, others in the order given."""
    others = [name for name in dict.fromkeys(names) if name not in LOOKS]
    return {name: LOOKS[name] if name in LOOKS else OTHERS[others.index(name) % len(OTHERS)] for name in names}


def in_order(names: Sequence[str]) -> list[str]:
    """The names, each once: known ones in the order that is the same everywhere, then the others as given."""
    given = list(dict.fromkeys(names))
    return [name for name in LOOKS if name in given] + [name for name in given if name not in LOOKS]


def short(name: str, most: int = 24) -> str:
    """A name that fits beside a panel: its middle left out where it is longer than `most` characters, on one line."""
    line = " ".join(name.split())
    return line if len(line) <= most else f"{line[: most // 2]}…{line[-(most // 2 - 1) :]}"


def new_figure(height: float, *, width: float = WIDTH) -> "matplotlib.figure.Figure":
    """An empty white figure of this size in inches, that lays out what is put on it."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=RESOLUTION, facecolor="white")
    figure.set_layout_engine("constrained", w_pad=0.04, h_pad=0.04, wspace=0.02, hspace=0.02)
    return figure


def dress(axes: "matplotlib.axes.Axes", *, title: str = "", x: str = "", y: str = "", grid: bool = False) -> None:
    """Title, labels and ticks in the sizes of all figures; names are shown as they are, never read as formulas."""
    axes.set_title(title, fontsize=TITLE, color=INK, parse_math=False)
    axes.set_xlabel(x, fontsize=LABEL, color=INK, parse_math=False)
    axes.set_ylabel(y, fontsize=LABEL, color=INK, parse_math=False)
    axes.tick_params(labelsize=TICK, colors=QUIET, length=3)
    for spine in axes.spines.values():
        spine.set_color("#c4c7cc")
    if grid:
        axes.grid(visible=True, color="#e4e6e9", linewidth=0.8)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)


def legend(figure: "matplotlib.figure.Figure", handles: Sequence[Any]) -> None:
    """One legend above all panels, in as many columns (seven at most) as the figure is wide enough for."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    renderer = FigureCanvasAgg(figure).get_renderer()
    for columns in range(7, 0, -1):
        made = figure.legend(
            handles=list(handles), loc="outside upper center", ncols=columns, frameon=False, fontsize=LABEL
        )
        for text in made.get_texts():
            text.set_parse_math(False)
        if columns == 1 or made.get_window_extent(renderer).width <= figure.bbox.width:
            return
        made.remove()


def density_colours() -> "matplotlib.colors.Colormap":
    """From white (nothing) to nearly black, evenly in lightness."""
    from matplotlib.colors import LinearSegmentedColormap

    shades = ["#ffffff", "#d6e6f4", "#9dc6e0", "#5a9fcb", "#2b74ae", "#174a85", "#0b1f45"]
    return LinearSegmentedColormap.from_list("density", shades)


def png(figure: "matplotlib.figure.Figure") -> bytes:
    """The figure as a PNG file; the same figure gives the same bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    buffer = io.BytesIO()
    FigureCanvasAgg(figure).print_png(buffer, metadata={"Software": None})
    return buffer.getvalue()

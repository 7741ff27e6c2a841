"""A page and its figures in a folder: `report.html`, and every figure beside it in `figures/`."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import InputError
from ..results import write_aside
from .page import Page, Picture, page_html
from .style import png

if TYPE_CHECKING:
    import matplotlib.figure

Draw = Callable[[str, "matplotlib.figure.Figure", str, str], Picture]
"""From a name, a figure, what it shows in words and its caption: a picture for the page."""


def drawing_into(folder: Path) -> Draw:
    """A function that makes pictures of figures and keeps each as `folder/figures/NAME.png`."""
    figures = folder / "figures"
    try:
        figures.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write into {str(folder)!r} ({error.strerror}): choose another folder.") from error

    def draw(name: str, figure: "matplotlib.figure.Figure", shows: str, caption: str) -> Picture:
        picture = Picture(name=name, png=png(figure), shows=shows, caption=caption)
        write_aside(figures / f"{name}.png", picture.png)
        return picture

    return draw


def write_page(folder: Path, page: Page) -> Path:
    """Write `folder/report.html`; gives its path."""
    place = folder / "report.html"
    write_aside(place, page_html(page))
    return place

"""One self-contained HTML page: text, pictures as data URIs and tables, with nothing that is fetched.

Every word is escaped, and a content security policy in the page forbids whatever could still be loaded or run; only
the script that sorts tables is allowed, on pages that have such.
"""

import base64
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from .page_script import SCRIPT, SCRIPT_HASH
from .page_style import STYLE
from .style import RESOLUTION

MARK = '<meta name="generator" content="advai">'
"""Which pages are ours."""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A PNG file with what it shows in words, for those who cannot see it, and the caption with its conditions."""

    name: str
    png: bytes
    shows: str
    caption: str


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a table; `colour` puts a mark of that colour before a text that is not broken, `good` sets it off.

    `quiet` is added in small type, `best` is bold, `worst` underlined, `ground` a light colour behind dark text,
    `order` the number by which a sortable table sorts it.
    """

    text: str
    colour: str = ""
    good: bool | None = None
    quiet: str = ""
    best: bool = False
    worst: bool = False
    ground: str = ""
    order: float | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells under their heads; the first cell of a row is its head.

    `sortable`: by a click on a head; `title`: a small heading above.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str
    sortable: bool = False
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading, paragraphs in plain words, then pictures and tables."""

    heading: str
    words: Sequence[str] = ()
    blocks: Sequence[Picture | Table] = ()


@dataclass(frozen=True, kw_only=True)
class MainNumber:
    """A number that stands at the top: its value, what it is, and how to read it."""

    value: str
    what: str
    reading: str

    @property
    def sentence(self) -> str:
        """The same in one line, for the terminal."""
        return f"{self.what}: {self.value} ({self.reading})"


@dataclass(frozen=True, kw_only=True)
class Page:
    """Title, summary in plain words, main numbers, sections, and a last line."""

    title: str
    summary: Sequence[str]
    numbers: Sequence[MainNumber]
    sections: Sequence[Section]
    last_line: str = ""


def page_html(page: Page) -> str:
    """The page as HTML, readable on a phone, in the dark and on paper."""
    contents = "".join(
        f'<li><a href="#{_anchor(k, section)}">{escape(section.heading)}</a></li>'
        for k, section in enumerate(page.sections)
    )
    sections = "\n".join(_section(k, section) for k, section in enumerate(page.sections))
    sorts = any(isinstance(block, Table) and block.sortable for section in page.sections for block in section.blocks)
    policy, script = (f"{POLICY}; script-src '{SCRIPT_HASH}'", f"<script>{SCRIPT}</script>") if sorts else (POLICY, "")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
{MARK}
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(page.title)}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{escape(page.title)}</h1>
{_paragraphs(page.summary)}
<div class="numbers">{"".join(map(_number, page.numbers))}</div>
<nav aria-label="Contents"><ol>{contents}</ol></nav>
</header>
<main>
{sections}
</main>
<footer>{escape(page.last_line)}</footer>{script}
</body>
</html>
"""


def is_page(file: Path) -> bool:
    """Whether a file is a page that `page_html` gave."""
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return MARK.encode() in opened.read(1024)


def _section(k: int, section: Section) -> str:
    blocks = "\n".join(_picture(block) if isinstance(block, Picture) else _table(block) for block in section.blocks)
    heading = f"<h2>{escape(section.heading)}</h2>"
    return f'<section id="{_anchor(k, section)}">{heading}\n{_paragraphs(section.words)}\n{blocks}</section>'


def _anchor(k: int, section: Section) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", section.heading.lower()).strip("-")
    return f"{k + 1}-{words}".rstrip("-")


def _paragraphs(words: Sequence[str]) -> str:
    return "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in words)


def _number(number: MainNumber) -> str:
    value, what, reading = escape(number.value), escape(number.what), escape(number.reading)
    return f'<div><b>{value}</b><span class="what">{what}</span><span class="reading">{reading}</span></div>'


def _picture(picture: Picture) -> str:
    width, height = struct.unpack(">II", picture.png[16:24])  # of the PNG's first chunk
    data = base64.b64encode(picture.png).decode()
    size = f'width="{round(100 * width / RESOLUTION)}" height="{round(100 * height / RESOLUTION)}"'
    image = f'<img src="data:image/png;base64,{data}" alt="{escape(picture.shows)}" {size}>'
    return f"<figure>{image}<figcaption>{escape(picture.caption)}</figcaption></figure>"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.head)
    rows = "\n".join(f"<tr>{''.join(_cell(k, cell) for k, cell in enumerate(row))}</tr>" for row in table.rows)
    caption = f"<caption>{escape(table.caption)}</caption>"
    kind = ' class="sortable"' if table.sortable else ""
    title = f"<h3>{escape(table.title)}</h3>" if table.title else ""
    inside = f"{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return f'{title}<div class="wide"><table{kind}>{inside}</table></div>'


def _cell(k: int, cell: Cell) -> str:
    tag, scope = ("th", ' scope="row"') if k == 0 else ("td", "")
    kinds = ["whole"] * bool(cell.colour) + ([] if cell.good is None else ["good" if cell.good else "bad"])
    kinds += ["best"] * cell.best + ["worst"] * cell.worst + ["ground"] * bool(cell.ground)
    kind = f' class="{" ".join(kinds)}"' if kinds else ""
    ground = f' style="background:{escape(cell.ground)}"' if cell.ground else ""
    order = "" if cell.order is None else f' data-order="{cell.order:.9g}"'
    chip = f'<i style="background:{escape(cell.colour)}"></i>' if cell.colour else ""
    quiet = f" <small>{escape(cell.quiet)}</small>" if cell.quiet else ""
    return f"<{tag}{scope}{kind}{ground}{order}>{chip}{escape(cell.text)}{quiet}</{tag}>"

"""A page's words and tables as Markdown, without its pictures: for a README, an issue or an appendix."""

from pathlib import Path

from .page import Cell, Page, Table

MARK = "<!-- made by advai -->"
"""The first line of every file of ours."""


def page_markdown(page: Page) -> str:
    """The page's title, summary, and every section that has tables."""
    parts = [MARK, f"# {_plain(page.title)}", *map(_plain, page.summary)]
    for section in page.sections:
        tables = [block for block in section.blocks if isinstance(block, Table)]
        if tables or not section.blocks:
            parts += [f"## {_plain(section.heading)}", *map(_plain, section.words), *map(_table, tables)]
    return "\n\n".join(parts) + "\n"


def is_markdown(file: Path) -> bool:
    """Whether a file is one that `page_markdown` gave."""
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(len(MARK)) == MARK.encode()


def _table(table: Table) -> str:
    lines = [_row([_plain(name) for name in table.head]), _row(["---"] * len(table.head))]
    lines += [_row([_cell(cell) for cell in row]) for row in table.rows]
    above = [f"**{_plain(table.title)}**"] if table.title else []
    return "\n\n".join([*above, "\n".join(lines), _plain(table.caption)])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    text = f"**{_plain(cell.text)}**" if cell.best else _plain(cell.text)
    quiet = _plain(cell.quiet)
    return " ".join(filter(None, [text, quiet if quiet.startswith("±") or not quiet else f"({quiet})"]))


def _plain(text: str) -> str:
    """On one line, and nothing in it read as markup."""
    line = " ".join(text.split())
    for sign in "\\|*_`<":
        line = line.replace(sign, f"\\{sign}")
    return line

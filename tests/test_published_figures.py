"""The figures that README and docs show are those of the tables that the benchmarks wrote; planted faults are seen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGES = [ROOT / "README.md", ROOT / "docs" / "results.md"]
OF_LAWS = {
    "linear": "linear",
    "spherical": "slerp",
    "matched": "matched",
    "published": "paper",
    "maps alone": "maps",
    "AdvAI": "advai",
}
OF_AUTOENCODERS = {
    "probe, %": "probe, %",
    "clusters, %": "clusters, %",
    "error": "reconstruction error",
    "reconstructions": "reconstruction",
    "Fréchet: reconstructions": "reconstruction",
    "samples of a mixture": "gmm",
    "midpoints: linear": "midpoint, linear",
    "spherical": "midpoint, spherical",
    "matched": "midpoint, matched",
    "AdvAI": "midpoint, AdvAI",
}

Table = dict[tuple[str, str], str]


def tables(text: str) -> Iterator[tuple[str, Table]]:
    """The heading of the first column, and the cells by row and column, of every table in Markdown."""
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        heading, _, *rows = [
            [part.strip(" *") for part in line.strip().strip("|").split("|")] for line in block.splitlines()
        ]
        yield heading[0], {(row[0], name): cell for row in rows for name, cell in zip(heading, row, strict=True)}


def numbers(cell: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", cell)


def agree(shown: str, made: str) -> bool:
    """Whether the numbers that are shown are the first of those made, rounded (twice, so a little may be lost)."""
    pairs = list(zip(numbers(shown), numbers(made), strict=False))
    return bool(pairs) and all(
        abs(float(x) - float(y)) < 0.6 * 10.0 ** -min(len(number.partition(".")[2]) for number in (x, y))
        for x, y in pairs
    )


def wrong(page: str, first: str, columns: dict[str, str], made: Table) -> tuple[list[str], int]:
    """The cells of a page's tables that are not those made, and how many were compared."""
    faults, seen = [], 0
    for heading, table in tables(page):
        for (row, column), cell in table.items():
            if heading == first and column in columns and (row, columns[column]) in made and numbers(cell):
                seen += 1
                if not agree(cell, made[row, columns[column]]):
                    faults.append(f"{row}, {column}: {cell}, but {made[row, columns[column]]} was made")
    return faults, seen


def laws() -> Table:
    """The summary of the benchmark of corrections."""
    return dict(next(table for _, table in tables((RESULTS / "correction" / "summary.md").read_text())))


def autoencoders(data: str) -> Table:
    """Errors, probe and Fréchet distances of the benchmark of autoencoders: where a name comes twice, the first."""
    found: Table = {}
    for heading, table in tables((RESULTS / "autoencoders" / data / "summary.md").read_text()):
        if heading == "method":
            found = {**table, **found}
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_figures_of_corrections_are_those_made(page: Path) -> None:
    faults, seen = wrong(page.read_text(), "latents", OF_LAWS, laws())
    assert not faults and seen >= 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_figures_of_autoencoders_are_those_made(page: Path) -> None:
    of_digits = re.split("^(?:Fashion-MNIST|Lines) at 32 px", page.read_text(), flags=re.MULTILINE)[0]
    faults, seen = wrong(of_digits, "method", OF_AUTOENCODERS, autoencoders("mnist"))
    assert not faults and seen >= 35


def test_figures_of_autoencoders_of_clothes_are_those_made() -> None:
    page = next(page for page in PAGES if page.name == "results.md").read_text()
    of_clothes = re.split("^(Fashion-MNIST|Lines) at 32 px", page, flags=re.MULTILINE)[2]
    faults, seen = wrong(of_clothes, "method", OF_AUTOENCODERS, autoencoders("fashion_mnist"))
    assert not faults and seen >= 70


def test_figures_of_lines_are_those_made() -> None:
    page = next(page for page in PAGES if page.name == "results.md").read_text()
    of_lines = re.split("^Lines at 32 px", page, flags=re.MULTILINE)[1]
    made = autoencoders("lines")
    faults, seen = wrong(of_lines, "method", {name: name for _, name in made}, made)
    assert not faults and seen >= 23


def test_a_planted_fault_is_seen() -> None:
    page = "| latents | linear | AdvAI |\n|---|---|---|\n| ring | 0.766, 18.1 | **0.512**, 1.08 |\n"
    made = {("ring", "linear"): "0.766, 18", ("ring", "advai"): "0.5123, 1.0849"}
    assert wrong(page, "latents", OF_LAWS, made) == ([], 2)
    faults, _ = wrong(page.replace("0.512", "0.521"), "latents", OF_LAWS, made)
    assert len(faults) == 1 and "ring, AdvAI" in faults[0]

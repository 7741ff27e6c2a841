"""The page of a benchmark: what is measured, missing and failed is shown, tables sort, nothing is fetched."""

import re
from pathlib import Path

import pytest

from advai.report import write_benchmark_report
from advai.report.benchmark.tables import heat
from advai.results import BenchmarkCell, Floor, Statistic

from ..conftest import HOSTILE, MakeDrift
from ..test_page import Reader

CONDITIONS = {"versions": {"advai": "0"}, "times": [0.1, 0.25, 0.5], "samples": 10_000, "steps": None}
FLOOR = Floor(mean=0.5, low=0.48, high=0.52, repeats=4)


@pytest.fixture
def written(make_drift: MakeDrift, tmp_path: Path) -> Path:
    """A page of two laws and four methods, of which one is failed and one is missing."""
    cells = []
    for law, far in (("ring", 3.0), (HOSTILE, 9.0)):
        for seed in range(3):
            for method, ratio in (("linear", far), ("advai", 1.0 + 0.01 * seed)):
                drift = make_drift(method, (1.0, 1.0, ratio), source=law)
                fit = {"steps": 20, "seconds": 3.0, "cpu_seconds": 2.5, "peak_mib": None, "words": HOSTILE}
                cells.append(cell(law, method, seed, drift=drift, fit=fit if method == "advai" else None))
            cells.append(cell(law, "paper", seed, failed=f"it broke down: {HOSTILE}"))
            judge = Statistic(value=0.55 if law == "ring" else 0.51, floor=FLOOR)
            cells.append(cell(law, "planted", seed, judge=judge))
    methods = ("linear", "slerp", "advai", "paper")
    write_benchmark_report(tmp_path, cells, CONDITIONS, laws=("ring", "discs"), methods=methods)
    return tmp_path


def cell(law: str, method: str, seed: int, **given: object) -> BenchmarkCell:
    """A cell of a law in the plane."""
    return BenchmarkCell(law=law, dim=2, method=method, seed=seed, samples=10_000, connected=True, **given)


def test_it_says_how_much_is_measured(written: Path) -> None:
    assert "12 pairs of law and method, 3 seeds, 8 not measured." in (written / "report.html").read_text()


def rows(html: str, title: str) -> list[str]:
    """The rows of the first table after a heading, as text."""
    table = html.split(f">{title}</h", 1)[1].split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    return [re.sub(r"<[^>]*>", " ", row) for row in table.split("</tr>") if row.strip()]


def test_the_page_is_well_formed_and_only_sorts(written: Path) -> None:
    html = (written / "report.html").read_text()
    reader = Reader(html)
    assert reader.open == []
    assert [tag for tag, _ in reader.tags].count("script") == 1
    assert "alert" not in html.split("<script>")[1]
    assert {file.name for file in (written / "figures").iterdir()} == {"judge.png", "sliced-wasserstein.png"}


def test_missing_and_failed_cells_are_shown_as_such(written: Path) -> None:
    html = (written / "report.html").read_text()
    ring, discs, _ = rows(html, "Where a judge tells the points")
    assert [word for word in ring.split() if word in {"missing", "failed"}] == ["missing", "failed"]
    assert discs.split() == ["discs", *["missing"] * 4]
    linear, slerp, advai, paper = rows(html, "ring")
    assert "0.540" in linear and "3.00" in linear
    assert "not measured yet" in slerp
    assert "met" in advai.split()
    assert "it broke down" in paper


def test_the_worst_is_marked_and_the_best_where_intervals_part(written: Path) -> None:
    html = (written / "report.html").read_text().split(">ring</h3>", 1)[1].split("</table>")[0]
    assert re.findall(r'<td class="best worst"[^>]*>([\d.]+)', html) == ["0.500"]
    assert re.findall(r'<td class="worst"[^>]*>([\d.]+)', html) == ["0.540"]


def test_the_judges_strength_is_shown(written: Path) -> None:
    ring, other = rows((written / "report.html").read_text(), "What the judge can find")
    assert "3 of 3 seeds" in ring
    assert "0 of 3 seeds" in other


def test_the_table_for_a_readme(written: Path) -> None:
    lines = (written / "summary.md").read_text().splitlines()
    assert lines[2] == "| law | linear | slerp | advai | paper |"
    assert lines[4].startswith("| ring | 0.540, 3.00 | missing | 0.500, 1.0")
    assert lines[4].endswith("| failed |")
    assert "3 seeds, fewer where" in lines[0] and "10,000 points" in lines[0]


def test_the_farther_the_darker() -> None:
    shades = [heat(accuracy) for accuracy in (0.5, 0.55, 0.7, 1.0)]
    assert shades[0] == "#ffffff"
    assert shades == sorted(shades, reverse=True)


def test_a_method_that_is_not_among_those_asked_for_stands_only_where_it_was_measured(
    make_drift: MakeDrift, tmp_path: Path
) -> None:
    cells = [cell(law, "linear", 0, drift=make_drift("linear", source=law)) for law in ("ring", "discs")]
    cells.append(cell("discs", "game", 0, drift=make_drift("game", source="discs")))
    write_benchmark_report(tmp_path, cells, CONDITIONS, laws=("ring", "discs"), methods=("linear", "slerp"))
    html, lines = (tmp_path / "report.html").read_text(), (tmp_path / "summary.md").read_text().splitlines()
    assert next(row.split()[2:] for row in rows(html, "Where a judge tells the points")) == ["missing", "–"]
    assert "game" not in " ".join(rows(html, "ring")) and "game" in " ".join(rows(html, "discs"))
    assert lines[2].endswith("| linear | slerp | game |") and lines[4].endswith("| missing | – |")
    assert "5 pairs of law and method, 1 seed, 2 not measured." in html


def test_what_fits_cost_is_only_there_where_something_was_fitted(
    written: Path, make_drift: MakeDrift, tmp_path: Path
) -> None:
    assert "What the fits cost" in (written / "report.html").read_text()
    alone = tmp_path / "alone"
    alone.mkdir()
    cells = [cell("ring", "linear", 0, drift=make_drift("linear", source="ring"))]
    write_benchmark_report(alone, cells, CONDITIONS, laws=("ring",), methods=("linear",))
    assert "What the fits cost" not in (alone / "report.html").read_text()

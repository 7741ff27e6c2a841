"""The report of drift alone: one page and one figure, also without AdvAI."""

from pathlib import Path

from advai.report import write_drift_report


def test_a_page_and_its_figure_are_written(tmp_path: Path, make_drift) -> None:
    drifts = [make_drift("linear", source="my <b>codes</b>"), make_drift("matched", source="my <b>codes</b>")]
    page = write_drift_report(tmp_path, drifts, {"versions": {"advai": "0.1"}, "seed": 7})
    assert sorted(file.name for file in tmp_path.rglob("*.*")) == ["drift.png", "report.html"]
    html = page.read_text()
    assert "Drift on my &lt;b&gt;codes&lt;/b&gt;" in html
    assert "10,000 points" in html
    assert "advai 0.1, seed 7" in html

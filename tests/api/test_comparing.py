"""Reports of run folders: what is missing or does not belong together is one sentence."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from advai.api import report_runs
from advai.config import InputError

Written = Callable[..., Path]


def test_a_page_is_written_and_replaced(written: Written, tmp_path: Path) -> None:
    runs = [written(tmp_path / "a"), written(tmp_path / "b")]
    for count, said in ((1, "1 run of ae"), (2, "2 runs of ae")):
        assert report_runs(runs[:count], tmp_path / "report.html") == tmp_path / "report.html"
        assert said in (tmp_path / "report.html").read_text()
    assert len(list(tmp_path.iterdir())) == 3


def test_no_file_but_a_page_of_ours_is_replaced(written: Written, tmp_path: Path) -> None:
    run, thesis = written(tmp_path / "a"), tmp_path / "thesis.html"
    for content in ("<!doctype html>\n<title>Autoencoders</title>", ""):
        thesis.write_text(content)
        with pytest.raises(InputError, match=r"thesis.html' is there and is no page of advai"):
            report_runs([run], thesis)
        assert thesis.read_text() == content
    with pytest.raises(InputError, match="no page of advai"):
        report_runs([run], "/dev/null")


def test_tables_are_written_as_markdown_over_nothing_but_their_like(written: Written, tmp_path: Path) -> None:
    run, page, notes = written(tmp_path / "a"), tmp_path / "report.html", tmp_path / "notes.md"
    for _ in range(2):
        report_runs([run], page, tables=tmp_path / "tables.md")
    text = (tmp_path / "tables.md").read_text()
    assert "# Autoencoders on digits" in text and "| ae |" in text and "base64" not in text
    page.unlink()
    notes.write_text("# Mine\n")
    with pytest.raises(InputError, match=r"notes.md' is there and is no table of advai"):
        report_runs([run], page, tables=notes)
    with pytest.raises(InputError, match="name two files"):
        report_runs([run], page, tables=page)
    assert notes.read_text() == "# Mine\n" and not page.exists()


def test_other_images_under_the_same_name_are_refused(written: Written, tmp_path: Path) -> None:
    runs = [written(tmp_path / name) for name in ("a", "b")]
    for run, count in zip(runs, (100, 90), strict=True):
        results = json.loads((run / "results.json").read_text())
        results["evaluation"]["images"] = {"train": {"count": count}}
        (run / "results.json").write_text(json.dumps(results))
    with pytest.raises(InputError, match="those of b and a differ in number or checksum"):
        report_runs(runs, tmp_path / "r.html")


def test_what_does_not_belong_together_is_refused(written: Written, tmp_path: Path) -> None:
    first = written(tmp_path / "a")
    with pytest.raises(InputError, match="b has data 'lines' and a 'digits'"):
        report_runs([first, written(tmp_path / "b", data="lines")], tmp_path / "r.html")
    with pytest.raises(InputError, match="different feature networks"):
        report_runs([first, written(tmp_path / "c", sha="b")], tmp_path / "r.html")
    assert not (tmp_path / "r.html").exists()


def test_what_is_missing_is_said(written: Written, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not the folder of an evaluated run"):
        report_runs([tmp_path], tmp_path / "r.html")
    with pytest.raises(InputError, match="stopped before its end: go on with advai evaluate"):
        report_runs([written(tmp_path / "a", done=("codes",))], tmp_path / "r.html")
    torn = written(tmp_path / "b")
    (torn / "pictures.safetensors").write_bytes(b"torn")
    with pytest.raises(InputError, match="not the folder of an evaluated run"):
        report_runs([torn], tmp_path / "r.html")
    with pytest.raises(InputError, match="no runs"):
        report_runs([], tmp_path / "r.html")
    whole = written(tmp_path / "c")
    with pytest.raises(InputError, match="is a folder"):
        report_runs([whole], tmp_path)
    with pytest.raises(InputError, match="no folder"):
        report_runs([whole], tmp_path / "none" / "r.html")

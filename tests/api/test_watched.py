"""How far a study is, from the files that it writes."""

import json
from pathlib import Path

import pytest

from advai.api import watched
from advai.api.watched import Study, last_step, lines


def study(folder: Path) -> Study:
    """A study of two recipes."""
    steps = {"advai": 100, "paper": 50}
    return Study(name="ring", folder=folder / "ring", function=print, arguments={}, steps=steps, paths=6)


def write_steps(folder: Path, recipe: str, *steps: int) -> None:
    """The records of a run, the last one torn."""
    (folder / "ring" / recipe).mkdir(parents=True, exist_ok=True)
    records = "".join(json.dumps({"step": step}) + "\n" for step in steps)
    (folder / "ring" / recipe / "metrics.jsonl").write_text(records + '{"step": 9')


def test_the_stages_of_a_study(tmp_path: Path) -> None:
    watched = study(tmp_path)
    assert watched.done() == (0, "waiting")
    (tmp_path / "ring").mkdir()
    assert watched.done() == (0, "starting")
    write_steps(tmp_path, "advai", 50, 100)
    write_steps(tmp_path, "paper", 25)
    assert watched.done() == (125, "step 125 of 150")
    write_steps(tmp_path, "paper", 25, 50)
    assert watched.done() == (150, "measuring 6 paths")
    (tmp_path / "ring" / "results.json").write_text("{}")
    assert watched.done() == (watched.total, "done")
    assert watched.total > 150


def test_a_fit_that_needed_no_game_is_done_without_a_step(tmp_path: Path) -> None:
    watched = study(tmp_path)
    for recipe in watched.steps:
        (tmp_path / "ring" / recipe).mkdir(parents=True)
        (tmp_path / "ring" / recipe / "results.json").write_text("{}")
    assert watched.done() == (150, "measuring 6 paths")


def test_a_run_without_records_has_no_steps(tmp_path: Path) -> None:
    assert last_step(tmp_path / "none") == 0
    (tmp_path / "empty").write_text("")
    assert last_step(tmp_path / "empty") == 0


def test_plain_lines_say_it_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    look = lines([study(tmp_path)])
    look()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(watched, "SECONDS_BETWEEN_LINES", 0.0)
    look()
    assert "ring waiting" in capsys.readouterr().err

"""The benchmark from end to end with a few steps: its cells, what a second run does, and what it refuses."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from advai.api import benchmark_correction
from advai.api.benchmarks.correction import conditions_of
from advai.api.benchmarks.folder import locked
from advai.config import InputError
from advai.results import BenchmarkCell, read_cells

SOURCE = Path(__file__).parents[3] / "src"
METHODS = ["linear", "paper"]
OPTIONS = {"methods": METHODS, "seeds": 1, "samples": 100, "steps": 20}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A benchmark of two laws, made at once."""
    out = tmp_path_factory.mktemp("benchmark") / "whole"
    benchmark_correction(out, laws=["ring", "gaussian:2"], **OPTIONS)
    return out


def numbers(cells: list[BenchmarkCell]) -> dict[tuple[str, str, int], object]:
    """All that a cell has but times and conditions."""
    return {cell.key: (cell.drift, cell.judge, cell.way, cell.samples, cell.failed) for cell in cells}


def test_every_cell_is_there_with_what_it_cost(made: Path) -> None:
    cells = {cell.key: cell for cell in read_cells(made / "cells.jsonl")}
    assert set(cells) == {(law, m, 0) for law in ("ring", "gaussian:2") for m in (*METHODS, "planted")}
    for (law, method, _), cell in cells.items():
        assert (cell.dim, cell.samples, cell.connected, cell.failed) == (2, 100, True, None)
        assert (cell.judge is not None) == (method == "planted")
        assert (cell.way is not None) == (law == "ring" and method != "planted")
        assert cell.conditions["threads"] == 1
        assert (cell.fit is not None) == (method == "paper")
        if cell.fit is not None:
            assert cell.fit["steps"] == 20
            assert cell.fit["cpu_seconds"] > 0
            assert "words" in cell.fit
        if cell.drift is not None:
            assert [at.t for at in cell.drift.times] == [0.1, 0.25, 0.4, 0.5]
    assert not (made / "fits" / "ring" / "0" / "paper" / "checkpoints").exists()


def test_the_page_and_the_table_are_there(made: Path) -> None:
    page, table = (made / "report.html").read_text(), (made / "summary.md").read_text()
    assert "gaussian:2" in page
    assert "missing" not in table
    assert table.count("| ring |") == 1
    assert {file.name for file in (made / "figures").iterdir()} == {"judge.png", "sliced-wasserstein.png"}
    assert not (made / "under-way").exists()


def test_going_on_makes_what_is_missing_and_the_same_numbers(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "in-parts"
    benchmark_correction(out, laws=["ring"], **{**OPTIONS, "methods": ["linear"]}, jobs=1)
    first = (out / "cells.jsonl").read_bytes()
    (out / "cells.jsonl").write_bytes(first + b'{"law": "gauss')
    benchmark_correction(out, laws=["ring"], **OPTIONS)
    assert (out / "cells.jsonl").read_bytes().startswith(first)
    at_once = {key: cell for key, cell in numbers(read_cells(made / "cells.jsonl")).items() if key[0] == "ring"}
    assert numbers(read_cells(out / "cells.jsonl")) == at_once


def test_a_finished_benchmark_makes_nothing_again(made: Path) -> None:
    before = (made / "cells.jsonl").read_bytes()
    fits = sorted((file, file.stat().st_mtime_ns) for file in (made / "fits").rglob("*"))
    words = benchmark_correction(made, laws=["ring", "gaussian:2"], **OPTIONS)
    assert (made / "cells.jsonl").read_bytes() == before
    assert sorted((file, file.stat().st_mtime_ns) for file in (made / "fits").rglob("*")) == fits
    assert words == benchmark_correction(made, only_report=True)


def test_other_settings_are_refused(made: Path) -> None:
    before = (made / "cells.jsonl").read_bytes()
    with pytest.raises(InputError, match=r"samples 100, not 400.*give --samples 100"):
        benchmark_correction(made, laws=["ring"], **{**OPTIONS, "samples": 400})
    with pytest.raises(InputError, match="steps 20, not None"):
        benchmark_correction(made, laws=["ring"], **{**OPTIONS, "steps": None})
    assert (made / "cells.jsonl").read_bytes() == before


def test_two_at_once_are_refused(made: Path) -> None:
    with locked(made), pytest.raises(InputError, match="another benchmark is at work"):
        benchmark_correction(made, laws=["ring"], **OPTIONS)


def test_a_folder_without_cells_has_no_page(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not the folder of a benchmark"):
        benchmark_correction(tmp_path, only_report=True)


@pytest.mark.parametrize("wrong", [{"seeds": 0}, {"jobs": 0}])
def test_no_seeds_and_no_jobs_are_refused(tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(InputError, match="must be 1 or more, but 0"):
        benchmark_correction(tmp_path / "made", **wrong)
    assert not (tmp_path / "made").exists()


def test_cells_of_different_commits_are_told() -> None:
    made = [{"commit": "a", "versions": {"torch": "2"}}, {"commit": "b", "versions": {"torch": "2"}}, {"commit": None}]
    shared = {"law": "ring", "dim": 2, "method": "linear", "samples": 9}
    cells = [BenchmarkCell(seed=k, conditions=conditions, **shared) for k, conditions in enumerate(made)]
    assert conditions_of(cells) == {"versions": {"torch": "2"}, "commit": "a and b"}


def test_ctrl_c_keeps_finished_cells(tmp_path: Path) -> None:
    out = tmp_path / "made"
    laws = ",".join(["gaussian:2", *(f"gaussian:{dim}" for dim in range(9, 60))])
    command = ["benchmark", "correction", "--laws", laws, "--methods", "linear", "--seeds", "1", "--jobs", "1"]
    begun = subprocess.Popen(
        [sys.executable, "-m", "advai.cli", *command, "--samples", "100", "--out", str(out)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + 60
    while not (out / "cells.jsonl").exists() and time.monotonic() < end:
        time.sleep(0.05)
    os.killpg(begun.pid, signal.SIGINT)
    _, said = begun.communicate(timeout=30)
    assert begun.returncode == 130
    assert "the same command goes on" in said
    cells = read_cells(out / "cells.jsonl")
    assert 2 <= len(cells) < 104
    assert all(json.loads(cell.to_line()) for cell in cells)

"""The grid of autoencoders: what is done is not made again, what breaks down is named, and the page has the rest."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import advai
from advai.api import benchmark_autoencoders, reproduce_table
from advai.api.benchmarks import autoencoders
from advai.api.benchmarks.autoencoders import TrainedCell, make_cell, work_off_cells
from advai.config import InputError, TrainingStopped
from advai.training.run_config import RunConfig

Calls = list[tuple[Any, ...]]


@pytest.fixture
def calls(written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Training and evaluation that only leave their traces, in this process, and no drawing; vae breaks down."""
    made: Calls = []

    def train(recipe: str, *, out: Path, resume: bool, seed: int, **_: Any) -> None:
        made.append(("train", recipe, seed, resume))
        if recipe == "vae":
            raise TrainingStopped("the loss is not a number")

    def evaluate(folder: Path, **options: Any) -> None:
        made.append(("evaluate", folder.name, options["samples"]))
        written(folder)

    def in_this_process(jobs: Any, look: Callable[[], None]) -> None:
        for job in jobs:
            job.function(**job.arguments)
            half_written = job.arguments["place"] / ".ae-0-1234abcd.done"  # as another process leaves it for a moment
            if not half_written.is_symlink():
                half_written.symlink_to("no longer there")
        look()

    def report(folders: list[Path], out: Path, *, tables: Path) -> Path:
        out.write_text(" ".join(folder.name for folder in folders))
        tables.write_text("tables")
        return out

    monkeypatch.setattr(autoencoders, "kept_features", lambda _: {"a"})
    doubles = {"train": train, "evaluate": evaluate, "run_jobs": in_this_process, "report_runs": report}
    for name, double in doubles.items():
        monkeypatch.setattr(autoencoders, name, double)
    return made


benchmark = partial(benchmark_autoencoders, data="digits", budget=64, jobs=2, samples=100)


def test_every_cell_is_made_once(calls: Calls, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "grid"
    assert benchmark(out, seeds=2, recipes=["ae", "acai"]) == "\n".join(
        [f"report: {out / 'report.html'}", f"tables: {out / 'summary.md'}"]
    )
    assert [call[1:] for call in calls if call[0] == "train"] == [
        ("ae", 0, False),
        ("acai", 0, False),
        ("ae", 1, False),
        ("acai", 1, False),
    ]
    assert "done (4 of 4)" in capsys.readouterr().err
    calls.clear()
    benchmark(out, seeds=3, recipes=["ae"])
    assert calls == [("train", "ae", 2, False), ("evaluate", "ae-2", 100)]
    assert (out / "report.html").read_text() == "ae-0 ae-1 ae-2"


def test_without_the_network_that_runs_were_measured_with_no_other_is_trained(
    calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    benchmark(tmp_path / "grid", seeds=1, recipes=["ae"])
    calls.clear()
    monkeypatch.setattr(autoencoders, "kept_features", lambda _: {"b"})
    with pytest.raises(InputError, match="measured with a feature network that is no longer in .*features'"):
        benchmark(tmp_path / "grid", seeds=1, recipes=["acai"])
    assert not calls
    assert "ae-0" in (tmp_path / "grid" / "report.html").read_text()
    benchmark(tmp_path / "grid", seeds=1, recipes=["ae"])  # nothing is left to be measured


def test_a_run_that_breaks_down_is_named_and_the_others_go_on(calls: Calls, tmp_path: Path) -> None:
    said = benchmark(tmp_path / "grid", seeds=1, recipes=["vae", "ae"])
    assert "failed: vae-0: the loss is not a number" in said
    assert ("evaluate", "ae-0", 100) in calls
    assert "missing" not in said
    with pytest.raises(InputError, match="no evaluated runs.*the loss is not a number"):
        benchmark(tmp_path / "none", seeds=1, recipes=["vae"])


def test_a_run_that_was_stopped_is_resumed_and_a_torn_one_begun_again(calls: Calls, tmp_path: Path) -> None:
    shared: dict[str, Any] = {"out": tmp_path, "data": "digits", "budget": 64, "samples": 100, "device": "cpu"}
    stopped, torn = (TrainedCell(recipe="ae", seed=seed, **shared) for seed in (0, 1))
    for cell in (stopped, torn):
        cell.folder.mkdir()
    (stopped.folder / "config.yaml").write_text("format: 1")
    with pytest.raises(FileExistsError):  # of the double that evaluates
        make_cell(stopped)
    make_cell(torn)
    assert [call for call in calls if call[0] == "train"] == [("train", "ae", 0, True), ("train", "ae", 1, False)]


def test_settings_are_those_of_every_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autoencoders, "evaluate", lambda *_, **__: None)
    shared: dict[str, Any] = {"out": tmp_path, "data": "digits", "budget": 64, "samples": 100, "device": "cpu"}
    settings = ("learning_rate=5e-4", "network.depth=4")
    for recipe in ("ae", "wae"):
        cell = TrainedCell(recipe=recipe, seed=0, settings=settings, **shared)
        make_cell(cell)
        config = advai.load(cell.folder).config
        assert (config.learning_rate, config.logger) == (5e-4, "none")
        assert isinstance(config, RunConfig) and config.network.depth == 4


def test_a_cell_that_is_taken_is_left_to_who_took_it(calls: Calls, tmp_path: Path) -> None:
    shared: dict[str, Any] = {"out": tmp_path, "data": "digits", "budget": 64, "samples": 100, "device": "cpu"}
    cells = [TrainedCell(recipe="ae", seed=seed, **shared) for seed in (0, 1)]
    (tmp_path / "ae-0.taken").touch()
    work_off_cells(cells, tmp_path)
    assert [call[1] for call in calls if call[0] == "evaluate"] == ["ae-1"]
    assert (tmp_path / "ae-1.done").read_text() == "done"


def test_bad_input_is_refused_before_any_folder_is_made(calls: Calls, tmp_path: Path) -> None:
    out = tmp_path / "grid"
    with pytest.raises(InputError, match="did you mean 'acai'"):
        benchmark(out, recipes=["acia"])
    with pytest.raises(InputError, match="unknown data 'digit'"):
        benchmark_autoencoders(out, data="digit")
    with pytest.raises(InputError, match="seeds must be 1 or more"):
        benchmark(out, seeds=0)
    with pytest.raises(InputError, match="not the folder of a benchmark"):
        benchmark(out, only_report=True)
    assert not out.exists() and calls == []
    benchmark(out, seeds=1, recipes=["ae"])
    with pytest.raises(InputError, match="unknown setting 'learning_rat': did you mean 'learning_rate'"):
        benchmark(tmp_path / "other", settings=["learning_rat=1"])
    with pytest.raises(InputError, match="other settings .set None, not batch=32.*leave --set away"):
        benchmark(out, settings=["batch=32"])
    with pytest.raises(InputError, match="other settings .budget 64, not 128"):
        benchmark_autoencoders(out, data="digits", budget=128, samples=100)


def test_tables_are_grids_of_their_own(calls: Calls, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--data parquet:DIR of MNIST"):
        reproduce_table("probe", out=tmp_path / "probe")
    with pytest.raises(InputError, match="unknown table 'line'"):
        reproduce_table("line")
    reproduce_table("lines", out=tmp_path / "lines", budget=64, seeds=1, jobs=1)
    assert [call[1] for call in calls if call[0] == "train"] == ["ae", "acai", "midr", "advai"]

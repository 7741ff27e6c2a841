"""One job: failures stay with their method, fits are not repeated, and planted drifts are found."""

import dataclasses
import json
from pathlib import Path

import pytest
import torch

from advai.api.benchmarks import job as benchmark_job
from advai.api.benchmarks import methods as benchmark_methods
from advai.api.benchmarks.job import BenchmarkJob, fit_once, make_cells, way_inside, with_midpoints
from advai.config import TrainingStopped
from advai.distributions import Gaussian, Ring, Source, as_source
from advai.paths import lerp
from advai.shapes import Path as LatentPath


def job(out: Path, *methods: str, law: str = "gaussian:2") -> BenchmarkJob:
    """A small job."""
    return BenchmarkJob(law=law, seed=0, methods=methods, out=out, samples=1000, steps=2)


def half_way_to_zero(z0: torch.Tensor, z1: torch.Tensor, t: float) -> torch.Tensor:
    """A path that is far worse than the linear one."""
    return lerp(z0, z1, t) * (1 - 2 * min(t, 1 - t))


def test_a_worse_path_shows_as_worse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = benchmark_methods.path_of

    def path_of(method: str, source: Source, fits: Path) -> LatentPath:
        return half_way_to_zero if method == "nlerp" else usual(method, source, fits)

    monkeypatch.setattr(benchmark_job, "path_of", path_of)
    linear, worse, matched = (cell.drift for cell in make_cells(job(tmp_path, "linear", "nlerp", "matched")))
    assert worse is not None and linear is not None and matched is not None
    at = [drift.times[2] for drift in (matched, linear, worse)]
    assert at[0].judge_accuracy.value + 0.05 < at[1].judge_accuracy.value < at[2].judge_accuracy.value - 0.1
    assert at[0].sliced_wasserstein.value < at[1].sliced_wasserstein.value < at[2].sliced_wasserstein.value
    assert worse.path == "nlerp"


def test_a_failure_stays_with_its_method(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(z0: torch.Tensor, z1: torch.Tensor, t: float) -> torch.Tensor:
        return lerp(z0, z1, t) * torch.nan

    def stop(*given: object, **options: object) -> dict[str, object]:
        raise TrainingStopped("the critic broke down.")

    usual = benchmark_methods.path_of
    monkeypatch.setattr(benchmark_job, "fit_in", stop)
    monkeypatch.setattr(benchmark_job, "path_of", lambda m, *rest: nothing if m == "nlerp" else usual(m, *rest))
    cells = {cell.method: cell for cell in make_cells(job(tmp_path, "linear", "nlerp", "advai"))}
    assert cells["linear"].drift is not None
    assert cells["linear"].failed is None
    assert "NaN" in str(cells["nlerp"].failed)
    assert cells["advai"].failed == "the critic broke down."


def test_a_whole_fit_is_taken_and_a_torn_one_made_again(tmp_path: Path) -> None:
    one, source = job(tmp_path, "advai"), as_source("gaussian:2")
    (one.fits / "advai").mkdir(parents=True)
    (one.fits / "advai" / "metrics.jsonl").write_text("torn")
    found = fit_once(one, source, "advai")
    assert found["steps"] == 2
    assert found["peak_mib"] is None or found["peak_mib"] > 10
    record = one.fits / "advai" / "fit.json"
    record.write_text(json.dumps({"steps": "taken"}))
    assert fit_once(one, source, "advai") == {"steps": "taken"}


def test_the_judge_finds_a_planted_drift_where_it_is_plain(tmp_path: Path) -> None:
    planted = make_cells(dataclasses.replace(job(tmp_path, "linear", "planted", law="discs"), samples=4000))[1]
    assert planted.method == "planted"
    assert planted.judge is not None
    assert planted.judge.floor.high < planted.judge.value < 0.56


def test_a_tenth_is_planted() -> None:
    z0, z1 = torch.zeros(50, 2), torch.ones(50, 2)
    assert with_midpoints(z0, z1).sum().item() == pytest.approx(5)


def test_the_way_inside_is_as_long_as_the_path_that_follows_it() -> None:
    way = way_inside(lerp, Ring(), seed=0)
    assert way is not None
    assert 0.7 < way.length <= 1.0
    assert way_inside(lerp, Gaussian(2), seed=0) is None

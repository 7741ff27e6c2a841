"""The four statistics together: what a repeat of the floor leaves out, and what stands beside a value."""

import numpy as np
import pytest
import torch

from advai.distances import mmd_test, norm_distance, sliced_wasserstein
from advai.evaluation import statistics
from advai.evaluation.statistics import drift_at, floors_of, measure_repeat, measure_value, protocol
from advai.evaluation.units import Units, units_of


def clouds() -> tuple[np.ndarray, np.ndarray, Units]:
    generator = torch.Generator().manual_seed(0)
    x, y, sample = (torch.randn(120, 3, generator=generator) for _ in range(3))
    units = units_of(sample, seed=0)
    return units.standardise(x), units.standardise(y), units


def test_values_are_those_of_the_distances() -> None:
    x, y, units = clouds()
    found = measure_value(x, y, units, 5)
    assert found.sliced_wasserstein == sliced_wasserstein(x, y, directions=units.directions)
    assert found.norm == norm_distance(x, y, scale=units.norm)
    assert (found.mmd, found.mmd_p) == mmd_test(x, y, width=units.width, seed=5)
    assert found.judgement is not None


def test_only_the_first_repeats_have_what_is_dear() -> None:
    x, y, units = clouds()
    first, later, last = (measure_repeat(x, y, units, 0, repeat) for repeat in (0, 5, 15))
    assert first.judgement is not None
    assert later.judgement is None
    assert (later.mmd, last.mmd) == (pytest.approx(first.mmd), None)
    assert first.mmd_p is None


def test_a_value_stands_beside_its_floor() -> None:
    x, y, units = clouds()
    repeats = [measure_repeat(x, y, units, 0, repeat) for repeat in range(3)]
    at = drift_at(0.3, measure_value(x, y, units, 0), floors_of(repeats))
    assert at.t == 0.3
    assert at.sliced_wasserstein.ratio == pytest.approx(1.0)
    assert at.judge_accuracy.interval is not None
    assert at.judge_accuracy.interval[0] < at.judge_accuracy.value < at.judge_accuracy.interval[1]
    assert (at.norm.floor.repeats, at.mmd.floor.repeats) == (3, 3)


def test_large_clouds_are_judged_on_a_part_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(statistics, "JUDGE_POINTS", 70)
    monkeypatch.setattr(statistics, "MMD_POINTS", 60)
    judge = statistics.judge_accuracy
    monkeypatch.setattr(statistics, "judge_accuracy", lambda x, y, seed: seen.append((len(x), len(y))) or judge(x, y))
    x, y, units = clouds()
    assert measure_value(x, y, units, 0).mmd == mmd_test(x[:60], y[:60], width=units.width)[0]
    assert seen == [(70, 70)]
    assert (protocol(120, 3)["judge_points"], protocol(120, 3)["mmd_points"]) == (70, 60)

"""Means with Student's intervals, who is best, and the goals."""

import numpy as np
import pytest
from scipy.stats import t as student

from advai.report.benchmark.numbers import Found, missed_goals, worst
from advai.report.means import Mean, best_by_far, mean_of
from advai.results import BenchmarkCell, Way

from ..conftest import MakeDrift

AT_FLOOR, FAR = (1.0, 1.0, 1.0), (1.0, 2.0, 4.0)
"""In floors at t = 0.1, 0.25 and 0.5; the judge is at 0.5 + 0.02 for each floor beyond the first."""


def found(make_drift: MakeDrift, *ratios: tuple[float, ...], method: str = "advai", **given: object) -> Found:
    """A method with a seed for each row of ratios."""
    options = {"connected": True, **given}
    cells = [
        BenchmarkCell(law="ring", dim=2, method=method, seed=k, samples=9, drift=make_drift(method, row), **options)
        for k, row in enumerate(ratios)
    ]
    return Found(law="ring", method=method, cells=cells)


def test_the_interval_is_students() -> None:
    values = [0.3, 0.5, 0.9, 0.1]
    mean, half = mean_of(values)
    low, high = student.interval(0.95, 3, loc=np.mean(values), scale=np.std(values, ddof=1) / 2)
    assert (mean - (half or 0), mean + (half or 0)) == pytest.approx((low, high))
    assert mean_of([0.3]) == Mean(0.3, None)


def test_best_is_said_only_where_intervals_part() -> None:
    assert best_by_far([Mean(0.6, 0.01), Mean(0.5, 0.02), Mean(0.7, 0.01)]) == 1
    assert best_by_far([Mean(0.52, 0.01), Mean(0.5, 0.02)]) is None
    assert best_by_far([Mean(0.6, None), Mean(0.5, None)]) is None
    assert best_by_far([Mean(0.5, 0.01)]) is None


def test_numbers_are_means_over_seeds(make_drift: MakeDrift) -> None:
    two = found(make_drift, (1.0, 1.0, 2.0), (1.0, 1.0, 4.0))
    t, mean = worst(two.sliced())
    assert (t, mean.mean) == (0.5, pytest.approx(3.0))
    assert two.judge()[0.5].mean == pytest.approx(0.54)
    assert two.length().mean == pytest.approx(1.21)


def test_where_every_cell_has_several_draws_they_are_told(make_drift: MakeDrift) -> None:
    three = found(make_drift, (1.0, 1.0, 2.0), (1.0, 1.0, 4.0), floors={0.25: 1.5, 0.5: 1.25})
    assert {t: mean.mean for t, mean in three.sliced().items()} == {0.25: 1.5, 0.5: 1.25}


def test_goals_of_a_connected_law(make_drift: MakeDrift) -> None:
    assert missed_goals(found(make_drift, AT_FLOOR)) == []
    assert missed_goals(found(make_drift, FAR)) == ["judge 0.560 at t = 0.5", "4.00 floors at t = 0.5"]
    assert missed_goals(found(make_drift, AT_FLOOR, way=Way(length=1.25, lag=0.2))) == ["length 1.25", "lag 0.2"]


def test_islands_are_judged_before_the_middle(make_drift: MakeDrift) -> None:
    assert missed_goals(found(make_drift, (1.0, 1.4, 4.0), connected=False)) == []
    assert missed_goals(found(make_drift, (1.0, 5.0, 5.0), connected=False)) != []


def test_real_latents_are_held_against_the_best_closed_form(make_drift: MakeDrift) -> None:
    closed = found(make_drift, (1.0, 1.0, 1.0), method="slerp", connected=None)
    ours = found(make_drift, (1.0, 1.0, 3.0), connected=None)
    assert missed_goals(ours, [closed, ours]) == ["slerp is closer (0.500)"]
    assert missed_goals(closed, [closed, ours]) == []

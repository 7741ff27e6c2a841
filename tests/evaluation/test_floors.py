"""The floor's band: one more fresh draw falls inside as often as it says."""

import numpy as np
import pytest
from scipy import stats

from advai.evaluation.floors import accuracy_floor, distance_floor
from advai.results import LEVEL


def test_band_of_distances_is_students_interval_of_the_logarithms() -> None:
    values = [0.02, 0.03, 0.025, 0.022, 0.041]
    logs = np.log(values)
    reach = stats.sem(logs) * np.sqrt(len(values) + 1)
    low, high = np.exp(stats.t.interval(1 - 2 * LEVEL, len(values) - 1, loc=logs.mean(), scale=reach))
    floor = distance_floor(values)
    assert (floor.low, floor.high) == pytest.approx((low, high))
    assert (floor.mean, floor.repeats) == (pytest.approx(np.mean(values)), 5)


@pytest.mark.parametrize("repeats", [4, 16])
def test_one_draw_more_is_above_the_band_as_rarely_as_said(repeats: int) -> None:
    draws = np.random.default_rng(0).lognormal(-3, 0.4, (2_000, repeats + 1))
    outside = np.mean([draw[-1] > distance_floor(draw[:-1].tolist()).high for draw in draws])
    assert outside == pytest.approx(LEVEL, abs=0.007)


def test_band_reaches_at_least_as_far_as_rounding() -> None:
    assert distance_floor([1e-7, 2e-7, 1e-7], least=1e-3).high == 1e-3
    assert distance_floor([0.0, 0.0, 0.0]).high < 1e-9


def test_accuracy_is_above_the_band_as_rarely_as_said() -> None:
    draws = np.random.default_rng(0).binomial(2_000, 0.5, (3_000, 5)) / 2_000
    deviation = 0.5 / np.sqrt(2_000)
    outside = np.mean([draw[-1] > accuracy_floor(draw[:-1].tolist(), deviation).high for draw in draws])
    assert outside == pytest.approx(LEVEL, abs=0.006)

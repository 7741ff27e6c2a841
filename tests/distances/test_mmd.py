"""The maximum mean discrepancy against two plain loops, and its p-value against chance."""

import math

import numpy as np
import pytest
from scipy.stats import kstest

from advai.distances import median_distance, mmd, mmd_squared, mmd_test


def cloud(count: int, dim: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)


def by_loops(x: np.ndarray, y: np.ndarray, width: float) -> float:
    def kernel(a: np.ndarray, b: np.ndarray) -> float:
        squared = sum((float(p) - float(q)) ** 2 for p, q in zip(a, b, strict=True))
        return sum(math.exp(-squared / (2 * (w * width) ** 2)) for w in (0.25, 0.5, 1, 2, 4)) / 5

    def mean(a: np.ndarray, b: np.ndarray) -> float:
        return sum(kernel(p, q) for p in a for q in b) / (len(a) * len(b))

    return mean(x, x) + mean(y, y) - 2 * mean(x, y)


@pytest.mark.parametrize("dim", [1, 3, 20])
def test_squared_discrepancy_is_that_of_two_loops(dim: int) -> None:
    x, y = cloud(12, dim, 0), 1.5 * cloud(12, dim, 1) + 0.3
    assert mmd_squared(x, y, width=1.7) == pytest.approx(by_loops(x, y, 1.7), rel=1e-4)


def test_blocks_of_rows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = cloud(50, 4, 0), cloud(50, 4, 1)
    whole = mmd_test(x, y, permutations=50)
    monkeypatch.setattr(mmd, "BLOCK", 700)
    value, p = mmd_test(x, y, permutations=50)
    assert value == pytest.approx(whole[0], rel=1e-4)
    assert p == whole[1]


def test_median_distance_is_the_median_over_pairs() -> None:
    x = np.array([[0.0], [1.0], [3.0]], dtype=np.float32)
    assert median_distance(x) == pytest.approx(2.0)


def test_p_value_is_uniform_between_two_samples_of_one_law() -> None:
    p_values = [mmd_test(cloud(25, 2, s), cloud(25, 2, s + 1000), permutations=99, seed=s)[1] for s in range(300)]
    assert min(p_values) >= 0.01
    assert max(p_values) <= 1.0
    assert kstest(np.array(p_values) - 0.005, "uniform").pvalue > 0.01


def test_another_law_has_the_smallest_p_value_there_is() -> None:
    value, p = mmd_test(cloud(200, 8, 0), cloud(200, 8, 1) + 0.5)
    assert p == 1 / 500
    assert value > 3 * mmd_squared(cloud(200, 8, 2), cloud(200, 8, 3))


def test_a_cloud_and_itself_do_not_differ() -> None:
    x = cloud(60, 3, 0)
    value, p = mmd_test(x, x.copy())
    assert value == pytest.approx(0.0, abs=1e-7)
    assert p == 1.0


def test_the_same_seed_gives_the_same_p_value() -> None:
    x, y = cloud(40, 3, 0), cloud(40, 3, 1)
    assert mmd_test(x, y, seed=1) == mmd_test(x, y, seed=1)
    assert mmd_test(x, y, seed=1)[0] == mmd_test(x, y, seed=2)[0]

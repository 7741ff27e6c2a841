"""The sliced distance against optimal assignment, and against what is known of shifts and Gaussians."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from advai.distances import random_directions, sliced, sliced_wasserstein


def cloud(count: int, dim: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)


@given(st.integers(1, 12), st.integers(1, 5), st.integers(0, 99))
def test_each_direction_is_an_optimal_assignment(count: int, dim: int, seed: int) -> None:
    x, y, directions = cloud(count, dim, seed), cloud(count, dim, seed + 100) + 1, random_directions(dim, count=7)
    costs = []
    for u in directions:
        cost = np.subtract.outer(x @ u, y @ u) ** 2
        costs.append(cost[linear_sum_assignment(cost)].mean())
    assert sliced_wasserstein(x, y, directions=directions) == pytest.approx(np.sqrt(np.mean(costs)), rel=1e-4)


def test_agrees_with_pot() -> None:
    ot = pytest.importorskip("ot")
    x, y, directions = cloud(300, 6, 0), 1.3 * cloud(300, 6, 1), random_directions(6)
    theirs = ot.sliced_wasserstein_distance(
        x.astype(float), y.astype(float), projections=directions.T.astype(float), p=2
    )
    assert sliced_wasserstein(x, y, directions=directions) == pytest.approx(theirs, rel=1e-5)


def test_a_shift_moves_every_projection_by_its_share() -> None:
    x, shift = cloud(50, 4, 0), np.array([1.0, 0.0, -2.0, 0.0], dtype=np.float32)
    rolled = np.roll(x, 3, axis=0) + shift
    expected = np.sqrt(np.mean((random_directions(4, seed=5) @ shift) ** 2))
    assert sliced_wasserstein(x, rolled, seed=5) == pytest.approx(expected, rel=1e-4)


def test_scaled_gaussian_is_as_far_as_its_deviations_differ() -> None:
    x, y = cloud(40_000, 8, 0), 0.6 * cloud(40_000, 8, 1)
    assert sliced_wasserstein(x, y) == pytest.approx(0.4, abs=0.01)


def test_chunks_of_directions_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = cloud(100, 3, 0), cloud(100, 3, 1)
    whole = sliced_wasserstein(x, y)
    monkeypatch.setattr(sliced, "CHUNK", 700)
    assert sliced_wasserstein(x, y) == pytest.approx(whole, rel=1e-6)


def test_directions_are_unit_vectors_of_their_seed() -> None:
    directions = random_directions(64, count=500, seed=3)
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(directions.T @ directions / 500, np.eye(64) / 64, atol=0.005)
    np.testing.assert_array_equal(directions, random_directions(64, count=500, seed=3))
    assert not np.array_equal(directions, random_directions(64, count=500, seed=4))

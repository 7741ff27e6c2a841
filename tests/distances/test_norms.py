"""The distance between laws of the norm, against scipy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import wasserstein_distance

from advai.distances import norm_distance


@given(st.integers(1, 30), st.integers(1, 6), st.integers(0, 99))
def test_is_the_wasserstein_distance_of_the_norms(count: int, dim: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = (scale * rng.standard_normal((count, dim)).astype(np.float32) for scale in (1, 3))
    theirs = wasserstein_distance(np.sqrt((x**2).sum(1)), np.sqrt((y**2).sum(1)))
    assert norm_distance(x, y, scale=0.5) == pytest.approx(theirs / 0.5, rel=1e-4, abs=1e-6)


def test_turning_and_shuffling_a_cloud_leaves_it_where_it_is() -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((100, 3)).astype(np.float32)
    turn = np.linalg.qr(rng.standard_normal((3, 3)))[0].astype(np.float32)
    assert norm_distance(x, rng.permutation(x) @ turn) < 1e-6


def test_a_thinner_shell_is_seen() -> None:
    """Norms 1 and 3 in equal shares against norms 2: every norm is 1 away."""
    x = np.array([[1.0, 0.0], [0.0, 3.0]], dtype=np.float32)
    y = np.array([[2.0, 0.0], [-2.0, 0.0]], dtype=np.float32)
    assert norm_distance(x, y) == 1.0

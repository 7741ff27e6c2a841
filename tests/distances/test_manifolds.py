"""Precision, recall, density and coverage: known answers, and plain loops over all distances."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from advai.distances import balls_of, manifold_figures, neighbours


def balls(cloud: np.ndarray, k: int) -> np.ndarray:
    """Every point's distance to its k-th neighbour, itself not counted."""
    return np.sort(cdist(cloud, cloud), axis=1)[:, k]


@pytest.mark.parametrize("block", [70, 2**21])
def test_they_equal_plain_loops(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(neighbours, "BLOCK", block)
    rng = np.random.default_rng(0)
    real, made = rng.standard_normal((80, 3)), 1.3 * rng.standard_normal((60, 3)) + 0.5
    apart = cdist(made, real)
    inside = [[apart[i, j] <= balls(real, 3)[j] for j in range(80)] for i in range(60)]
    back = [[apart[i, j] <= balls(made, 3)[i] for i in range(60)] for j in range(80)]
    expected = (np.mean([any(row) for row in inside]), np.mean([any(row) for row in back]))
    in_five = apart <= balls(real, 5)
    expected = (*expected, in_five.sum() / 5 / 60, in_five.any(axis=0).mean())
    assert manifold_figures(real, made) == pytest.approx(expected)
    assert manifold_figures(real, made, balls=balls_of(real)) == pytest.approx(expected)


def test_one_law_far_apart_and_one_mode_lost() -> None:
    rng = np.random.default_rng(1)
    real, same = rng.standard_normal((2, 2000, 2))
    found = manifold_figures(real, same)
    assert found.density == pytest.approx(1, abs=0.1)
    assert found.coverage > 0.95
    assert min(found.precision, found.recall) > 0.9
    assert manifold_figures(real, same + 100) == (0, 0, 0, 0)
    found = manifold_figures(np.concatenate([real[:1000], real[1000:] + 50]), same)
    assert found.precision > 0.9
    assert found.recall == pytest.approx(0.5, abs=0.06)
    assert found.coverage == pytest.approx(0.5, abs=0.06)

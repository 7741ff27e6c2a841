"""Nearest neighbours against scikit-learn."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from advai.distances import nearest_neighbours, neighbours


@pytest.mark.parametrize("block", [1, 333, 2**21])
def test_they_are_those_of_scikit_learn(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(neighbours, "BLOCK", block)
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((40, 6)), rng.standard_normal((100, 6))
    distances, places = nearest_neighbours(x, y, count=4)
    theirs, their_places = NearestNeighbors(n_neighbors=4).fit(y).kneighbors(x)
    assert np.allclose(distances, theirs)
    assert np.array_equal(places, their_places)


def test_no_point_is_its_own_neighbour() -> None:
    x = np.array([[0.0], [1.0], [3.0]])
    distances, places = nearest_neighbours(x, x, same=True)
    assert places.tolist() == [[1], [0], [1]]
    assert distances.ravel().tolist() == [1.0, 1.0, 2.0]


def test_copies_are_at_no_distance_however_far_out() -> None:
    y = np.random.default_rng(0).standard_normal((50, 8)).astype(np.float32) + np.float32(1000)
    distances, places = nearest_neighbours(y[::-1].copy(), y)
    assert places.ravel().tolist() == list(range(49, -1, -1))
    assert distances.max() < 1e-3

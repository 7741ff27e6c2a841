"""The Lines figures: known answers on turning bars, and scipy's cosine distance."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from advai.distances import lines, nearest_lines, turn_unevenness


def bars(angles: np.ndarray, side: int = 16) -> np.ndarray:
    """Soft bars from the centre, in [-1, 1], flat."""
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    along = x * np.cos(angles)[:, None, None] + y * np.sin(angles)[:, None, None]
    across = -x * np.sin(angles)[:, None, None] + y * np.cos(angles)[:, None, None]
    return (2 * np.exp(-(across**2)) * (along > 0) - 1).reshape(len(angles), -1)


def test_a_rendered_line_is_its_own_nearest() -> None:
    all_lines = bars(np.linspace(0, 2 * np.pi, 100, endpoint=False))
    distances, places = nearest_lines(all_lines[[[3, 99], [40, 7]]], all_lines)
    assert places.tolist() == [[3, 99], [40, 7]]
    assert np.abs(distances).max() < 1e-12


@pytest.mark.parametrize("block", [1, 250, 2**22])
def test_the_distance_is_scipys(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(lines, "BLOCK", block)
    all_lines = bars(np.linspace(0, 2 * np.pi, 100, endpoint=False))
    frames = (all_lines[:12] + all_lines[30:42]) / 2
    distances, places = nearest_lines(frames.reshape(4, 3, -1), all_lines)
    theirs = cdist(frames, all_lines, "cosine")
    assert distances.ravel() == pytest.approx(theirs.min(axis=1))
    assert np.array_equal(places.ravel(), theirs.argmin(axis=1))


def test_an_even_turn_is_zero_also_across_the_seam() -> None:
    even = np.linspace(6.0, 7.0, 16) % (2 * np.pi)
    back = np.linspace(0.5, -0.5, 16) % (2 * np.pi)
    assert turn_unevenness(np.stack([even, back])) == pytest.approx([0, 0], abs=1e-12)


def test_all_in_one_step_is_the_worst_of_one_direction() -> None:
    jump = np.where(np.arange(16) < 8, 0.0, 1.0)
    assert turn_unevenness(jump[None]) == pytest.approx([1 - 1 / 15])


def test_a_path_without_a_turn_has_no_figure() -> None:
    still, there_and_back = np.zeros(16), np.sin(np.linspace(0, np.pi, 16))
    assert np.isnan(turn_unevenness(np.stack([still, there_and_back]))).all()

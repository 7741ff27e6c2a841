"""The spiral against a finely drawn centre line."""

import numpy as np
import torch
from scipy import stats
from scipy.spatial import KDTree
from torch import Tensor

from advai.distributions import Spiral

ANGLES = np.linspace(0, 3 * np.pi, 200_001)
RADII = np.linspace(0.3, 1.2, 200_001)
LINE = np.stack([RADII * np.cos(ANGLES), RADII * np.sin(ANGLES)], axis=1)
ALONG = np.concatenate([[0.0], np.linalg.norm(np.diff(LINE, axis=0), axis=1).cumsum()])
NEAREST = KDTree(LINE)


def draw(count: int, seed: int = 0) -> Tensor:
    return Spiral().sample(count, torch.Generator().manual_seed(seed))


def test_points_are_uniform_along_the_arm_and_across_it() -> None:
    offsets, places = NEAREST.query(draw(20_000).numpy())
    assert stats.kstest(ALONG[places] / ALONG[-1], "uniform").pvalue > 1e-4
    assert stats.kstest(offsets / 0.06, "uniform").pvalue > 1e-4
    assert offsets.max() < 0.06 + 1e-5
    assert abs(stats.spearmanr(offsets, places).statistic) < 0.03


def test_points_lie_on_either_side_of_the_line() -> None:
    points = draw(20_000).numpy()
    _, places = NEAREST.query(points)
    outside = np.linalg.norm(points, axis=1) > RADII[places]
    assert abs(outside.mean() - 0.5) < 0.02


def test_neighbouring_turns_are_further_apart_than_the_arm_is_wide() -> None:
    turn = np.searchsorted(ANGLES, 2 * np.pi)
    gaps, _ = KDTree(LINE[turn:]).query(LINE[: turn // 2 : 100])
    assert gaps.min() > 4 * 0.12


def test_the_way_inside_is_the_length_of_the_line_between() -> None:
    z0, z1 = draw(2000, 1), draw(2000, 2)
    places0, places1 = (NEAREST.query(z.numpy())[1] for z in (z0, z1))
    chord = (z1 - z0).norm(dim=-1)
    expected = np.maximum(np.abs(ALONG[places1] - ALONG[places0]), chord.numpy())
    found = Spiral().distance_inside(z0, z1)
    np.testing.assert_allclose(found.numpy(), expected, atol=2e-3)
    assert (found >= chord).all()
    assert found.max() > 2.5 * chord.max()
    assert torch.equal(found, Spiral().distance_inside(z1, z0))


def test_points_beyond_the_arm_count_as_its_ends() -> None:
    inner, outer = torch.tensor([[0.1, -0.05]]), torch.tensor([[-1.3, -0.2]])
    found = Spiral().distance_inside(inner, outer)
    np.testing.assert_allclose(found.numpy(), ALONG[-1], rtol=1e-4)

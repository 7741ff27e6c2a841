"""The coordinates of product laws against scipy's, and against each other."""

import numpy as np
import pytest
import torch
from scipy import stats

from advai.distributions import Corners, Gaussian, Laplace, Student, Uniform

CORNER = stats.uniform(-0.35, 0.7)
COORDINATES = {
    Gaussian(3): stats.norm.cdf,
    Uniform(3): stats.uniform(-1, 2).cdf,
    Laplace(3): stats.laplace.cdf,
    Student(3): stats.t(5).cdf,
    Corners(3): lambda x: (CORNER.cdf(x + 1) + CORNER.cdf(x - 1)) / 2,
}


@pytest.mark.parametrize("law", COORDINATES, ids=lambda law: law.name)
def test_every_coordinate_has_its_law_and_is_independent(law) -> None:
    points = law.sample(50_000, torch.Generator().manual_seed(0)).numpy()
    for column in points.T:
        assert stats.kstest(column, COORDINATES[law]).pvalue > 1e-4
    for first, second in ((0, 1), (0, 2), (1, 2)):
        for transform in (np.asarray, np.abs):
            assert stats.spearmanr(transform(points[:, first]), transform(points[:, second])).pvalue > 1e-4


def test_a_student_law_of_other_degrees_would_be_seen() -> None:
    """The planted fault."""
    points = Student(1).sample(50_000, torch.Generator().manual_seed(0)).numpy()
    assert stats.kstest(points[:, 0], stats.t(7).cdf).pvalue < 1e-3


def test_points_of_the_corners_lie_in_their_cubes() -> None:
    points = Corners(4).sample(20_000, torch.Generator().manual_seed(0))
    assert ((points.abs() - 1).abs() <= 0.35 + 1e-6).all()
    _, counts = (points > 0).unique(dim=0, return_counts=True)
    assert len(counts) == 16
    assert stats.chisquare(counts.numpy()).pvalue > 1e-4

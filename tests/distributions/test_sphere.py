"""The sphere: norms of 1, scipy's uniform directions, and angles that are known."""

import math

import numpy as np
import pytest
import torch
from scipy import stats

from advai.config import InputError
from advai.distributions import Sphere, as_source, hypersphere


def test_points_have_the_law_of_scipys_directions() -> None:
    points = Sphere(5).sample(20_000, torch.Generator().manual_seed(0)).numpy()
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 1, atol=1e-6)
    reference = stats.uniform_direction(5).rvs(20_000, random_state=7)
    for direction in [*np.eye(5), *np.random.default_rng(1).standard_normal((6, 5))]:
        assert stats.ks_2samp(points @ direction, reference @ direction).pvalue > 1e-4


def test_the_way_on_the_sphere_is_the_angle() -> None:
    z0 = torch.tensor([[1.0, 0.0, 0.0]]).expand(5, 3)
    z1 = torch.tensor([[1.0, 0, 0], [0, 1, 0], [-1, 0, 0], [1, 1, 0], [-2, 1e-3, 0]])
    expected = torch.tensor([0, math.pi / 2, math.pi, math.pi / 4, math.pi - 5e-4])
    torch.testing.assert_close(Sphere(3).distance_inside(z0, z1), expected, atol=1e-6, rtol=0)


def test_the_way_is_the_length_of_many_short_chords() -> None:
    generator = torch.Generator().manual_seed(0)
    z0, z1 = (Sphere(4).sample(50, generator).double() for _ in range(2))
    steps = torch.linspace(0, 1, 4001, dtype=torch.float64)[:, None, None]
    line = torch.nn.functional.normalize((1 - steps) * z0 + steps * z1, dim=-1)
    length = line.diff(dim=0).norm(dim=-1).sum(0)
    torch.testing.assert_close(Sphere(4).distance_inside(z0, z1), length, rtol=1e-4, atol=0)


def test_points_off_the_sphere_count_as_their_directions() -> None:
    z0, z1 = torch.randn(2, 20, 4, generator=torch.Generator().manual_seed(0))
    expected = Sphere(4).distance_inside(z0, z1)
    torch.testing.assert_close(Sphere(4).distance_inside(3 * z0, z1 / 7), expected)
    assert Sphere(4).distance_inside(torch.zeros(2, 4), torch.zeros(2, 4)).isfinite().all()


def test_a_larger_sphere_is_the_unit_one_scaled() -> None:
    unit, large = Sphere(5), Sphere(5, radius=3.0)
    torch.testing.assert_close(large.sample(20, generator()), 3 * unit.sample(20, generator()))
    torch.testing.assert_close(large.covariance(), 9 * unit.covariance())
    z0, z1 = unit.sample(2, generator()).chunk(2)
    torch.testing.assert_close(large.distance_inside(z0, 7 * z1), 3 * unit.distance_inside(z0, z1))
    with pytest.raises(InputError, match="radius of Sphere must be positive and finite, but 0 was given"):
        Sphere(5, radius=0)


def test_the_hypersphere_has_the_norms_and_the_covariance_of_normal_draws() -> None:
    law = as_source("hypersphere:64")
    assert law == hypersphere(64) and law.name == "hypersphere:64" and as_source("sphere:64") != law
    torch.testing.assert_close(law.sample(100, generator()).norm(dim=1), torch.full((100,), 8.0))
    torch.testing.assert_close(law.covariance(), torch.eye(64, dtype=torch.float64))


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)

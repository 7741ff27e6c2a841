"""What every law keeps; four of them against points found by rejection: uniform in a box, kept if in the support."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from advai.config import InputError
from advai.distributions import (
    Corners,
    Correlated,
    Discs,
    Gaussian,
    Laplace,
    Mixture,
    Moons,
    Ring,
    Source,
    Sphere,
    Spiral,
    Student,
    Uniform,
)

OF_ANY_DIMENSION = [Gaussian, Uniform, Laplace, Student, Corners, Correlated, Mixture, Sphere]
PLANE_LAWS: list[Source] = [Ring(), Discs(), Moons(), Spiral()]
LAWS: list[Source] = [*(law(dim) for law in OF_ANY_DIMENSION for dim in (1, 4)), *PLANE_LAWS]
COUNT = 20_000


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def in_ring(points: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(points, axis=1)
    return (norms >= 0.6) & (norms <= 1)


def in_discs(points: np.ndarray) -> np.ndarray:
    nearest = np.clip(np.round(points / 3), -1, 1) * 3
    return np.linalg.norm(points - nearest, axis=1) <= 1


def by_rejection(kept, half_width: float, count: int) -> np.ndarray:
    points = np.random.default_rng(7).uniform(-half_width, half_width, (6 * count, 2))
    points = points[kept(points)]
    assert len(points) >= count
    return points[:count]


REFERENCES = {
    "gaussian:3": lambda: np.random.default_rng(7).standard_normal((COUNT, 3)),
    "uniform:5": lambda: np.random.default_rng(7).uniform(-1, 1, (COUNT, 5)),
    "ring": lambda: by_rejection(in_ring, 1.0, COUNT),
    "discs": lambda: by_rejection(in_discs, 4.0, COUNT),
}


@pytest.mark.parametrize("law", [Gaussian(3), Uniform(5), Ring(), Discs()], ids=lambda law: law.name)
def test_points_have_the_law_of_independent_ones(law) -> None:
    points, reference = law.sample(COUNT, generator()).numpy(), REFERENCES[law.name]()
    directions = np.random.default_rng(1).standard_normal((8, law.dim))
    for direction in [*np.eye(law.dim), *directions]:
        assert stats.ks_2samp(points @ direction, reference @ direction).pvalue > 1e-4
    norms = np.linalg.norm(points, axis=1), np.linalg.norm(reference, axis=1)
    assert stats.ks_2samp(*norms).pvalue > 1e-4


def test_a_radius_drawn_uniformly_would_be_seen() -> None:
    """The planted fault: uniform over the radius instead of the area."""
    radii = np.random.default_rng(0).uniform(0.6, 1, COUNT)
    assert stats.ks_2samp(radii, np.linalg.norm(REFERENCES["ring"](), axis=1)).pvalue < 1e-6


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_moments_are_those_of_many_points(law) -> None:
    points = law.sample(1_000_000, generator(3)).double()
    covariance = law.covariance()
    deviations = covariance.diagonal().sqrt()
    assert ((points.mean(0) - law.mean()).abs() <= 4.5e-3 * deviations).all()
    error = points.T.cov().reshape(covariance.shape) - covariance
    assert (error.abs() <= 0.015 * deviations.outer(deviations)).all()
    assert law.mean().dtype == covariance.dtype == torch.float64


@pytest.mark.parametrize(("law", "kept"), [(Ring(), in_ring), (Discs(), in_discs)], ids=["ring", "discs"])
def test_points_lie_in_the_support(law, kept) -> None:
    points = law.sample(COUNT, generator()).double().numpy()
    inside = kept(points)
    edges = points[~inside]
    assert inside.mean() > 0.999
    assert kept(edges * (1 - 1e-6)).sum() + kept(edges * (1 + 1e-6)).sum() >= len(edges)


def test_every_disc_has_its_ninth() -> None:
    centres = (Discs().sample(90_000, generator()) / 3).round()
    _, counts = centres.unique(dim=0, return_counts=True)
    assert stats.chisquare(counts.numpy()).pvalue > 1e-4
    assert len(counts) == 9


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_the_same_seed_draws_the_same_points(law) -> None:
    assert torch.equal(law.sample(50, generator(1)), law.sample(50, generator(1)))
    assert not torch.equal(law.sample(50, generator(1)), law.sample(50, generator(2)))


@given(count=st.integers(0, 300), dim=st.integers(1, 40))
def test_points_are_float32_of_the_asked_shape(count: int, dim: int) -> None:
    for law in (*(law(dim) for law in OF_ANY_DIMENSION), *PLANE_LAWS):
        points = law.sample(count, generator())
        assert points.shape == (count, law.dim)
        assert points.dtype == torch.float32


def test_names_and_connectedness() -> None:
    names = ["gaussian", "uniform", "laplace", "student", "corners", "correlated", "mixture", "sphere"]
    assert [law(64).name for law in OF_ANY_DIMENSION] == [f"{name}:64" for name in names]
    assert [law.name for law in PLANE_LAWS] == ["ring", "discs", "moons", "spiral"]
    apart = [law.name for law in LAWS if not law.connected]
    assert apart == ["corners:1", "corners:4", "sphere:1", "discs", "moons"]


@pytest.mark.parametrize("law", OF_ANY_DIMENSION)
@pytest.mark.parametrize("dim", [0, -3])
def test_a_dimension_below_one_is_refused(law, dim: int) -> None:
    with pytest.raises(InputError, match=rf"must be 1 or more, but {dim} was given: write {law.__name__}\(64\)"):
        law(dim)


@pytest.mark.parametrize("dim", [2.0, "64", True, None])
def test_a_dimension_that_is_no_integer_is_refused(dim) -> None:
    with pytest.raises(TypeError):
        Gaussian(dim)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_what_cannot_be_drawn_is_refused(law) -> None:
    with pytest.raises(InputError, match="0 or more, but -1"):
        law.sample(-1, generator())
    with pytest.raises(TypeError):
        law.sample(2.5, generator())
    with pytest.raises(TypeError):
        law.sample(2, 0)

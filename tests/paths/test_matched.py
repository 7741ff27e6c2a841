"""Matched paths keep the law: the moments of all pairs exactly, the uniform map as scipy's, samples by a test."""

from pathlib import Path as FilePath

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from torch import Tensor

from advai.config import InputError
from advai.distributions import Discs, Empirical, Gaussian, Ring, Uniform
from advai.paths import Matched, lerp, moment_matched_point, steady_matched_point

times = pytest.mark.parametrize("t", [0.1, 0.25, 0.5, 0.8])


def correlated(count: int, dim: int) -> Tensor:
    """Skewed, correlated latents far from the origin."""
    generator = torch.Generator().manual_seed(0)
    skewed = torch.rand(count, dim, generator=generator, dtype=torch.float64).pow(4)
    return skewed @ torch.randn(dim, dim, generator=generator, dtype=torch.float64) + torch.arange(dim) * 2


def all_pairs(z: Tensor) -> tuple[Tensor, Tensor]:
    """Every pair of rows: two independent draws from the rows, without a sampling error."""
    return z.repeat_interleave(len(z), 0), z.repeat(len(z), 1)


def covariance(z: Tensor) -> Tensor:
    return torch.cov(z.T, correction=0)


@times
def test_mean_and_full_covariance_of_any_latents_are_restored(t: float) -> None:
    z = correlated(40, 5)
    path = Matched(Empirical(z, holdout=0.0))
    assert not path.exact
    z0, z1 = all_pairs(z)
    point = path(z0, z1, t)
    # The source keeps its latents, and so their mean, in float32.
    torch.testing.assert_close(point.mean(0), z.mean(0), atol=1e-6, rtol=0)
    torch.testing.assert_close(covariance(point), covariance(z), atol=1e-6, rtol=0)
    assert (covariance(lerp(z0, z1, t)) - covariance(z)).abs().max() > 0.05


@times
@pytest.mark.parametrize("source", [Ring(), Discs()], ids=["ring", "discs"])
def test_laws_of_the_plane_are_matched_in_moments(source: Ring | Discs, t: float) -> None:
    path = Matched(source)
    assert not path.exact
    generator = torch.Generator().manual_seed(0)
    point = path(source.sample(100_000, generator), source.sample(100_000, generator), t).double()
    scale = source.covariance().diagonal().max()
    torch.testing.assert_close(point.mean(0) / scale.sqrt(), torch.zeros(2).double(), atol=0.02, rtol=0)
    torch.testing.assert_close(covariance(point) / scale, source.covariance() / scale, atol=0.02, rtol=0)


@times
@pytest.mark.parametrize("source", [Gaussian(3), Uniform(3)], ids=["gaussian", "uniform"])
def test_exact_laws_pass_a_test_that_the_linear_path_fails(source: Gaussian | Uniform, t: float) -> None:
    path, generator = Matched(source), torch.Generator().manual_seed(1)
    assert path.exact
    law = stats.norm() if isinstance(source, Gaussian) else stats.uniform(-1, 2)
    z0, z1 = (source.sample(20_000, generator) for _ in range(2))
    for points, kept in ((path(z0, z1, t), True), (lerp(z0, z1, t), False)):
        for column in points.T.numpy():
            assert (stats.kstest(column, law.cdf).pvalue > 1e-3) is np.bool_(kept)


@given(seed=st.integers(0, 1000), t=st.floats(0.001, 0.999))
def test_the_uniform_map_is_the_quantile_map_of_the_linear_points(seed: int, t: float) -> None:
    z0, z1 = 2 * torch.rand(2, 50, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) - 1
    # The law of (1-t) z0 + t z1 is a trapezoid over [-1, 1], with slopes as wide as the smaller weight allows.
    rise = min(t, 1 - t)
    place = stats.trapezoid(rise, 1 - rise, loc=-1, scale=2).cdf(lerp(z0, z1, t).numpy())
    found = Matched("uniform:50")(z0, z1, t)
    np.testing.assert_allclose(found.numpy(), 2 * place - 1, atol=1e-12)


def test_the_uniform_map_goes_on_outside_of_the_support() -> None:
    path = Matched(Uniform(1))
    grid = torch.linspace(-1.5, 1.5, 3001, dtype=torch.float64)[:, None]
    for t in (0.0, 1e-30, 1e-9, 0.01, 0.3, 0.5):
        steps = path(grid, grid, t).diff(dim=0)
        assert (steps > 0).all()
        assert steps.max() < 0.0021


def test_the_uniform_map_stays_in_the_support() -> None:
    corner = torch.ones(3)
    for t in (0.0, 0.1, 0.5, 0.9):
        assert torch.equal(Matched("uniform:3")(corner, corner, t), corner)
        assert torch.equal(Matched("uniform:3")(-corner, -corner, t), -corner)


def test_it_is_made_from_whatever_is_a_source(tmp_path: FilePath) -> None:
    latents = correlated(50, 3).float()
    file = tmp_path / "latents.npy"
    np.save(file, latents.numpy())
    z0, z1 = torch.randn(2, 4, 3, generator=torch.Generator().manual_seed(0))
    paths = [Matched(latents), Matched(latents.numpy()), Matched(file), Matched(str(file)), Matched(Empirical(latents))]
    for path in paths:
        assert torch.equal(path(z0, z1, 0.3), paths[0](z0, z1, 0.3))
    assert Matched("ring").dim == 2
    assert "gaussian:3" in repr(Matched("gaussian:3"))


def test_its_mean_moves_and_is_saved_as_that_of_a_module() -> None:
    path = Matched(correlated(50, 3))
    assert path.state_dict()["mean"].tolist() == path.source.mean().tolist()
    z0, z1 = torch.randn(2, 4, 3, generator=torch.Generator().manual_seed(0))
    expected = path(z0, z1, 0.3)
    torch.testing.assert_close(path.to(torch.float32)(z0, z1, 0.3), expected)


def test_another_dimension_is_refused() -> None:
    with pytest.raises(InputError, match=r"gaussian:3 is for latents of 3 coordinates, but the last axis of \(4, 2\)"):
        Matched("gaussian:3")(torch.zeros(4, 2), torch.zeros(4, 2), 0.5)
    with pytest.raises(InputError, match="did you mean 'gaussian'"):
        Matched("gausian:3")


def test_the_steady_path_has_the_points_of_the_matched_one_at_an_even_speed() -> None:
    z0, z1 = all_pairs(correlated(30, 4))
    mean = z0.mean(0)
    t = torch.linspace(0, 1, 65, dtype=torch.float64)[:, None, None]
    steady = steady_matched_point(z0, z1, t, mean)
    there = torch.linspace(0, 1, 4001, dtype=torch.float64)[:, None]
    pair = slice(47, 48)
    matched = moment_matched_point(z0[pair], z1[pair], there, mean)
    apart = torch.cdist(steady[:, 47], matched)
    assert apart.min(dim=1).values.max() < 1e-3 * (z0[47] - z1[47]).norm()
    squared = steady.diff(dim=0).square().sum(-1).mean(-1)
    torch.testing.assert_close(squared, squared.mean().expand_as(squared), rtol=1e-9, atol=0)

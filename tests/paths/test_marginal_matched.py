"""The tabulated maps against the closed forms of two laws, and their points against scipy's marginals."""

import pytest
import torch
from scipy import stats
from torch import Tensor

from advai.distributions import Discs, Empirical, Laplace, Ring, Source, Student
from advai.paths import MarginalMatched, Matched, lerp

times = pytest.mark.parametrize("t", [0.04, 0.25, 0.5, 0.8])


def pairs(source: Source, count: int, seed: int = 5) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return source.sample(count, generator), source.sample(count, generator)


@pytest.mark.parametrize("law", ["gaussian:4", "uniform:4"])
def test_it_comes_out_near_the_closed_form(law: str) -> None:
    path, exact = MarginalMatched(law), Matched(law)
    z0, z1 = pairs(path.source, 5000)
    for t in (0.01, 0.1, 0.3, 0.5, 0.77):
        error = path(z0, z1, t) - exact(z0, z1, t)
        assert error.square().mean().sqrt() < 0.01
        assert error.abs().quantile(0.999) < 0.1


@times
@pytest.mark.parametrize(("source", "law"), [(Laplace(2), stats.laplace), (Student(2), stats.t(5))])
def test_heavy_tailed_coordinates_pass_a_test_that_the_linear_path_fails(source: Source, law, t: float) -> None:
    z0, z1 = pairs(source, 10_000)
    for column in MarginalMatched(source)(z0, z1, t).T.numpy():
        assert stats.kstest(column, law.cdf).pvalue > 1e-3
    if t > 0.2:
        assert stats.kstest(lerp(z0, z1, t)[:, 0].numpy(), law.cdf).pvalue < 1e-6


@times
@pytest.mark.parametrize("source", [Ring(), Discs()], ids=lambda law: law.name)
def test_marginals_of_the_plane_are_kept_though_the_law_is_not(source: Source, t: float) -> None:
    fresh, _ = pairs(source, 10_000, seed=9)
    points = MarginalMatched(source)(*pairs(source, 10_000), t)
    for column, reference in zip(points.T.numpy(), fresh.T.numpy(), strict=True):
        assert stats.ks_2samp(column, reference).pvalue > 1e-3
    assert points.abs().max() <= source.sample(100_000, torch.Generator().manual_seed(1)).abs().max() + 1e-3


def test_given_latents_keep_their_skewed_marginals() -> None:
    z = torch.rand(4000, 3, generator=torch.Generator().manual_seed(0)).pow(4) * 5 + 2
    source = Empirical(z)
    points = MarginalMatched(source)(*pairs(source, 10_000), 0.5)
    for column, reference in zip(points.T.numpy(), z.T.numpy(), strict=True):
        assert stats.ks_2samp(column, reference).pvalue > 1e-3


def test_every_map_grows() -> None:
    path = MarginalMatched("discs")
    grid = torch.linspace(-4, 4, 2001, dtype=torch.float64)[:, None].expand(2001, 2)
    for t in (0.0, 1e-6, 0.02, 0.3, 0.5):
        assert (path(grid, grid, t).diff(dim=0) >= -1e-12).all()


@pytest.mark.parametrize("t", [0.25, 0.4, 0.5])
def test_few_points_lie_in_the_gaps_of_a_marginal(t: float) -> None:
    source = Discs()
    z0, z1 = pairs(source, 10_000)

    def in_gaps(points: Tensor) -> float:
        return ((points - 3 * (points / 3).round()).abs() > 1.01).double().mean().item()

    assert in_gaps(MarginalMatched(source)(z0, z1, t)) < 0.03
    assert in_gaps(lerp(z0, z1, t)) > 0.1


def test_a_latent_far_beyond_the_draws_stays_finite() -> None:
    path, far = MarginalMatched("uniform:2"), torch.tensor([[3.0, -1e30]])
    assert path(far, -far / 2, 0.3).isfinite().all()

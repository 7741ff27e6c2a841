"""Principal axes: the variances along them are those of latents that they were not taken from."""

import pytest
import torch

from advai.distributions import Empirical
from advai.training.principal_axes import axes_of, axes_of_latents


def anisotropic(count: int, dim: int, seed: int) -> torch.Tensor:
    """Gaussian latents whose deviations fall a hundredfold, in no particular direction."""
    turned, _ = torch.linalg.qr(torch.randn(dim, dim, generator=torch.Generator().manual_seed(7)))
    deviations = torch.logspace(0, -2, dim)
    return (torch.randn(count, dim, generator=torch.Generator().manual_seed(seed)) * deviations) @ turned


@pytest.mark.parametrize(("count", "dim"), [(200, 60), (400, 40)])
def test_unseen_latents_vary_as_much_as_the_axes_say(count: int, dim: int) -> None:
    given, unseen = anisotropic(count, dim, 0), anisotropic(20_000, dim, 1).double()
    axes, variances, _ = axes_of_latents(Empirical(given, holdout=0))
    own = axes_of(torch.cov(given.T.double())).variances
    there = (unseen @ axes).square().mean(dim=0)
    assert float((there / variances).mean()) == pytest.approx(1, abs=0.08)
    assert float((there / own).mean()) > 1 / (1 - dim / count) - 0.05, "the latents' own variances are too small"


def test_the_axes_of_many_latents_are_those_of_their_covariance() -> None:
    given = anisotropic(3000, 6, 0)
    found, expected = axes_of_latents(Empirical(given, holdout=0)), axes_of(torch.cov(given.T.double()))
    torch.testing.assert_close(found.variances, expected.variances, rtol=1e-4, atol=1e-7)
    torch.testing.assert_close((found.axes.T @ expected.axes).abs(), torch.eye(6).double(), rtol=0, atol=1e-4)
    assert found.moved == 6


@pytest.mark.parametrize("count", [60, 1000])
def test_where_latents_lie_in_a_plane_there_is_nothing_to_learn_beside_it(count: int) -> None:
    generator = torch.Generator().manual_seed(0)
    z = torch.randn(count, 3, generator=generator) @ torch.randn(3, 8, generator=generator)
    found = axes_of_latents(Empirical(z / z.std(dim=0), holdout=0))
    assert found.moved == 3
    assert float(found.variances[:5].max()) < 1e-6


def test_fewer_latents_than_coordinates_leave_axes_unseen() -> None:
    given, unseen = anisotropic(30, 60, 0), anisotropic(5000, 60, 1).double()
    axes, variances, moved = axes_of_latents(Empirical(given, holdout=0))
    assert 1 <= moved < 30
    there = (unseen @ axes).square().mean(dim=0)
    assert float(variances[:30].sum()) == pytest.approx(float(there[:30].sum()), rel=0.5)

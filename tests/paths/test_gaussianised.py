"""Normal scores: the matched path for a Gaussian, scipy's scores for another law, and the marginals of any."""

import pytest
import torch
from scipy import stats
from torch import Tensor

from advai.distributions import Corners, Empirical, Laplace, Ring, Source, Student, Uniform
from advai.paths import Gaussianised, Matched, lerp

times = pytest.mark.parametrize("t", [0.1, 0.25, 0.5, 0.8])


def pairs(source: Source, count: int, seed: int = 5) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return source.sample(count, generator), source.sample(count, generator)


def test_for_a_gaussian_it_is_the_matched_path() -> None:
    path, exact = Gaussianised("gaussian:64"), Matched("gaussian:64")
    z0, z1 = pairs(path.source, 2000)
    for t in (0.01, 0.1, 0.3, 0.5, 0.77):
        error = path(z0, z1, t) - exact(z0, z1, t)
        assert error.square().mean().sqrt() < 0.01
        assert error.abs().quantile(0.999) < 0.06


@times
def test_it_is_the_combination_of_scipys_scores(t: float) -> None:
    z0, z1 = pairs(Laplace(3), 3000)
    scores = [stats.norm.ppf(stats.laplace.cdf(z.double().numpy())) for z in (z0, z1)]
    mixed = ((1 - t) * scores[0] + t * scores[1]) / (t**2 + (1 - t) ** 2) ** 0.5
    expected = torch.from_numpy(stats.laplace.ppf(stats.norm.cdf(mixed)))
    error = Gaussianised("laplace:3")(z0, z1, t) - expected
    assert error.square().mean().sqrt() < 0.03
    assert error.abs().quantile(0.99) < 0.1


@times
@pytest.mark.parametrize(
    ("source", "law"), [(Uniform(2), stats.uniform(-1, 2)), (Laplace(2), stats.laplace()), (Student(2), stats.t(5))]
)
def test_independent_coordinates_pass_a_test_that_the_linear_path_fails(source: Source, law, t: float) -> None:
    z0, z1 = pairs(source, 10_000)
    points = Gaussianised(source)(z0, z1, t)
    for column in points.T.numpy():
        assert stats.kstest(column, law.cdf).pvalue > 1e-3
    assert stats.spearmanr(*points.T.numpy()).pvalue > 1e-3
    if t > 0.2:
        assert stats.kstest(lerp(z0, z1, t)[:, 0].numpy(), law.cdf).pvalue < 1e-6


@times
@pytest.mark.parametrize("source", [Ring(), Corners(3)], ids=lambda law: law.name)
def test_marginals_of_any_law_are_kept(source: Source, t: float) -> None:
    fresh, _ = pairs(source, 10_000, seed=9)
    points = Gaussianised(source)(*pairs(source, 10_000), t)
    for column, reference in zip(points.T.numpy(), fresh.T.numpy(), strict=True):
        assert stats.ks_2samp(column, reference).pvalue > 1e-3
    assert points.abs().max() < fresh.abs().max() + 0.01


def test_hardly_a_point_lies_in_the_gap_of_a_marginal() -> None:
    points = Gaussianised("corners:3")(*pairs(Corners(3), 10_000), 0.5)
    assert ((points.abs() - 1).abs() > 0.36).double().mean() < 0.006


def test_a_few_given_latents_come_back_and_stay_in_their_range() -> None:
    z = torch.rand(50, 3, generator=torch.Generator().manual_seed(0)).pow(4) * 5 + 2
    source = Empirical(z, holdout=0.2)
    path = Gaussianised(source)
    z0, z1 = pairs(source, 2000)
    torch.testing.assert_close(path(z0, z1, 1e-6), z0, atol=1e-3, rtol=0)
    points = path(z0, z1, 0.5)
    assert stats.ks_2samp(points[:, 0].numpy(), z0[:, 0].numpy()).statistic < 0.08
    assert ((points >= z.amin(0) - 2) & (points <= z.amax(0) + 2)).all()


@pytest.mark.parametrize("source", ["discs", "student:3"])
def test_it_runs_from_end_to_end_without_a_jump_for_latents_anywhere(source: str) -> None:
    path = Gaussianised(source)
    z0, z1 = 30 * torch.randn(2, 100, path.dim, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    torch.testing.assert_close(path(z0, z1, 1e-9), z0, rtol=1e-4, atol=1e-3)
    torch.testing.assert_close(path(z0, z1, 1 - 1e-9), z1, rtol=1e-4, atol=1e-3)

"""Normal scores: scipy's for a law, standard normal whatever the latents are, and the way back."""

import numpy as np
import pytest
import torch
from scipy import stats

from advai.distributions import Empirical, Gaussian, Laplace, Source, Student
from advai.paths import NormalScores
from advai.shapes import Points


def scores_of(source: Source) -> NormalScores:
    scores = NormalScores(source.dim)
    scores.learn(source)
    return scores


def tables(count: int, seed: int) -> Points:
    """A rectified normal, five grey levels, rare counts, and a column without any value twice; all independent."""
    rng = np.random.default_rng(seed)
    columns = [
        np.maximum(rng.standard_normal(count) + 0.3, 0),
        rng.integers(0, 5, count),
        rng.poisson(0.7, count),
        rng.beta(0.5, 4.5, count),
    ]
    return torch.from_numpy(np.stack(columns, axis=1)).float()


def test_before_they_learn_anything_they_are_the_latents() -> None:
    scores, z = NormalScores(3), 3 * torch.randn(2000, 3)
    torch.testing.assert_close(scores(z), z, rtol=0, atol=1e-5)
    torch.testing.assert_close(scores.latents(z), z, rtol=0, atol=1e-5)


@pytest.mark.parametrize("law", [stats.expon(), stats.beta(0.5, 4.5), stats.uniform(-1, 2)])
def test_they_are_scipys_for_a_coordinate_with_an_edge(law) -> None:
    known, z = (torch.from_numpy(law.rvs((20_000, 2), random_state=seed)).float() for seed in (0, 1))
    expected = stats.norm.ppf(law.cdf(z.double().numpy()))
    error = np.abs(scores_of(Empirical(known, holdout=0))(z).numpy() - expected)
    assert np.sqrt(np.mean(error**2)) < 0.05
    assert np.quantile(error, 0.99) < 0.2


@pytest.mark.parametrize("source", [Gaussian(3), Student(3), Laplace(3)], ids=lambda law: law.name)
def test_coordinates_without_an_edge_are_only_shifted_and_scaled(source: Source) -> None:
    z = 3 + source.sample(20_000, torch.Generator().manual_seed(0))
    x = scores_of(Empirical(z, holdout=0))(z)
    for score, column in zip(x.T.double(), z.T.double(), strict=True):
        assert float(torch.corrcoef(torch.stack([score, column]))[0, 1]) > 1 - 1e-9
    torch.testing.assert_close(x.std(0), torch.ones(3), rtol=0, atol=0.05)


@pytest.mark.parametrize("count", [1_000, 20_000])
def test_a_thin_plane_stays_one(count: int) -> None:
    rng = np.random.default_rng(0)
    angle = rng.uniform(0, 2 * np.pi, count)
    plane = np.stack([np.cos(angle), np.sin(angle)], axis=1) @ np.linalg.qr(rng.standard_normal((24, 2)))[0].T
    z = torch.from_numpy(plane + 0.01 * rng.standard_normal((count, 24))).float()
    x = scores_of(Empirical(z, holdout=0))(z)
    thickness = [torch.linalg.eigvalsh(torch.cov((y / y.std(0)).T))[:22].sum() for y in (z, x)]
    torch.testing.assert_close(thickness[1], thickness[0], rtol=0.01, atol=0)


@pytest.mark.parametrize("count", [1_000, 20_000])
@pytest.mark.parametrize("name", ["shares", "uniform", "a thin plane of counts"])
def test_edges_and_shared_values_are_worth_more_than_a_plane_that_bends(name: str, count: int) -> None:
    rng = np.random.default_rng(0)
    z = {
        "shares": lambda: rng.dirichlet(np.full(10, 0.5), count),
        "uniform": lambda: rng.uniform(size=(count, 16)),
        "a thin plane of counts": lambda: np.rint(rng.exponential(20, (count, 2)) @ np.ones((2, 8))),
    }[name]()
    x = scores_of(Empirical(torch.from_numpy(z).float(), holdout=0))(torch.from_numpy(z).float()).numpy()
    for column in x.T:
        assert abs(stats.kurtosis(column)) < 0.5


def test_they_are_normal_and_independent_where_values_are_shared_too() -> None:
    scores = scores_of(Empirical(tables(20_000, 0), holdout=0))
    x = scores(tables(10_000, 1)).numpy()
    for column in x.T:
        assert stats.kstest(column, "norm").pvalue > 1e-3
    assert np.abs(np.corrcoef(x.T) - np.eye(4)).max() < 0.04


def test_the_way_back_leads_to_the_same_latents() -> None:
    z = tables(10_000, 0)
    scores = scores_of(Empirical(z, holdout=0))
    back = scores.latents(scores(z))
    assert torch.equal(back[:, 1:3], z[:, 1:3]) and torch.equal(back[z == 0], z[z == 0])
    torch.testing.assert_close(back, z, rtol=0, atol=1e-5)
    assert torch.equal(scores.untold(z, scores(z)), torch.zeros_like(z))


def test_noise_becomes_latents_with_the_values_that_there_are_and_no_others() -> None:
    z = tables(20_000, 0)
    scores = scores_of(Empirical(z, holdout=0))
    made = scores.latents(torch.randn(20_000, 4))
    for column in (1, 2):
        assert set(made[:, column].tolist()) <= set(z[:, column].tolist())
    for column, known in zip(made.T, z.T, strict=True):
        assert abs(float((column == 0).float().mean() - (known == 0).float().mean())) < 0.015
        assert stats.ks_2samp(column.numpy(), known.numpy()).statistic < 0.02


def test_a_latent_alone_has_the_scores_that_it_has_among_others() -> None:
    z = tables(300, 2)
    scores = scores_of(Empirical(tables(5000, 0), holdout=0))
    together = scores(z)
    assert torch.equal(together, torch.cat([scores(row[None]) for row in z]))
    assert torch.equal(together, scores(z))


def test_values_that_were_never_seen_have_finite_scores_and_are_told_of() -> None:
    scores = scores_of(Empirical(tables(5000, 0), holdout=0))
    odd = torch.tensor([[-1.0, 1.5, 40.0, 2.0], [0.0, -3.0, 2.5, -0.5]])
    x = scores(odd)
    assert x.isfinite().all()
    torch.testing.assert_close(scores.latents(x) + scores.untold(odd, x), odd, rtol=0, atol=1e-3)

"""The correlated Gaussian by its eigenvalues, the mixture against scipy's density of its components."""

import numpy as np
import pytest
import torch
from scipy import stats

from advai.distributions import Correlated, Mixture
from advai.distributions.normal_laws import _centres


@pytest.mark.parametrize("dim", [2, 16])
def test_whitened_points_are_standard_normal(dim: int) -> None:
    law = Correlated(dim)
    values, directions = torch.linalg.eigh(law.covariance())
    torch.testing.assert_close(values[-1] / values[0], torch.tensor(1e4, dtype=torch.float64))
    ratios = values[1:] / values[:-1]
    torch.testing.assert_close(ratios, ratios[0].expand(dim - 1), rtol=1e-5, atol=0)
    points = law.sample(50_000, torch.Generator().manual_seed(0)).double() @ directions / values.sqrt()
    for column in points.T.numpy():
        assert stats.kstest(column, "norm").pvalue > 1e-4
    torch.testing.assert_close(points.T.cov(), torch.eye(dim, dtype=torch.float64), atol=0.03, rtol=0)


def test_its_coordinates_are_correlated() -> None:
    covariance = Correlated(16).covariance()
    deviations = covariance.diagonal().sqrt()
    correlation = covariance / deviations.outer(deviations)
    assert (correlation - torch.eye(16)).abs().max() > 0.3


@pytest.mark.parametrize("dim", [1, 2, 8, 64])
def test_centres_of_the_mixture_are_four_deviations_apart(dim: int) -> None:
    distances = torch.pdist(_centres(dim))
    torch.testing.assert_close(distances.mean(), torch.tensor(4 * 0.75, dtype=torch.float64))


@pytest.mark.parametrize("dim", [1, 8])
def test_projections_of_the_mixture_have_its_law(dim: int) -> None:
    points = Mixture(dim).sample(50_000, torch.Generator().manual_seed(0)).numpy()
    weights, deviations = np.arange(1, 7) / 21, np.linspace(0.5, 1, 6)
    for direction in np.random.default_rng(0).standard_normal((6, dim)):
        direction = direction / np.linalg.norm(direction)
        places = (_centres(dim) @ torch.from_numpy(direction)).numpy()

        def place(x: np.ndarray, places: np.ndarray = places) -> np.ndarray:
            return stats.norm.cdf((x[:, None] - places) / deviations) @ weights

        assert stats.kstest(points @ direction, place).pvalue > 1e-4


def test_they_are_the_same_whenever_they_are_made() -> None:
    _centres.cache_clear()
    first = Mixture(8).mean()
    _centres.cache_clear()
    assert torch.equal(Mixture(8).mean(), first)
    torch.manual_seed(1)
    assert torch.equal(Correlated(8).covariance(), Correlated(8).covariance())

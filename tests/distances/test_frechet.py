"""The Fréchet distance against values known in closed form and against two other programs."""

import numpy as np
import pytest
import torch
from scipy import linalg
from torch import nn

from advai.distances import frechet_distance, frechet_of_moments


def cloud(count: int, dim: int, *, seed: int = 0, rank: int | None = None) -> np.ndarray:
    rng = np.random.default_rng(seed)
    mixing = rng.standard_normal((rank or dim, dim))
    return rng.standard_normal((count, rank or dim)) @ mixing + rng.standard_normal(dim)


def by_the_root_of_the_product(x: np.ndarray, y: np.ndarray) -> float:
    """The textbook way: eigenvalues of the product of the covariances, which is not symmetric."""
    a, b = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    roots = np.sqrt(linalg.eigvals(a @ b).astype(complex)).real.sum()
    return float(np.sum((x.mean(0) - y.mean(0)) ** 2) + np.trace(a) + np.trace(b) - 2 * roots)


def test_gaussians_with_a_known_distance() -> None:
    # Commuting covariances: the sum over coordinates of the squared difference of the deviations.
    a, b = np.array([1.0, 2.0, 0.5]), np.array([3.0, 2.0, 0.0])
    shift = np.array([1.0, -1.0, 2.0])
    assert frechet_of_moments(np.zeros(3), np.diag(a**2), shift, np.diag(b**2)) == pytest.approx(6 + 4 + 0 + 0.25)


def test_a_sample_comes_near_the_laws_own_distance() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((200_000, 4)), 2 * rng.standard_normal((200_000, 4)) + 1
    assert frechet_distance(x, y) == pytest.approx(4 + 4, rel=0.01)


@pytest.mark.parametrize(("count", "dim"), [(50, 3), (200, 30), (1000, 64)])
def test_it_equals_the_root_of_the_product(count: int, dim: int) -> None:
    x, y = cloud(count, dim), cloud(count + 7, dim, seed=1)
    assert frechet_distance(x, y) == pytest.approx(by_the_root_of_the_product(x, y), rel=1e-9)


class Pixels(nn.Module):
    """Pixels as features, in float64."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return images.flatten(1).double()


def test_it_equals_torchmetrics_with_the_same_features() -> None:
    from torchmetrics.image.fid import FrechetInceptionDistance

    images = torch.randint(256, (2, 300, 3, 4, 4), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    images[1] //= 2
    other = FrechetInceptionDistance(feature=Pixels(), input_img_size=(3, 4, 4)).set_dtype(torch.float64)
    for part, real in zip(images, (True, False), strict=True):
        other.update(part, real=real)
    x, y = (part.flatten(1).numpy().astype(np.float64) for part in images)
    assert frechet_distance(x, y) == pytest.approx(float(other.compute()), rel=1e-6)


@pytest.mark.parametrize("rank", [1, 3])
def test_covariances_without_full_rank(rank: int) -> None:
    x = cloud(500, 40, rank=rank)
    assert frechet_distance(x, x) == pytest.approx(0, abs=1e-5)
    shift = np.linspace(-1, 1, 40)
    assert frechet_distance(x, x + shift) == pytest.approx(float(shift @ shift), abs=1e-5)


def test_fewer_points_than_dimensions() -> None:
    x = cloud(10, 50)
    # Of 2 x about its own mean: the deviations differ by those of x, whatever its rank.
    y = 2 * x - x.mean(0)
    assert frechet_distance(x, y) == pytest.approx(float(x.var(axis=0, ddof=1).sum()), rel=1e-6)


def test_it_is_symmetric_never_negative_and_float32_is_enough() -> None:
    x, y = cloud(300, 20).astype(np.float32), cloud(300, 20, seed=3).astype(np.float32)
    assert frechet_distance(x, y) == pytest.approx(frechet_distance(y, x), rel=1e-9)
    assert frechet_distance(x, x[::-1].copy()) >= 0
    far = frechet_distance(x + np.float32(1000), y + np.float32(1000))
    assert far == pytest.approx(frechet_distance(x, y), rel=1e-3)


def test_one_dimension() -> None:
    x = np.array([[0.0], [2.0]])
    assert frechet_distance(x, 3 * x) == pytest.approx(4 + 4 * 2)

"""The marginal maps: right marginals, monotone, the identity at the ends, and never out of range."""

import numpy as np
import torch
from scipy.stats import ks_2samp

from advai.models import Marginals


def made(points: np.ndarray, latents: np.ndarray) -> Marginals:
    """Maps for points that drift in proportion to alpha."""
    maps = Marginals(points.shape[1])
    maps.learn(latents, lambda alpha: points * (1 + alpha) + alpha)
    return maps


def clouds() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    latents = rng.uniform(-1, 1, (20_000, 3)).astype(np.float32)
    latents[:, 1] = rng.exponential(size=20_000)
    points = rng.uniform(-1, 1, (20_000, 3)).astype(np.float32)
    points[:, 1] = rng.exponential(size=20_000)
    return points, latents


def test_marginals_are_those_of_the_latents_at_any_alpha() -> None:
    points, latents = clouds()
    maps = made(points, latents)
    fresh, _ = clouds()
    for alpha in (0.0, 0.1, 0.25, 0.4, 0.5):
        drifted = torch.as_tensor(fresh * (1 + alpha) + alpha)
        mapped = maps(drifted, torch.full((len(fresh),), alpha)).numpy()
        assert all(ks_2samp(mapped[:, k], latents[:, k]).statistic < 0.025 for k in range(3))
        if alpha > 1 / 32:
            assert (mapped >= latents.min(axis=0) - 1e-5).all() and (mapped <= latents.max(axis=0) + 1e-5).all()


def test_the_ends_of_a_path_are_left_alone() -> None:
    maps = made(*clouds())
    z = 10 * torch.randn(100, 3)
    assert torch.equal(maps(z, torch.zeros(100)), z)
    near = maps(z, torch.full((100,), 1e-6))
    torch.testing.assert_close(near, z, rtol=0, atol=1e-2)


def test_maps_are_monotone_and_continuous_in_alpha() -> None:
    maps = made(*clouds())
    z = torch.linspace(-3, 3, 400)[:, None].expand(-1, 3)
    for alpha in (0.05, 0.3, 0.5):
        assert bool((maps(z, torch.full((400,), alpha)).diff(dim=0) >= -1e-6).all())
    a, b = (maps(z, torch.full((400,), 0.25 + step)) for step in (-1e-6, 1e-6))
    torch.testing.assert_close(a, b, rtol=0, atol=1e-3)


def test_gradients_are_finite_and_new_maps_change_nothing_within_the_unit_range() -> None:
    z = torch.rand(50, 2, requires_grad=True)
    alpha = (torch.rand(50) / 2).requires_grad_()
    mapped = Marginals(2)(z, alpha)
    torch.testing.assert_close(mapped, z)
    for gradient in torch.autograd.grad(mapped.sum(), (z, alpha)):
        assert torch.isfinite(gradient).all()

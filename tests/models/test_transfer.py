"""The transfer maps: the law restored in every direction, monotone, the identity at the ends, never out of range."""

import numpy as np
import pytest
import torch
from scipy.stats import ks_2samp, wasserstein_distance_nd

from advai.distances import sliced_wasserstein
from advai.models import Stage, Transfer, alphas, chain


def made(points: np.ndarray, latents: np.ndarray, *stages: Stage) -> Transfer:
    """Maps for points that drift in proportion to alpha."""
    maps = Transfer(points.shape[1], stages, 256)
    drifted = np.stack([points * (1 + alpha) + alpha for alpha in alphas()[1:]]).astype(np.float32)
    maps.learn(torch.from_numpy(latents), torch.from_numpy(drifted), torch.Generator().manual_seed(0))
    return maps


def clouds(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    latents = rng.uniform(-1, 1, (20_000, 3)).astype(np.float32)
    latents[:, 1] = rng.exponential(size=20_000)
    points = rng.uniform(-1, 1, (20_000, 3)).astype(np.float32)
    points[:, 1] = rng.exponential(size=20_000)
    return points, latents


def ring(count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    radius, angle = np.sqrt(rng.uniform(0.36, 1, count)), rng.uniform(0, 2 * np.pi, count)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).astype(np.float32)


def test_marginals_are_those_of_the_latents_at_any_alpha() -> None:
    points, latents = clouds()
    maps = made(points, latents, "axes")
    fresh, _ = clouds(1)
    for alpha in (0.0, 0.1, 0.25, 0.4, 0.5):
        drifted = torch.as_tensor(fresh * (1 + alpha) + alpha)
        mapped = maps(drifted, torch.full((len(fresh),), alpha)).numpy()
        target = drifted.numpy() if alpha == 0 else latents
        assert all(ks_2samp(mapped[:, k], target[:, k]).statistic < 0.025 for k in range(3))
        if alpha > 1 / 32:
            assert (mapped >= latents.min(axis=0) - 1e-5).all() and (mapped <= latents.max(axis=0) + 1e-5).all()


def test_a_shell_is_restored_by_its_norms() -> None:
    maps = made(ring(20_000, 0), ring(20_000, 1), "norm")
    norms = maps(torch.from_numpy(ring(20_000, 2) * 1.5 + 0.5), torch.full((1,), 0.5)).norm(dim=1).numpy()
    assert ks_2samp(norms, np.linalg.norm(ring(20_000, 3), axis=1)).statistic < 0.02


def test_the_chain_takes_a_turned_law_to_another() -> None:
    """Correlated points to a ring: no single map can, and the distance falls with every stage, nearly to the floor."""
    rng = np.random.default_rng(4)
    turn = np.array([[1.0, 0.6], [-0.2, 0.8]], dtype=np.float32)
    points, fresh = (rng.standard_normal((20_000, 2)).astype(np.float32) @ turn for _ in range(2))
    maps = Transfer(2, chain(2), 256)
    every = torch.from_numpy(points).repeat(len(alphas()) - 1, 1, 1)
    maps.learn(torch.from_numpy(ring(20_000, 5)), every, torch.Generator().manual_seed(0))
    z, distances = torch.from_numpy(fresh), [sliced_wasserstein(fresh, ring(20_000, 6))]
    for stage in maps.stages:
        z = stage(z, torch.full((1,), 0.5))
        distances.append(sliced_wasserstein(z.numpy(), ring(20_000, 6)))
    floor = sliced_wasserstein(ring(20_000, 7), ring(20_000, 6))
    assert distances[-1] < 0.1 * distances[0] and distances[-1] < 6 * floor
    few, some = slice(0, 120), ring(120, 6)
    assert wasserstein_distance_nd(z[few].numpy(), some) < wasserstein_distance_nd(fresh[few], some) / 2


@pytest.mark.parametrize("stages", [("axes",), ("turned",), ("norm",), chain(3)])
def test_the_ends_of_a_path_are_left_alone(stages: tuple[Stage, ...]) -> None:
    maps = made(*clouds(), *stages)
    z = 10 * torch.randn(100, 3)
    torch.testing.assert_close(maps(z, torch.zeros(100)), z, rtol=1e-5, atol=1e-4)
    torch.testing.assert_close(maps(z, torch.full((100,), 1e-6)), z, rtol=0, atol=5e-2)


def test_maps_are_monotone_and_continuous_in_alpha() -> None:
    maps = made(*clouds(), "axes")
    z = torch.linspace(-3, 3, 400)[:, None].expand(-1, 3)
    for alpha in (0.05, 0.3, 0.5):
        assert bool((maps(z, torch.full((400,), alpha)).diff(dim=0) >= -1e-6).all())
    a, b = (maps(z, torch.full((400,), 0.25 + step)) for step in (-1e-6, 1e-6))
    torch.testing.assert_close(a, b, rtol=0, atol=1e-3)


def test_one_alpha_for_all_points_is_the_same_as_one_each() -> None:
    maps, z = made(*clouds(), *chain(3)), torch.randn(500, 3)
    for alpha in (0.0, 0.01, 0.3, 0.5):
        torch.testing.assert_close(maps(z, torch.full((1,), alpha)), maps(z, torch.full((500,), alpha)))


@pytest.mark.parametrize("stages", [("axes",), chain(3)])
def test_the_points_are_the_same_where_derivatives_are_taken_and_where_not(stages: tuple[Stage, ...]) -> None:
    maps, z, alpha = made(*clouds(), *stages), 3 * torch.randn(2000, 3), torch.rand(2000) / 2
    with torch.no_grad():
        mapped = maps(z, alpha)
    torch.testing.assert_close(maps(z, alpha), mapped, rtol=1e-4, atol=1e-4)


def test_forward_derivatives_are_those_of_backward_ones() -> None:
    maps, z = made(*clouds(), "axes", "norm"), torch.randn(200, 3)
    alpha = (torch.rand(200) / 2).requires_grad_()
    velocity = torch.func.jvp(lambda alpha: maps(z, alpha), (alpha.detach(),), (torch.ones(200),))[1]
    (slope,) = torch.autograd.grad(maps(z, alpha).sum(), alpha)
    torch.testing.assert_close(velocity.sum(-1), slope, rtol=1e-3, atol=1e-3)


def test_gradients_are_finite_and_new_maps_change_nothing_within_the_unit_range() -> None:
    z = torch.rand(50, 2, requires_grad=True)
    alpha = (torch.rand(50) / 2).requires_grad_()
    mapped = Transfer(2, ("axes",), 256)(z, alpha)
    torch.testing.assert_close(mapped, z)
    for gradient in torch.autograd.grad(mapped.sum(), (z, alpha)):
        assert torch.isfinite(gradient).all()

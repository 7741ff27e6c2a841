"""The likeliest path by what a shortest curve keeps, by its cost against others', and by its norms."""

import math

import numpy as np
import pytest
import torch
from scipy import stats
from torch import Tensor

from advai.config import InputError
from advai.distributions import Empirical
from advai.paths import NormGuided, lerp, nlerp, path_name, slerp, trace
from advai.paths.norm_guided import likeliest_radii
from advai.shapes import Path


def draw(dim: int, count: int = 100, seed: int = 0) -> tuple[Tensor, Tensor]:
    z0, z1 = torch.randn(2, count, dim, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return z0, z1


def cost(path: Path, z0: Tensor, z1: Tensor) -> np.ndarray:
    """-integral log P(|z|) along a finely drawn path, with scipy's chi law."""
    line = trace(path, z0, z1, 201).numpy()
    middle = np.linalg.norm((line[1:] + line[:-1]) / 2, axis=-1)
    steps = np.linalg.norm(np.diff(line, axis=0), axis=-1)
    return -(stats.chi.logpdf(middle, z0.shape[-1]) * steps).sum(0)


@pytest.mark.parametrize("dim", [2, 3, 16, 128])
def test_no_other_path_is_cheaper(dim: int) -> None:
    z0, z1 = draw(dim)
    found = cost(NormGuided(f"gaussian:{dim}"), z0, z1)
    for other in (lerp, slerp, nlerp):
        assert (found <= cost(other, z0, z1) * 1.01 + 1e-3).mean() > 0.98
        assert found.mean() < cost(other, z0, z1).mean()


@pytest.mark.parametrize("dim", [3, 16, 128])
def test_it_keeps_what_a_shortest_curve_keeps(dim: int) -> None:
    """Clairaut's relation: n(r) r sin(angle to the radius) is the same all along (n: the cost, r: the norm)."""
    size0, size1 = (dim**0.5 + torch.tensor(x, dtype=torch.float64) for x in ([-0.6, 0.0, 0.6], [0.3, 0.1, -0.5]))
    angle = torch.tensor([1.5, 2.0, 0.9]).double()
    radii, step = likeliest_radii(size0, size1, angle, dim, 400).numpy(), angle.numpy() / 400
    turned = np.arange(401)[:, None] * step
    corners = np.stack([radii * np.cos(turned), radii * np.sin(turned)])
    ways, middles = np.diff(corners, axis=1), (corners[:, 1:] + corners[:, :-1]) / 2
    swept = (middles[0] * ways[1] - middles[1] * ways[0]) / np.linalg.norm(ways, axis=0)
    kept = -stats.chi.logpdf(np.linalg.norm(middles, axis=0), dim) * swept
    assert (np.ptp(kept, axis=0) < 0.02 * kept.mean(axis=0)).all()
    assert (np.ptp(radii, axis=0) > 0.01).all()


@pytest.mark.parametrize("dim", [32, 512])
def test_its_norms_are_closer_to_the_likeliest_than_the_linear_paths(dim: int) -> None:
    z0, z1 = draw(dim)
    for t in (0.25, 0.5, 0.6):
        off = (NormGuided(f"gaussian:{dim}")(z0, z1, t).norm(dim=-1) - dim**0.5).abs()
        linear = (lerp(z0, z1, t).norm(dim=-1) - dim**0.5).abs()
        assert (off < linear).double().mean() > 0.98
        assert off.mean() < 0.25


def test_it_moves_at_an_even_speed_in_the_plane_of_its_ends() -> None:
    z0, z1 = draw(16)
    line = trace(NormGuided("gaussian:16"), z0, z1, 65)
    steps = line.diff(dim=0).norm(dim=-1)
    assert (steps.amax(0) < 1.01 * steps.amin(0) + 0.05 * steps.mean(0)).all()
    basis, _ = torch.linalg.qr(torch.stack([z0, z1], dim=-1))
    outside = line - (basis @ (basis.mT @ line[..., None]))[..., 0]
    assert outside.abs().max() < 1e-9


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64], ids=str)
def test_ends_reversal_and_shapes(dtype: torch.dtype) -> None:
    path = NormGuided("gaussian:3")
    z0, z1 = torch.randn(2, 4, 5, 3, generator=torch.Generator().manual_seed(0)).to(dtype)
    times = torch.tensor([0.0, 0.125, 0.5, 0.75, 1.0])
    point = path(z0, z1, times)
    assert point.dtype == dtype
    assert torch.equal(point[:, 0], z0[:, 0])
    assert torch.equal(point[:, -1], z1[:, -1])
    back = path(z1, z0, 1 - times)
    torch.testing.assert_close(point, back, rtol=1e-3 if dtype == torch.float16 else 1e-5, atol=1e-5)
    torch.testing.assert_close(point[2, 3], path(z0[2, 3], z1[2, 3], 0.75))
    assert torch.equal(path(z0, z1, 0.5, out=torch.empty_like(z0)), path(z0, z1, 0.5))


def test_there_is_no_jump_near_the_ends() -> None:
    z0, z1 = draw(8)
    torch.testing.assert_close(NormGuided("gaussian:8")(z0, z1, 1e-7), z0, atol=1e-5, rtol=0)
    torch.testing.assert_close(NormGuided("gaussian:8")(z0, z1, 1 - 1e-7), z1, atol=1e-5, rtol=0)


def test_latents_without_a_plane_go_straight() -> None:
    z = draw(4, 20)[0]
    for z0, z1 in ((z, 2 * z), (z, -z), (z, z), (z, 0 * z), (0 * z, z)):
        torch.testing.assert_close(NormGuided("gaussian:4")(z0, z1, 0.3), lerp(z0, z1, 0.3))
    z0, z1 = draw(1, 20)
    torch.testing.assert_close(NormGuided("gaussian:1")(z0, z1, 0.3), lerp(z0, z1, 0.3))


def test_all_latents_that_are_finite_give_finite_ones() -> None:
    path = NormGuided("gaussian:4")
    z = torch.randn(30, 4, generator=torch.Generator().manual_seed(0))
    sizes = torch.tensor([1e-30, 1e-5, 1.0, 1e5, 1e18]).repeat(6)[:, None]
    for shift in range(5):
        assert path(sizes * z, sizes.roll(shift, 0) * z.roll(1, 0), 0.4).isfinite().all()
    bad = torch.cat([z, torch.full((1, 4), torch.nan)])
    point = path(bad, bad.roll(1, 1), 0.4)
    assert torch.equal(point[:-1], path(z, z.roll(1, 1), 0.4))
    assert point[-1].isnan().all()


def test_latents_are_standardised_by_the_source() -> None:
    generator = torch.Generator().manual_seed(0)
    mean, deviation = torch.tensor([5.0, -3.0, 0.0, 1.0]), torch.tensor([0.1, 2.0, 10.0, 1.0])
    source = Empirical(torch.randn(4000, 4, generator=generator) * deviation + mean)
    z0, z1 = torch.randn(2, 50, 4, generator=generator)
    mean, deviation = source.mean().float(), source.covariance().diagonal().sqrt().float()
    expected = NormGuided("gaussian:4")(z0, z1, 0.3) * deviation + mean
    found = NormGuided(source)(z0 * deviation + mean, z1 * deviation + mean, 0.3)
    torch.testing.assert_close((found - mean) / deviation, (expected - mean) / deviation, atol=1e-3, rtol=1e-3)


def test_around_the_origin_where_opposite_latents_are_likely() -> None:
    z0, z1 = torch.tensor([[1.0, 0.0]]), torch.tensor([[math.cos(3.0), math.sin(3.0)]])
    line = trace(NormGuided("gaussian:2", steps=64), z0, z1, 65)
    assert line.norm(dim=-1).min() > 0.7
    assert (line[..., 1] >= 0).all()


def test_another_dimension_is_refused() -> None:
    with pytest.raises(InputError, match="gaussian:3 is for latents of 3 coordinates"):
        NormGuided("gaussian:3")(torch.zeros(4, 2), torch.zeros(4, 2), 0.5)


def test_its_name() -> None:
    assert path_name(NormGuided("ring")) == "NAO"
    assert "steps=8" in repr(NormGuided("ring", steps=8))

"""The spherical path against scipy's, against known answers, and near parallel and opposite vectors."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import geometric_slerp
from torch import Tensor

from advai.paths import lerp, slerp

DTYPES = [torch.float32, torch.float64]


def unit(seed: int, dim: int) -> Tensor:
    z = torch.randn(2, dim, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return z / z.norm(dim=-1, keepdim=True)


def at_angle(angle: float, dim: int = 6, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Two unit vectors (1, dim) at an angle, in float64."""
    u, other = unit(seed, dim)
    side = other - (other @ u) * u
    side = side / side.norm()
    return u[None], (math.cos(angle) * u + math.sin(angle) * side)[None]


@given(
    seed=st.integers(0, 1000), dim=st.integers(2, 20), t=st.floats(0, 1), lengths=st.tuples(*[st.floats(0.1, 9)] * 2)
)
def test_it_is_scipys_on_directions_and_linear_in_lengths(
    seed: int, dim: int, t: float, lengths: tuple[float, float]
) -> None:
    u, v = unit(seed, dim)
    on_sphere = geometric_slerp(u.numpy(), v.numpy(), t)
    # On raw vectors the weights are those of the directions: found by solving for them.
    weights = np.linalg.lstsq(np.stack([u.numpy(), v.numpy()], axis=1), on_sphere, rcond=None)[0]
    expected = weights[0] * lengths[0] * u.numpy() + weights[1] * lengths[1] * v.numpy()
    found = slerp(lengths[0] * u, lengths[1] * v, t)
    np.testing.assert_allclose(found.numpy(), expected, atol=1e-9)


def test_known_answers() -> None:
    x, y = torch.tensor([2.0, 0.0]), torch.tensor([0.0, 3.0])
    torch.testing.assert_close(slerp(x, y, 0.5), torch.tensor([2.0, 3.0]) / math.sqrt(2))
    torch.testing.assert_close(slerp(x, y, 1 / 3), torch.tensor([math.sqrt(3), 1.5]))
    z0, z1 = at_angle(math.pi / 3)
    torch.testing.assert_close(slerp(z0, 2 * z1, 0.5), (z0 + 2 * z1) / math.sqrt(3))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("angle", [1e-8, 1e-5, 1e-3, 3.1e-3, 3.3e-3, 0.1, 1.0, 2.7, 2.9, 3.0, 3.1, 3.12, 3.139])
def test_it_is_accurate_at_every_angle(dtype: torch.dtype, angle: float) -> None:
    z0, z1 = at_angle(angle)
    axis = (z1 - math.cos(angle) * z0) / math.sin(angle)
    for t in (0.0, 0.2, 0.5, 0.9):
        expected = math.cos(t * angle) * z0 + math.sin(t * angle) * axis
        found = slerp(z0.to(dtype), z1.to(dtype), t).double()
        # The direction of the plane is known up to rounding over the distance from the antipodes.
        assert (found - expected).norm() <= 4 * torch.finfo(dtype).eps / (math.pi - angle)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("distance", [0.0, 1e-9, 1e-6, 9e-4, 1.1e-3, 0.01, 0.03])
def test_near_antipodes_the_norm_is_kept(dtype: torch.dtype, distance: float) -> None:
    z0, z1 = (z.to(dtype) for z in at_angle(math.pi - distance))
    for t in torch.linspace(0, 1, 9).tolist():
        for length0, length1 in ((1, 1), (2, 5), (1e20, 1e20), (1e-20, 1e-20)):
            norm = slerp(length0 * z0, length1 * z1, t).double().norm().item()
            assert math.isclose(norm, (1 - t) * length0 + t * length1, rel_tol=1e-3)


def test_between_antipodes_it_moves_steadily_over_a_fixed_orthogonal_direction() -> None:
    z = unit(5, 4)[:1]
    for other in (-z, -z * (1 + 1e-9), -3 * z):
        points = torch.cat([slerp(z, other, k / 32) for k in range(33)])
        directions = points / points.norm(dim=-1, keepdim=True)
        angles = torch.rad2deg((directions[1:] * directions[:-1]).sum(-1).arccos())
        torch.testing.assert_close(angles, torch.full_like(angles, 180 / 32), atol=1e-3, rtol=0)
        assert abs((directions[16] * z).sum()) < 1e-6
    assert torch.equal(slerp(z, -z, 0.5), slerp(z, -z, 0.5))
    torch.testing.assert_close(slerp(z, -z, 0.5), slerp(-z, z, 0.5))


def test_halves_of_opposite_rounded_latents_are_not_zero() -> None:
    z = torch.randn(100, 512, generator=torch.Generator().manual_seed(0)).bfloat16()
    middle = slerp(z, -z, 0.5).float().norm(dim=-1)
    torch.testing.assert_close(middle, z.float().norm(dim=-1), rtol=0.01, atol=0)


def test_it_is_linear_where_there_is_no_angle() -> None:
    z = torch.randn(50, 6, generator=torch.Generator().manual_seed(0))
    times = torch.linspace(0.05, 0.95, 50)
    torch.testing.assert_close(slerp(z, z, times), z)
    torch.testing.assert_close(slerp(z, 4 * z, times), lerp(z, 4 * z, times))
    torch.testing.assert_close(slerp(z, 0 * z, times), lerp(z, 0 * z, times))
    torch.testing.assert_close(slerp(0 * z, z, times), lerp(0 * z, z, times))
    assert torch.equal(slerp(0 * z, 0 * z, times), 0 * z)


def test_in_one_dimension_it_is_linear() -> None:
    z0, z1 = torch.tensor([[1.0], [2.0]]), torch.tensor([[-1.0], [3.0]])
    assert torch.equal(slerp(z0, z1, 0.3), lerp(z0, z1, 0.3))


@given(seed=st.integers(0, 100), power=st.integers(-118, 120))
def test_a_common_power_of_two_passes_through(seed: int, power: int) -> None:
    z0, z1 = torch.randn(2, 8, 5, generator=torch.Generator().manual_seed(seed))
    scale = torch.ldexp(torch.tensor(1.0), torch.tensor(power)).item()
    expected = slerp(z0, z1, 0.3).double() * scale
    assert (slerp(z0 * scale, z1 * scale, 0.3) - expected).abs().max() <= 1e-6 * scale + 1e-45


def test_one_chunk_with_a_rare_pair_has_the_others_to_the_bit() -> None:
    z0, z1 = torch.randn(2, 100, 64, generator=torch.Generator().manual_seed(0))
    alone = slerp(z0, z1, 0.3)
    rare0, rare1 = torch.cat([z0, z0[:1]]), torch.cat([z1, -z0[:1]])
    assert torch.equal(slerp(rare0, rare1, 0.3)[:-1], alone)


def test_gaussian_norms_are_kept_at_the_middle_in_high_dimension() -> None:
    z0, z1 = torch.randn(2, 5000, 512, generator=torch.Generator().manual_seed(0))
    norms = slerp(z0, z1, 0.5).norm(dim=-1)
    # Published: 22.62 with deviation 0.500, where a fresh latent has 22.63 and 0.705.
    assert math.isclose(norms.mean().item(), 22.62, abs_tol=0.03)
    assert math.isclose(norms.std().item(), 0.5, abs_tol=0.02)

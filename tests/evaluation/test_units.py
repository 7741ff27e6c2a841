"""The units of a measurement: after them latents have mean 0 and deviation 1, whatever they were."""

import numpy as np
import pytest
import torch

from advai.evaluation.units import LEAST_NORM_DEVIATION, units_of


def latents(count: int = 2_000, dim: int = 4) -> torch.Tensor:
    z = torch.randn(count, dim, generator=torch.Generator().manual_seed(0))
    return 100 + z * torch.tensor([0.01, 1.0, 5.0, 300.0][:dim])


def test_latents_have_mean_0_and_deviation_1() -> None:
    standard = units_of(latents(), seed=0).standardise(latents())
    assert standard.dtype == np.float32
    np.testing.assert_allclose(standard.mean(axis=0), 0, atol=2e-3)
    np.testing.assert_allclose(standard.std(axis=0), 1, atol=2e-3)


def test_moving_and_stretching_the_latents_changes_no_unit() -> None:
    plain, moved = units_of(latents(), seed=0), units_of(latents() * 7 - 3, seed=0)
    assert (plain.norm, plain.width) == pytest.approx((moved.norm, moved.width), rel=1e-3)
    np.testing.assert_array_equal(plain.directions, moved.directions)


def test_norm_is_the_deviation_of_the_norms() -> None:
    units = units_of(latents(), seed=0)
    assert units.norm == pytest.approx(np.linalg.norm(units.standardise(latents()), axis=1).std(), rel=1e-4)


def test_latents_on_a_sphere_have_a_unit_of_the_norm() -> None:
    corners = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]).repeat(25, 1)
    assert units_of(corners, seed=0).norm == pytest.approx(LEAST_NORM_DEVIATION * np.sqrt(2), rel=1e-4)


def test_a_coordinate_without_deviation_is_left_in_its_own() -> None:
    flat = torch.cat([latents(dim=2), torch.full((2_000, 1), 3.0)], dim=1)
    standard = units_of(flat, seed=0).standardise(flat)
    assert np.isfinite(standard).all()
    np.testing.assert_array_equal(standard[:, 2], 0)

"""Perceptual path length: known answers, no NaN on the pairs that trap others, and the straight line as its floor."""

import numpy as np
import pytest
import torch
from torch import Tensor

from advai.distributions import Empirical, Gaussian, Uniform
from advai.evaluation import FeatureNetwork, perceptual_path_length
from advai.evaluation.perceptual_length import squared_speeds
from advai.paths import Matched, lerp, nlerp, slerp

FLAT = FeatureNetwork(embed=lambda x: x.flatten(1), stamp={"network": "pixels"})
LAW = Uniform(12)


def linear(z: Tensor) -> Tensor:
    """A linear decoder to (images, 1, 3, 4), within [-1, 1] for the law."""
    return 0.5 * z.reshape(-1, 1, 3, 4)


def pairs(count: int = 400) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    return LAW.sample(count, generator), LAW.sample(count, generator)


def test_of_a_linear_decoder_it_is_the_squared_chord_at_every_t() -> None:
    z0, z1 = pairs()
    found = squared_speeds(lerp, z0, z1, torch.rand(400, generator=torch.Generator().manual_seed(1)), linear, FLAT)
    np.testing.assert_allclose(found, (0.5 * (z1 - z0)).square().sum(dim=1), rtol=2e-3)


def test_the_mean_is_the_laws_own_and_meets_its_floor() -> None:
    """E |z1 - z0|^2 = 2 d / 3 for the uniform law."""
    made = perceptual_path_length(lerp, LAW, linear, FLAT, pairs=4000, seed=0, stamp={})
    assert made.value is not None and made.error is not None and made.floor is not None
    assert made.floor == pytest.approx(0.25 * 2 * 12 / 3, rel=0.03)
    assert made.value == pytest.approx(made.floor, rel=0.03)
    assert made.conditions["mean_of_all"] == pytest.approx(made.floor, rel=1e-3)


def test_a_path_that_moves_unevenly_is_longer_than_its_floor() -> None:
    """t^2 in place of t: E (2 t)^2 = 4 / 3 of it, and 0 at the end."""

    def late(z0: Tensor, z1: Tensor, t: Tensor | float) -> Tensor:
        return lerp(z0, z1, t * t)

    made = perceptual_path_length(late, LAW, linear, FLAT, pairs=4000, seed=0, stamp={})
    assert made.floor is not None
    assert made.conditions["mean_of_all"] == pytest.approx(4 / 3 * made.floor, rel=0.05)
    still = perceptual_path_length(late, LAW, linear, FLAT, pairs=200, seed=0, end=True, stamp={})
    assert still.value == pytest.approx(0, abs=1e-3)
    assert still.floor is None


@pytest.mark.parametrize("path", [lerp, slerp, nlerp, Matched(Gaussian(12))])
def test_parallel_opposite_and_equal_pairs_are_finite(path: object) -> None:
    z = torch.randn(50, 12, generator=torch.Generator().manual_seed(0))
    for other in (z, 2 * z, -z, torch.zeros_like(z)):
        found = squared_speeds(path, z, other, torch.linspace(0, 1, 50), linear, FLAT)
        assert np.isfinite(found).all()
    assert np.abs(squared_speeds(lerp, z, z.clone(), torch.linspace(0, 1, 50), linear, FLAT)).max() < 1e-6


def test_the_same_seed_gives_the_same_pairs_to_every_path_and_held_out_rows_are_used() -> None:
    codes = Empirical(LAW.sample(300, torch.Generator().manual_seed(3)).numpy(), holdout=0.5, name="codes")
    first, again = (
        perceptual_path_length(path, codes, linear, FLAT, pairs=75, seed=4, stamp={"network": "pixels"})
        for path in (lerp, nlerp)
    )
    assert first.floor == again.floor
    assert first.conditions["pairs"] == 75 and first.conditions["network"] == "pixels"

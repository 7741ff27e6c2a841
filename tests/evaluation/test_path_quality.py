"""Quality along a path: a path that keeps the law is as good as fresh latents, one that leaves it is worse."""

import numpy as np
import pytest
import torch
from torch import Tensor

from advai.data.image_set import held_images
from advai.distributions import Empirical, Gaussian
from advai.evaluation import (
    FIGURES,
    FeatureNetwork,
    pairs_in,
    quality_along,
    quality_of_samples,
    ratio_to,
    real_images,
)
from advai.evaluation.path_quality import over_draws
from advai.paths import Matched, lerp
from advai.results import Measured

LAW = Gaussian(4)
FLAT = FeatureNetwork(embed=lambda x: x.flatten(1), stamp={"network": "pixels"})


def decode(z: Tensor) -> Tensor:
    return (z / 4).clamp(-1, 1).reshape(-1, 1, 2, 2)


@pytest.fixture(scope="module")
def real() -> object:
    pixels = decode(LAW.sample(400, torch.Generator().manual_seed(9)))
    bytes_ = ((pixels + 1) * 127.5).round().to(torch.uint8)
    images = held_images("law", bytes_, labels=None, classes=None)
    return real_images(FLAT, images, torch.arange(400), stamp={"network": "pixels"}, seed=0)


def test_what_keeps_the_law_is_within_what_fresh_latents_reach_and_the_linear_path_is_not(real: object) -> None:
    fresh = quality_of_samples(LAW, decode, real, count=400, seed=0)
    kept, left = (
        quality_along(path, LAW, decode, real, times=(0.0, 0.5), count=400, seed=0) for path in (Matched(LAW), lerp)
    )
    assert set(fresh) == set(kept[0.5]) == set(FIGURES)
    low, high = fresh["frechet"].interval
    assert low <= kept[0.5]["frechet"].value <= high
    assert left[0.5]["frechet"].value > 3 * high
    assert left[0.5]["coverage"].value < fresh["coverage"].interval[0]
    # Both paths begin at the same latents.
    assert left[0.0]["frechet"].value == pytest.approx(kept[0.0]["frechet"].value)
    assert ratio_to(left[0.5]["frechet"], fresh["frechet"]).value > 3
    assert ratio_to(fresh["frechet"], fresh["frechet"]).value == 1


def test_the_linear_midpoint_has_the_distance_that_is_known(real: object) -> None:
    """Variance 1/2 in place of 1: d (1 - sqrt(1/2))^2 / 16 in these pixels."""
    left = quality_along(lerp, LAW, decode, real, times=(0.5,), count=1200, seed=1)
    assert left[0.5]["frechet"].value == pytest.approx(4 * (1 - np.sqrt(0.5)) ** 2 / 16, rel=0.15)


def test_draws_are_put_together_by_student() -> None:
    draws = [{"frechet": Measured(value=v, floor=0.5, conditions={"made": 9})} for v in (1.0, 2.0, 3.0)]
    mean = over_draws(draws, more=None)["frechet"]
    assert (mean.value, mean.floor, mean.error) == (2.0, 0.5, pytest.approx(1 / np.sqrt(3)))
    assert mean.interval == pytest.approx((2 - 4.3027 / np.sqrt(3), 2 + 4.3027 / np.sqrt(3)), rel=1e-4)
    more = over_draws(draws, more=3)["frechet"]
    assert more.interval[1] - 2 == pytest.approx(4.3027 * np.sqrt(2 / 3), rel=1e-4)
    assert mean.conditions["draws"] == [1.0, 2.0, 3.0] and mean.conditions["made"] == 9


def test_of_given_latents_only_held_out_rows_are_paired() -> None:
    codes = Empirical(LAW.sample(100, torch.Generator()).numpy(), holdout=0.5, name="codes")
    assert pairs_in(codes, 1000) == 25
    assert pairs_in(codes, 10) == 10
    assert pairs_in(LAW, 1000) == 1000

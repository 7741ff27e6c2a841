"""Planted faults: a critic beyond all bounds, and generators that give one image, or leave kinds of images out."""

from typing import Any

import pytest
import torch

from advai.config import TrainingStopped
from advai.data import open_images, to_floats
from advai.training.gan_sentinels import check_critic, collapse_of, compared

from .conftest import small_gan


def digits(split: str) -> tuple[torch.Tensor, torch.Tensor]:
    images = open_images("digits", split, size=16)
    labels = torch.from_numpy(images.needed_labels("this test"))[:512]
    return to_floats(images.images(torch.arange(512))), labels


def test_an_estimate_that_no_two_images_can_have_stops_the_run() -> None:
    config = small_gan("wgan")
    furthest = 2 * 8  # |x - y| of 8 x 8 values in [-1, 1]
    assert check_critic({"estimate": 9 * furthest}, config, 7) is None
    for estimate in (11 * furthest, -11 * furthest):
        with pytest.raises(
            TrainingStopped, match=r"at step 7: the critic's estimate .* than 16: the critic has diverged"
        ):
            check_critic({"estimate": estimate}, config, 7)


def test_real_images_cover_real_images() -> None:
    x, _ = digits("train")
    found = compared(x[:256], x[256:])
    assert min(found.values()) > 0.7
    assert collapse_of(found, 1.0) == {}


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_one_image_for_all_is_a_collapse(noise: float) -> None:
    x, _ = digits("train")
    for single in (x[256], x[:256].mean(0)):
        made = single + noise * torch.randn(256, 1, 16, 16, generator=torch.Generator().manual_seed(0))
        found = compared(x[:256], made)
        assert "the generator has collapsed" in collapse_of(found, 1.0)["collapse"]


def test_one_class_for_all_lowers_both_and_half_of_the_budget_is_given_to_learn() -> None:
    x, _ = digits("train")
    test, test_labels = digits("test")
    ones = test[test_labels == 1].repeat(8, 1, 1, 1)[:256]
    blurred = ones + 0.05 * torch.randn(ones.shape, generator=torch.Generator().manual_seed(0))
    found = compared(x[:256], blurred)
    assert max(found.values()) < 0.3
    assert collapse_of({"coverage": 0.01, "recall": 0.9}, 0.4) == {}
    assert "1% have samples" in collapse_of({"coverage": 0.01, "recall": 0.9}, 0.5)["collapse"]


def test_noise_is_no_cover() -> None:
    x, _ = digits("train")
    made = torch.rand(256, 1, 16, 16, generator=torch.Generator().manual_seed(0)) * 2 - 1
    assert min(compared(x[:256], made).values()) < 0.05


def values(**changes: Any) -> dict[str, float]:
    return {"coverage": 0.5, "recall": 0.5, **changes}


def test_either_of_the_two_is_enough() -> None:
    assert collapse_of(values(), 1.0) == {}
    assert collapse_of(values(coverage=0.05), 1.0) and collapse_of(values(recall=0.05), 1.0)

"""The embedded digits: the collection's known facts, and a split that is fixed, stratified and at random."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits

from advai.config import InputError
from advai.data import read_digits
from advai.data.digits import held_out_rows


def test_every_digit_is_in_one_of_the_two_parts() -> None:
    digits = read_digits()
    assert len(digits.train_images) == len(digits.train_labels) == 1078
    assert len(digits.held_out_images) == len(digits.held_out_labels) == 719
    both = torch.cat([digits.train_images, digits.held_out_images]).flatten(1)
    original = torch.from_numpy(load_digits().data).float() / 8 - 1
    assert sorted(map(tuple, both.tolist())) == sorted(map(tuple, original.tolist()))


def test_images_stay_beside_their_labels() -> None:
    digits = read_digits()
    images, labels = load_digits(return_X_y=True)
    known = {tuple(image): label for image, label in zip(images, labels, strict=True)}
    for image, label in zip(digits.held_out_images, digits.held_out_labels, strict=True):
        assert known[tuple(((image + 1) * 8).flatten().double().tolist())] == label


def test_values_fill_the_range_and_ink_is_high() -> None:
    images = read_digits().train_images
    assert images.dtype == torch.float32
    assert (images.min(), images.max()) == (-1.0, 1.0)
    assert images[:, 0, 0].mean() < -0.9  # a corner is paper
    assert images[:, 2:6, 2:6].mean() > images.mean()


@pytest.mark.parametrize("share", [0.1, 0.25, 0.4])
def test_every_class_gives_its_share(share: float) -> None:
    digits = read_digits(held_out=share)
    apart = torch.bincount(digits.held_out_labels, minlength=10)
    total = apart + torch.bincount(digits.train_labels, minlength=10)
    assert ((apart - share * total).abs() <= 0.5).all()


def test_the_split_never_changes() -> None:
    labels = load_digits().target
    assert np.flatnonzero(held_out_rows(labels, 0.4))[:12].tolist() == FIRST_HELD_OUT
    a, b = read_digits(), read_digits()
    assert torch.equal(a.held_out_images, b.held_out_images)
    assert torch.equal(a.train_labels, b.train_labels)


def test_held_out_rows_come_from_everywhere_in_the_file() -> None:
    """Rows are sorted by writer: a split by position would hold out whole writers."""
    apart = held_out_rows(load_digits().target, 0.4)
    by_tenth = [part.mean() for part in np.array_split(apart, 10)]
    assert 0.25 < min(by_tenth) <= max(by_tenth) < 0.55


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 1.5, float("nan"), 0.001, 0.999])
def test_a_share_that_leaves_nothing_is_refused(share: float) -> None:
    with pytest.raises(InputError, match=r"use 0\.4"):
        read_digits(held_out=share)


FIRST_HELD_OUT = [3, 5, 7, 9, 13, 14, 16, 18, 19, 20, 22, 23]

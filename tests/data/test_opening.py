"""Sets of images by their names, and names that are none."""

from pathlib import Path

import numpy as np
import pytest
import torch

from advai.config import InputError
from advai.data import open_images, read_digits, to_floats


def test_the_digits_are_those_that_are_read() -> None:
    digits = read_digits()
    train, test = (open_images("digits", split) for split in ("train", "test"))
    assert (train.count, test.count, train.size, train.channels) == (1078, 719, 8, 1)
    torch.testing.assert_close(
        to_floats(train.images(np.arange(1078)))[:, 0], digits.train_images, atol=1 / 250, rtol=0
    )
    torch.testing.assert_close(
        to_floats(test.images(np.arange(719)))[:, 0], digits.held_out_images, atol=1 / 250, rtol=0
    )
    assert test.needed_labels("this").tolist() == digits.held_out_labels.tolist()
    assert train.classes == tuple("0123456789")


def test_the_digits_in_another_size() -> None:
    images = open_images("digits", "test", size=32, channels=3).images(np.array([0, 5]))
    assert images.shape == (2, 3, 32, 32)
    small = open_images("digits", "test").images(np.array([0, 5])).float()
    assert abs(images[:, 0].float().mean((1, 2)) - small.mean((1, 2, 3))).max() < 6


@pytest.mark.parametrize(
    ("data", "split", "options", "words"),
    [
        ("parqet:data", "train", {}, "unknown data 'parqet': did you mean 'parquet'"),
        ("nothing like it", "train", {}, "unknown data .* Known: digits, lines, parquet, folder, hub"),
        ("folder:", "train", {}, "folder needs a place, but 'folder:' was given: write folder:DIR"),
        ("hub", "train", {}, "hub needs a place, but 'hub' was given: write hub:NAME"),
        ("digits:8", "train", {}, "digits come with advai and take no place, but 'digits:8' was given"),
        ("digits", "tset", {}, "unknown split 'tset': did you mean 'test'"),
        ("digits", "test", {"broken": "ignore"}, "unknown treatment of broken images 'ignore'"),
        ("digits", "test", {"size": 0}, "must be 1 pixel or more, but 0"),
        ("digits", "test", {"channels": 4}, "images have 1 channel .* or 3 .*, but 4 was given"),
    ],
)
def test_what_cannot_be_opened(data: str, split: str, options: dict[str, int], words: str) -> None:
    with pytest.raises(InputError, match=words):
        open_images(data, split, **options)


@pytest.mark.parametrize("size", [32.0, True, "32"])
def test_a_size_is_a_whole_number(size: object) -> None:
    with pytest.raises(TypeError, match="size"):
        open_images("digits", "test", size=size)


def test_a_folder_alone_does_not_say_of_what(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"write folder:{tmp_path} for image files, or parquet:{tmp_path}"):
        open_images(str(tmp_path), "train")

"""What identifies a set of images: the same wherever it lies, another for other images."""

from pathlib import Path

import numpy as np
import pytest
import torch

from advai.data import identity, open_images, place_free
from advai.data.image_set import held_images


@pytest.mark.parametrize(
    ("name", "free"),
    [
        ("digits", "digits"),
        ("parquet:/home/me/mnist", "parquet:mnist"),
        ("folder:faces/", "folder:faces"),
        ("hub:ylecun/mnist", "hub:ylecun/mnist"),
    ],
)
def test_the_place_is_left_out(name: str, free: str) -> None:
    assert place_free(name) == free


def test_the_folder_that_one_is_in_is_named_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert place_free("folder:.") == f"folder:{tmp_path.name}"


def test_labels_tell_sets_apart_and_without_them_images_do() -> None:
    pixels = torch.zeros(100, 1, 4, 4, dtype=torch.uint8)
    labels = np.arange(100) % 7

    def of(pixels: torch.Tensor, labels: np.ndarray | None) -> str:
        return identity(held_images("any", pixels, labels=labels, classes=None))["sha256"]

    assert of(pixels, labels) == of(pixels + 1, labels.copy())
    assert of(pixels, labels) != of(pixels, labels[::-1].copy())
    assert of(pixels, None) == of(pixels.clone(), None) != of(pixels + 1, None)
    assert identity(open_images("digits", "test"))["count"] == open_images("digits", "test").count

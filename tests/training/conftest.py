"""Small runs on small images, in memory."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from advai.config import built, merged, plain_values
from advai.data import ImageSet
from advai.recipes import FAMILY, GANS
from advai.training.gan_config import GanConfig
from advai.training.image_run import train_on_images
from advai.training.run_config import RunConfig

CPU = torch.device("cpu")
SMALL = {
    "samples": 16 * 12,
    "batch": 16,
    "precision": "float32",
    "logger": "none",
    "log_steps": 1,
    "network": {"depth": 4},
    "learning_rate": 1e-3,
}
SMALL_GAME = {"batch": 32, "steps": 8, "path": {"correction": {"width": 16}}, "critic": {"width": 16}}

Train = Callable[..., Path]


def small_images(count: int = 64, *, size: int = 8, channels: int = 1, labels: bool = True) -> ImageSet:
    """Bright squares at random places on dark ground; the label says in which half."""
    generator = np.random.default_rng(0)
    pixels = torch.zeros(count, channels, size, size, dtype=torch.uint8)
    left = generator.integers(0, size - 3, count)
    for image, place in zip(pixels, left, strict=True):
        image[:, 2:5, place : place + 3] = 200
    classes = ("left", "right") if labels else None
    halves = (left >= (size - 3) / 2).astype(np.int64) if labels else None
    return ImageSet(
        name="squares",
        count=count,
        channels=channels,
        size=size,
        classes=classes,
        draw=lambda rows: pixels[torch.from_numpy(np.asarray(rows))],
        all_labels=halves,
    )


def small_config(recipe: str, images: ImageSet | None = None, **changes: Any) -> RunConfig:
    """The recipe in small; `changes` are nested settings."""
    base = FAMILY[recipe](images or small_images())
    small: dict[str, Any] = dict(SMALL)
    if base.correction is not None:
        small["correction"] = {"recent": 64, "training": SMALL_GAME}
    values = merged(merged(plain_values(base), small), changes)
    return dataclasses.replace(built(RunConfig, values), recipe=recipe)


def small_gan(recipe: str, images: ImageSet | None = None, **changes: Any) -> GanConfig:
    """The recipe of a GAN in small; `changes` are nested settings."""
    network = {"depth": 4, "widest": 8, "latent": 6}
    base = GANS[recipe](images or small_images())
    values = merged(merged(plain_values(base), {**SMALL, "network": network}), changes)
    return dataclasses.replace(built(GanConfig, values), recipe=recipe)


@pytest.fixture
def train(tmp_path: Path) -> Train:
    """Trains a recipe in small into a folder of that name, and gives the folder."""

    def trained(
        recipe: str, name: str, *, resume: bool = False, images: ImageSet | None = None, **changes: Any
    ) -> Path:
        images = images or small_images()
        small = small_gan if recipe in GANS else small_config
        config = small(recipe, images, **changes)
        out = tmp_path / name
        train_on_images(config, images, images, out, device=CPU, resume=resume, progress=False)
        return out

    return trained

"""Training the small autoencoder: reconstruct clean images from noisy, slightly moved ones.

The loss is the mean squared error of `decode(encode(x + noise))` against `x`. Noise and small movements make held-out
images come out as well as possible and let their latents have the law of the training images' latents; the noise also
draws images of one kind together. There is no term on the latents: their law stays the data's own.
"""

import math

import torch
from jaxtyping import Float
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import Tensor
from torch.nn import functional

from ..config import InputError, counter_generator
from ..models import Autoencoder, AutoencoderConfig
from .threads import threads_for

Images = Float[Tensor, "images 8 8"]

TURN, STRETCH, SHEAR, SHIFT = 0.045, 0.024, 0.045, 0.036
"""Movements at `movement` 1, drawn evenly from plus and minus these: radians, shares, halves of the image's side."""


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class AutoencoderTrainingConfig:
    """How the autoencoder is trained; `noise` is the input noise's deviation on images in [-1, 1].

    The step size rises over `warm_up` steps, then falls to zero along a cosine.
    """

    network: AutoencoderConfig = AutoencoderConfig()
    steps: int = Field(default=1500, ge=1)
    batch: int = Field(default=128, ge=1)
    noise: float = Field(default=0.3, ge=0)
    movement: float = Field(default=1.0, ge=0)
    learning_rate: float = Field(default=4e-3, gt=0)
    weight_decay: float = Field(default=1e-4, ge=0)
    warm_up: int = Field(default=100, ge=1)
    seed: int = 0


def train_autoencoder(images: Images, config: AutoencoderTrainingConfig = AutoencoderTrainingConfig()) -> Autoencoder:  # noqa: B008
    """An autoencoder of these images (in [-1, 1], on the CPU); the same seed gives the same weights on one machine.

    Raises `InputError` for no images, or values that are not in [-1, 1].
    """
    if len(images) == 0 or not bool((images.abs() <= 1).all()):
        raise InputError("expected at least one image, all values in [-1, 1]: scale them first, as read_digits does.")
    with threads_for(config.network.width):
        network = Autoencoder(config.network, counter_generator(config.seed, "autoencoder"))
        optimiser = torch.optim.AdamW(
            network.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay, fused=True
        )
        for step in range(config.steps):
            optimiser.param_groups[0]["lr"] = step_size(config, step)
            draw = counter_generator(config.seed, "autoencoder", step)
            chosen = images[torch.randint(len(images), (config.batch,), generator=draw)]
            target = moved(chosen, config.movement, draw)
            noisy = target + config.noise * torch.randn(target.shape, generator=draw)
            loss = functional.mse_loss(network(noisy), target)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return network.eval()


def step_size(config: AutoencoderTrainingConfig, step: int) -> float:
    """The step size at `step`: a linear rise, under a cosine that ends at zero."""
    rise = min(1.0, (step + 1) / config.warm_up)
    return config.learning_rate * rise * (1 + math.cos(math.pi * step / config.steps)) / 2


def moved(images: Images, movement: float, generator: torch.Generator) -> Images:
    """Every image turned, stretched, sheared and shifted by a little of its own; paper (-1) comes in from outside."""
    if movement == 0:
        return images
    turn, stretch, shear, right, down = movement * (2 * torch.rand(5, len(images), generator=generator) - 1)
    turn, stretch, shear = TURN * turn, 1 + STRETCH * stretch, SHEAR * shear
    across = torch.stack([stretch * turn.cos(), shear - turn.sin(), SHIFT * right], dim=1)
    along = torch.stack([turn.sin(), stretch * turn.cos(), SHIFT * down], dim=1)
    grid = functional.affine_grid(torch.stack([across, along], dim=1), [len(images), 1, 8, 8], align_corners=False)
    return functional.grid_sample(images[:, None] + 1, grid, align_corners=False)[:, 0] - 1

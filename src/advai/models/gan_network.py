"""The size of a GAN's two networks, and the generator's mapping network: what all kinds of them share."""

from typing import Literal, NamedTuple

import torch
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import nn

from ..config import InputError
from ..shapes import Points
from .equalised import EqualisedLinear
from .feature_statistics import pixel_norm

SMALLEST = 4
"""Rows and columns of the maps that a generator begins with and a critic ends with."""
LEAST = 8


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class GanNetworkConfig:
    """Both networks of a GAN on images `(channels, size, size)`, size a power of two, from latents `(latent,)`.

    `kind`: `dcgan` (strided convolutions), `residual` (residual blocks) or `progressive` (grown, Karras et al. 2018).
    `depth`: maps at the full size, twice as many at each halving, but never more than `widest`.
    `mapping`: layers between a latent and the intermediate latent that images are made of, 0 for none.
    `group`: samples of which the progressive critic sees the deviation.
    """

    kind: Literal["dcgan", "residual", "progressive"] = "dcgan"
    size: int
    channels: int = Field(default=1, ge=1)
    latent: int = Field(default=128, ge=2)
    depth: int = Field(default=32, ge=1)
    widest: int = Field(default=256, ge=1)
    mapping: int = Field(default=0, ge=0, le=8)
    group: int = Field(default=4, ge=2)

    def __post_init__(self) -> None:
        check_gan_size(self.size)

    def maps(self, size: int) -> int:
        """Feature maps where images are `size` pixels wide."""
        return min(self.widest, self.depth * self.size // size)

    @property
    def sizes(self) -> list[int]:
        """All sizes from 4 pixels to the full one."""
        return [SMALLEST << level for level in range((self.size // SMALLEST).bit_length())]


def check_gan_size(size: int) -> None:
    """Raise `InputError` for a size of images that no GAN makes."""
    if size < LEAST or size & (size - 1):
        raise InputError(
            f"a GAN makes images whose size is a power of two, {LEAST} or more, but {size} was asked for: "
            f"use {next_gan_size(size)}, which the images are then brought to."
        )


def next_gan_size(size: int) -> int:
    """The smallest size of a GAN's images that is no smaller."""
    return max(LEAST, 1 << max(size - 1, 0).bit_length())


class Phase(NamedTuple):
    """How far a network is grown: to images of `size`, of which the last doubling counts `alpha` in [0, 1]."""

    size: int
    alpha: float


class Mapping(nn.Module):
    """The intermediate latents of latents, of as many coordinates: their pixel norm where asked, then the layers."""

    def __init__(self, dim: int, layers: int, generator: torch.Generator, *, normalised: bool) -> None:
        super().__init__()
        self.normalised = normalised
        self.layers = nn.ModuleList(EqualisedLinear(dim, dim, generator) for _ in range(layers))
        self.activation = nn.LeakyReLU(0.2)

    def forward(self, z: Points) -> Points:
        """The intermediate latent of each row."""
        w = pixel_norm(z) if self.normalised else z
        for layer in self.layers:
            w = self.activation(layer(w))
        return w

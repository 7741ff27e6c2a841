"""Encoder, decoder and critic of images: ACAI's network (Berthelot et al. 2018), and a residual one for larger images.

`acai`      1x1 convolution to `depth`; per scale two 3x3 convolutions of `depth << scale` and 2x2 average pooling;
            3x3 to `depth << scales`; 3x3 to `latent` channels, linear. The decoder is its mirror with nearest
            upsampling; leaky ReLU 0.2 after all 3x3 convolutions but the last.
`residual`  3x3 convolution to `depth`; per scale a residual block and 2x2 average pooling, and a block at the end.

Codes are maps of `latent` channels, and leave the encoder flat.
"""

import itertools
from typing import Literal

import torch
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import nn

from ..config import InputError
from ..shapes import Images, Points
from .joined import JoinedConvolutions
from .residual import ResidualBlock, convolution, initialise_convolutions

SLOPE = 0.2
WIDEST = 8
"""The residual network's channels are at most so many times its depth."""


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class ImageNetworkConfig:
    """The size of the networks: images `(channels, size, size)`, codes `(latent, size >> scales, size >> scales)`."""

    kind: Literal["acai", "residual"] = "acai"
    size: int = Field(ge=4)
    channels: int = Field(default=1, ge=1)
    depth: int = Field(default=16, ge=1)
    scales: int = Field(default=3, ge=1, le=10)
    latent: int = Field(default=2, ge=1)

    def __post_init__(self) -> None:
        if self.size % (1 << self.scales):
            raise InputError(
                f"images of size {self.size} cannot be halved {self.scales} times: "
                f"use a size that is a multiple of {1 << self.scales}, or fewer scales."
            )

    @property
    def width(self) -> int:
        """Rows and columns of a code."""
        return self.size >> self.scales

    @property
    def dim(self) -> int:
        """Coordinates of a code."""
        return self.latent * self.width**2


class Encoder(nn.Module):
    """Images to flat codes. It is also the image critic's shape: its code is then a map of predicted coefficients."""

    def __init__(self, config: ImageNetworkConfig, generator: torch.Generator) -> None:
        super().__init__()
        layers = _acai_encoder(config) if config.kind == "acai" else _residual_encoder(config)
        self.layers = nn.Sequential(*layers)
        initialise_convolutions(self, generator, SLOPE)

    def forward(self, x: Images) -> Points:
        """The code of each image, float32."""
        return self.layers(x.contiguous(memory_format=torch.channels_last)).float().flatten(1)


class Decoder(nn.Module):
    """Flat codes to images; nothing bounds their values."""

    def __init__(self, config: ImageNetworkConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.code = (config.latent, config.width, config.width)
        layers = _acai_decoder(config) if config.kind == "acai" else _residual_decoder(config)
        self.layers = nn.Sequential(*layers)
        initialise_convolutions(self, generator, SLOPE)

    def forward(self, z: Points) -> Images:
        """The image of each code, float32."""
        return self.layers(z.unflatten(1, self.code).contiguous(memory_format=torch.channels_last)).float()


def _acai_encoder(config: ImageNetworkConfig) -> list[nn.Module]:
    layers: list[nn.Module] = [JoinedConvolutions(config.channels, config.depth, config.depth), nn.LeakyReLU(SLOPE)]
    width = config.depth
    for scale in range(config.scales):
        if scale:
            layers += _activated(width, config.depth << scale)
        layers += _activated(config.depth << scale, config.depth << scale)
        layers.append(nn.AvgPool2d(2))
        width = config.depth << scale
    return [*layers, *_activated(width, config.depth << config.scales), convolution(width * 2, config.latent, 3)]


def _acai_decoder(config: ImageNetworkConfig) -> list[nn.Module]:
    layers: list[nn.Module] = []
    width = config.latent
    for scale in reversed(range(config.scales)):
        layers += [*_activated(width, config.depth << scale), *_activated(config.depth << scale, config.depth << scale)]
        layers.append(nn.Upsample(scale_factor=2, mode="nearest"))
        width = config.depth << scale
    return [*layers, *_activated(width, config.depth), convolution(config.depth, config.channels, 3)]


def _activated(channels_in: int, channels_out: int) -> list[nn.Module]:
    return [convolution(channels_in, channels_out, 3), nn.LeakyReLU(SLOPE)]


def _residual_encoder(config: ImageNetworkConfig) -> list[nn.Module]:
    widths = _residual_widths(config)
    layers: list[nn.Module] = [convolution(config.channels, widths[0], 3)]
    for width, following in itertools.pairwise(widths):
        layers += [ResidualBlock(width, following, SLOPE), nn.AvgPool2d(2)]
    layers += [ResidualBlock(widths[-1], widths[-1], SLOPE), nn.LeakyReLU(SLOPE)]
    return [*layers, convolution(widths[-1], config.latent, 3)]


def _residual_decoder(config: ImageNetworkConfig) -> list[nn.Module]:
    widths = _residual_widths(config)[::-1]
    layers: list[nn.Module] = [convolution(config.latent, widths[0], 3)]
    for width, following in itertools.pairwise(widths):
        layers += [ResidualBlock(width, following, SLOPE), nn.Upsample(scale_factor=2, mode="nearest")]
    layers += [ResidualBlock(widths[-1], widths[-1], SLOPE), nn.LeakyReLU(SLOPE)]
    return [*layers, convolution(widths[-1], config.channels, 3)]


def _residual_widths(config: ImageNetworkConfig) -> list[int]:
    return [config.depth * min(WIDEST, 1 << scale) for scale in range(config.scales + 1)]

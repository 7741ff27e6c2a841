"""Generators and critics of plain GANs: DCGAN's strided convolutions (Radford et al. 2016), or residual blocks.

`dcgan`     a linear layer to 4 x 4, then 4x4 convolutions that double (in the critic: halve) the size each.
`residual`  a linear layer to 4 x 4, then a residual block and a doubling (halving) each, 3x3 convolutions at both ends
            (Gulrajani et al. 2017).

Features of the generator have their pixel norm, where the papers' have batch normalisation: an image then does not
depend on the others in its batch, nor a batch on how many processes share it. Images end in tanh.
"""

import itertools
from typing import Any

import torch
from torch import Tensor, nn

from ..shapes import Images, PerSample, Points
from .feature_statistics import pixel_norm
from .gan_network import SMALLEST, GanNetworkConfig, Mapping
from .linear import linear_layer
from .residual import ResidualBlock, convolution, initialise_convolutions

SLOPE = 0.2


class Generator(nn.Module):
    """Latents (images, latent) to images; `forward = synthesise(intermediate(z))`."""

    def __init__(self, config: GanNetworkConfig, generator: torch.Generator) -> None:
        super().__init__()
        maps = [config.maps(size) for size in config.sizes]
        self.mapping = Mapping(config.latent, config.mapping, generator, normalised=False)
        self.first = linear_layer(config.latent, maps[0] * SMALLEST**2, generator)
        grow = _dcgan_up if config.kind == "dcgan" else _residual_up
        self.layers = nn.Sequential(*grow(maps, config.channels))
        initialise_convolutions(self, generator, SLOPE, variance=2)

    def forward(self, z: Points) -> Images:
        """The image of each latent, float32, in [-1, 1]."""
        return self.synthesise(self.intermediate(z))

    def intermediate(self, z: Points) -> Points:
        """The intermediate latent of each latent: the mapping network's, or the latent itself where there is none."""
        return self.mapping(z)

    def synthesise(self, w: Points) -> Images:
        """The image of each intermediate latent."""
        x = self.first(w).unflatten(1, (-1, SMALLEST, SMALLEST))
        return self.layers(x.contiguous(memory_format=torch.channels_last)).float().tanh()


class ImageCritic(nn.Module):
    """Images to scores, without any normalisation: the penalty is on each image's gradient alone."""

    def __init__(self, config: GanNetworkConfig, generator: torch.Generator) -> None:
        super().__init__()
        maps = [config.maps(size) for size in config.sizes][::-1]
        shrink = _dcgan_down if config.kind == "dcgan" else _residual_down
        self.layers = nn.Sequential(*shrink(maps, config.channels))
        self.score = linear_layer(maps[-1] * SMALLEST**2, 1, generator)
        initialise_convolutions(self, generator, SLOPE, variance=2)

    def forward(self, x: Images) -> PerSample:
        """The score of each image, float32."""
        features = self.layers(x.contiguous(memory_format=torch.channels_last))
        return self.score(features.flatten(1)).float().squeeze(1)


class PixelNorm(nn.Module):
    """The pixel norm as a layer."""

    def forward(self, x: Tensor) -> Tensor:
        """Of the same shape."""
        return pixel_norm(x)


def _dcgan_up(maps: list[int], channels: int) -> list[nn.Module]:
    layers: list[nn.Module] = [nn.LeakyReLU(SLOPE), PixelNorm()]
    for into, out in itertools.pairwise(maps[:-1]):
        layers += [_strided(nn.ConvTranspose2d, into, out), nn.LeakyReLU(SLOPE), PixelNorm()]
    return [*layers, _strided(nn.ConvTranspose2d, maps[-2], channels)]


def _dcgan_down(maps: list[int], channels: int) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for into, out in itertools.pairwise([channels, *maps[1:]]):
        layers += [_strided(nn.Conv2d, into, out), nn.LeakyReLU(SLOPE)]
    return layers


def _residual_up(maps: list[int], channels: int) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for into, out in itertools.pairwise(maps):
        layers += [nn.Upsample(scale_factor=2, mode="nearest"), ResidualBlock(into, out, SLOPE), PixelNorm()]
    return [*layers, nn.LeakyReLU(SLOPE), convolution(maps[-1], channels, 3)]


def _residual_down(maps: list[int], channels: int) -> list[nn.Module]:
    layers: list[nn.Module] = [convolution(channels, maps[0], 3)]
    for into, out in itertools.pairwise(maps):
        layers += [ResidualBlock(into, out, SLOPE), nn.AvgPool2d(2)]
    return [*layers, ResidualBlock(maps[-1], maps[-1], SLOPE), nn.LeakyReLU(SLOPE)]


def _strided(kind: type[nn.Conv2d] | type[nn.ConvTranspose2d], channels_in: int, channels_out: int) -> nn.Module:
    """A 4x4 convolution that halves or doubles height and width, its weights not yet drawn."""
    options: dict[str, Any] = {"stride": 2, "padding": 1}
    return nn.utils.skip_init(kind, channels_in, channels_out, 4, **options)

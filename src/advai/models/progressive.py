"""The networks of the progressive GAN, which grow from 4 pixels to the full size (Karras et al., ICLR 2018).

At each size the generator has a block `up -> conv -> conv` and a 1x1 convolution to images, the critic their mirror.
While a size fades in, `image = (1 - alpha) up(image of the size below) + alpha image`, and so at the critic's door. All
layers are there from the beginning; those of a size that is not reached get no gradient.
"""

import itertools

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate, leaky_relu

from ..shapes import Images, PerSample, Points
from .equalised import EqualisedConv2d, EqualisedLinear
from .feature_statistics import pixel_norm, with_deviation
from .gan_network import SMALLEST, GanNetworkConfig, Mapping, Phase

SLOPE = 0.2


class ProgressiveGenerator(nn.Module):
    """Latents (images, latent) to images; `forward = synthesise(intermediate(z))`."""

    def __init__(self, config: GanNetworkConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        maps = [config.maps(size) for size in config.sizes]
        self.mapping = Mapping(config.latent, config.mapping, generator, normalised=True)
        self.first = EqualisedLinear(config.latent, maps[0] * SMALLEST**2, generator, gain=2**0.5 / SMALLEST)
        self.blocks = nn.ModuleList(
            nn.ModuleList([EqualisedConv2d(below, into, 3, generator), EqualisedConv2d(into, into, 3, generator)])
            for below, into in itertools.pairwise(maps)
        )
        self.start = EqualisedConv2d(maps[0], maps[0], 3, generator)
        self.to_image = nn.ModuleList(EqualisedConv2d(m, config.channels, 1, generator, gain=1) for m in maps)

    def forward(self, z: Points, phase: Phase | None = None) -> Images:
        """The image of each latent at the phase's size, float32; at the full size without one."""
        return self.synthesise(self.intermediate(z), phase)

    def intermediate(self, z: Points) -> Points:
        """The intermediate latent of each latent: its pixel norm, and the mapping network's where there is one."""
        return self.mapping(z)

    def synthesise(self, w: Points, phase: Phase | None = None) -> Images:
        """The image of each intermediate latent."""
        size, alpha = phase or Phase(self.config.size, 1.0)
        levels = self.config.sizes.index(size)
        x = _normed(self.first(w).unflatten(1, (-1, SMALLEST, SMALLEST)).contiguous(memory_format=torch.channels_last))
        x = below = _normed(self.start(x))
        for block in list(self.blocks)[:levels]:
            below, x = x, doubled(x)
            for layer in block:  # pyright: ignore[reportGeneralTypeIssues]
                x = _normed(layer(x))
        image = self.to_image[levels](x).float()
        if levels and alpha < 1:
            return torch.lerp(doubled(self.to_image[levels - 1](below).float()), image, alpha)
        return image


class ProgressiveCritic(nn.Module):
    """Images to scores; a batch is told by its deviation too, in groups of neighbours."""

    def __init__(self, config: GanNetworkConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        maps = [config.maps(size) for size in config.sizes]
        self.from_image = nn.ModuleList(EqualisedConv2d(config.channels, m, 1, generator) for m in maps)
        self.blocks = nn.ModuleList(
            nn.ModuleList([EqualisedConv2d(into, into, 3, generator), EqualisedConv2d(into, below, 3, generator)])
            for below, into in itertools.pairwise(maps)
        )
        self.end = EqualisedConv2d(maps[0] + 1, maps[0], 3, generator)
        self.hidden = EqualisedLinear(maps[0] * SMALLEST**2, maps[0], generator)
        self.score = EqualisedLinear(maps[0], 1, generator, gain=1)

    def forward(self, x: Images, phase: Phase | None = None) -> PerSample:
        """The score of each image of the phase's size, float32."""
        size, alpha = phase or Phase(self.config.size, 1.0)
        level = self.config.sizes.index(size)
        x = x.contiguous(memory_format=torch.channels_last)
        features = leaky_relu(self.from_image[level](x), SLOPE)
        for place in range(level, 0, -1):
            for layer in self.blocks[place - 1]:  # pyright: ignore[reportGeneralTypeIssues]
                features = leaky_relu(layer(features), SLOPE)
            features = avg_pool2d(features, 2)
            if place == level and alpha < 1:
                below = leaky_relu(self.from_image[level - 1](avg_pool2d(x, 2)), SLOPE)
                features = torch.lerp(below, features, alpha)
        features = leaky_relu(self.end(with_deviation(features, self.config.group)), SLOPE)
        return self.score(leaky_relu(self.hidden(features.flatten(1)), SLOPE)).float().squeeze(1)


def doubled(x: Tensor) -> Tensor:
    """Every pixel four times: twice as high and wide."""
    return interpolate(x, scale_factor=2, mode="nearest")


def at_phase(x: Images, phase: Phase) -> Float[Tensor, "images channels rows columns"]:
    """Images as a critic of this phase is to see them: averaged down to its size, and faded like the made ones."""
    x = avg_pool2d(x, x.shape[-1] // phase.size)
    if phase.alpha == 1:
        return x
    return torch.lerp(doubled(avg_pool2d(x, 2)), x, phase.alpha)


def _normed(x: Tensor) -> Tensor:
    return pixel_norm(leaky_relu(x, SLOPE))

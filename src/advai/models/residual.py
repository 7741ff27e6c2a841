"""Convolutions without weights of torch's own draws, and a residual block that begins as the identity."""

import math

import torch
from torch import Tensor, nn


def convolution(channels_in: int, channels_out: int, kernel: int) -> nn.Conv2d:
    """A convolution that keeps the size, its weights not yet drawn."""
    layer = nn.utils.skip_init(nn.Conv2d, channels_in, channels_out, kernel, padding=kernel // 2)
    assert isinstance(layer, nn.Conv2d)
    return layer


class ResidualBlock(nn.Module):
    """`skip(x) + conv(act(conv(act(x))))`, without normalisation: the last convolution starts at zero.

    `skip` is a 1x1 convolution where the number of channels changes, else the identity.
    """

    def __init__(self, channels_in: int, channels_out: int, slope: float) -> None:
        super().__init__()
        self.skip = convolution(channels_in, channels_out, 1) if channels_in != channels_out else nn.Identity()
        self.first = convolution(channels_in, channels_out, 3)
        self.last = convolution(channels_out, channels_out, 3)
        self.activation = nn.LeakyReLU(slope)

    def forward(self, x: Tensor) -> Tensor:
        """Of the same height and width."""
        return self.skip(x) + self.last(self.activation(self.first(self.activation(x))))


@torch.no_grad()
def initialise_convolutions(
    network: nn.Module, generator: torch.Generator, slope: float, *, variance: float = 1.0
) -> None:
    """Draws every weight from N(0, variance / (fan_in (1 + slope^2))), biases zero; a residual block's last is zero.

    `variance`: 1 as in ACAI's program; 2 (He et al. 2015) keeps the scale of features from layer to layer. Weights are
    then laid out channels last, as the images are: on a CPU convolutions take up to a half less time.
    """
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            deviation = (variance / (_fan_in(layer) * (1 + slope**2))) ** 0.5
            nn.init.normal_(layer.weight, std=deviation, generator=generator)
            layer.weight.data = layer.weight.data.contiguous(memory_format=torch.channels_last)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    for block in network.modules():
        if isinstance(block, ResidualBlock):
            nn.init.zeros_(block.last.weight)


def _fan_in(layer: nn.Conv2d | nn.ConvTranspose2d) -> float:
    """The products that are added up for one value."""
    if isinstance(layer, nn.ConvTranspose2d):
        return layer.weight[:, 0].numel() / math.prod(layer.stride)
    return layer.weight[0].numel()

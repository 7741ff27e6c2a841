"""Layers of equalised learning rate: weights are N(0, 1), and scaled when they are used (Karras et al. 2018).

`y = x * (w gain / sqrt(fan_in)) + b`: each weight in use has the deviation of He's initialisation, and Adam, whose
steps do not know the scale of a weight, moves all of them equally fast.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import conv2d, linear

from ..shapes import Points

ACTIVATED = math.sqrt(2)
"""The gain before a leaky ReLU."""


class EqualisedConv2d(nn.Module):
    """A convolution that keeps the height and the width, of odd `kernel`."""

    def __init__(
        self, channels_in: int, channels_out: int, kernel: int, generator: torch.Generator, *, gain: float = ACTIVATED
    ) -> None:
        super().__init__()
        weight = torch.randn(channels_out, channels_in, kernel, kernel, generator=generator)
        self.weight = nn.Parameter(weight.contiguous(memory_format=torch.channels_last))
        self.bias = nn.Parameter(torch.zeros(channels_out))
        self.scale = gain / math.sqrt(channels_in * kernel**2)

    def forward(self, x: Float[Tensor, "samples channels height width"]) -> Float[Tensor, "samples maps height width"]:
        """The maps of each sample."""
        return conv2d(x, self.weight * self.scale, self.bias, padding=self.weight.shape[-1] // 2)


class EqualisedLinear(nn.Module):
    """A linear layer."""

    def __init__(self, size_in: int, size_out: int, generator: torch.Generator, *, gain: float = ACTIVATED) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(size_out, size_in, generator=generator))
        self.bias = nn.Parameter(torch.zeros(size_out))
        self.scale = gain / math.sqrt(size_in)

    def forward(self, x: Points) -> Float[Tensor, "points features"]:
        """The features of each row."""
        return linear(x, self.weight * self.scale, self.bias)

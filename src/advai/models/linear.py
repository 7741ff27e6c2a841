"""A linear layer whose weights are drawn with a generator."""

import torch
from torch import nn

from .correction import initialise


def linear_layer(size_in: int, size_out: int, generator: torch.Generator) -> nn.Linear:
    """Weights and biases from U(-b, b), `b = 1 / sqrt(size_in)`."""
    layer = nn.utils.skip_init(nn.Linear, size_in, size_out)
    assert isinstance(layer, nn.Linear)
    initialise(layer, generator)
    return layer

"""Two convolutions with nothing between them, computed as the one that they are."""

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d

from .residual import convolution


class JoinedConvolutions(nn.Module):
    """A 1x1 convolution and a 3x3 one on what it gives: `last(first(x))`, in less than half the time.

    The product of their kernels is one 3x3 kernel on x, which has far fewer channels than what is between. What the
    bias of the first adds ends at the border, where the zeros begin, so it is the kernel of a channel of ones.
    """

    def __init__(self, channels_in: int, between: int, channels_out: int) -> None:
        super().__init__()
        self.first = convolution(channels_in, between, 1)
        self.last = convolution(between, channels_out, 3)

    def forward(self, x: Tensor) -> Tensor:
        """(images, channels_in, height, width) to (images, channels_out, height, width)."""
        assert self.first.bias is not None
        with torch.autocast(x.device.type, enabled=False):
            first = torch.cat([self.first.weight.flatten(1), self.first.bias[:, None]], dim=1)
            kernel = torch.einsum("obhw,bi->oihw", self.last.weight, first)
        seen = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).contiguous(memory_format=torch.channels_last)
        return conv2d(seen, kernel.contiguous(memory_format=torch.channels_last), self.last.bias, padding=1)

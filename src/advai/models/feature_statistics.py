"""Statistics of features in the progressive GAN: a pixel's are fixed, a group's are shown to the critic."""

import torch
from jaxtyping import Float
from torch import Tensor

SMALL = 1e-8


def pixel_norm(x: Float[Tensor, "samples features *places"]) -> Float[Tensor, "samples features *places"]:
    """`x / sqrt(mean x^2 + 1e-8)` over the features of each place: a root mean square of 1 (Karras et al. 2018)."""
    return x * torch.rsqrt(x.square().mean(1, keepdim=True) + SMALL)


def with_deviation(
    x: Float[Tensor, "samples channels height width"], group: int
) -> Float[Tensor, "samples channels_1 height width"]:
    """`x` with one map more: the deviation within its group of `group` neighbouring samples, averaged over all else.

    A critic that sees it tells a batch of equal images at once (Karras et al. 2018). The samples must be a multiple of
    the group; a group is one of neighbours, so that it is the same however many processes share a batch.
    """
    groups = x.float().unflatten(0, (-1, group))
    spread = (groups.var(1, unbiased=False) + SMALL).sqrt().mean(dim=(1, 2, 3))
    shown = spread.repeat_interleave(group).to(x.dtype)[:, None, None, None]
    return torch.cat([x, shown.expand(-1, 1, *x.shape[2:])], dim=1)

"""How far codes are from N(0, I)."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import softplus

from ..shapes import PerSample, Points

Logits = Float[Tensor, " samples"]


def divergence(mean: Points, log_variance: Points) -> PerSample:
    """`KL(N(mean, variance) || N(0, I))`, the sum over coordinates (Kingma & Welling 2014)."""
    return (mean.square() + log_variance.exp() - 1 - log_variance).sum(1) / 2


def mean_discrepancy(
    z: Float[Tensor, "samples latent"], prior: Float[Tensor, "samples latent"], sigmas: Sequence[float]
) -> PerSample:
    """Each sample's part in the unbiased squared MMD between `z` and as many draws of the prior; at least two.

    The kernel is the sum over sigma of `exp(-|a - b|^2 / (2 sigma^2))` (Gretton et al. 2012). The mean over samples is
    the estimate itself, which is negative about as often as positive where the laws agree.
    """
    within = _kernel(z, z, sigmas) + _kernel(prior, prior, sigmas)
    others = (within.sum(1) - within.diagonal()) / (len(z) - 1)
    across = _kernel(z, prior, sigmas)
    return others - across.mean(1) - across.mean(0)


def _kernel(
    a: Float[Tensor, "samples latent"], b: Float[Tensor, "samples latent"], sigmas: Sequence[float]
) -> Float[Tensor, "samples samples"]:
    squared = (a.square().sum(1)[:, None] + b.square().sum(1)[None] - 2 * a @ b.T).clamp_min(0)
    return torch.stack([(-squared / (2 * sigma**2)).exp() for sigma in sigmas]).sum(0)


def told_apart(on_codes: Logits, on_prior: Logits) -> PerSample:
    """What the critic of codes minimises: `softplus(D(z)) + softplus(-D(prior))` (Makhzani et al. 2016)."""
    return softplus(on_codes) + softplus(-on_prior)


def taken_for_prior(on_codes: Logits) -> PerSample:
    """What the encoder minimises against it: `softplus(-D(z))`, the form that does not saturate."""
    return softplus(-on_codes)

"""What the small networks see of a latent and of a time.

A plain network learns slowly where a law has sharp edges (a ring's hole, the gap between discs): random Fourier
features (Rahimi & Recht 2007; Tancik et al. 2020) let it see fine structure, and the norm lets it see the shell that
high-dimensional laws live on.
"""

import math

import torch
from jaxtyping import Float
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import Tensor, nn

from ..shapes import Latents, Times

TIME_FEATURES, ALPHA_FEATURES = 4, 7


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class NetworkConfig:
    """The size of a correction or a critic, and what it sees."""

    dim: int = Field(ge=1)
    width: int = Field(default=128, ge=4)
    fourier_features: int = Field(default=64, ge=0)
    feature_scale: float = Field(default=4.0, gt=0)
    norm: bool = True


class Features(nn.Module):
    """`z -> [z, sin(z B), cos(z B), |z| / sqrt(dim)]` with a fixed random `B` of deviation `scale / sqrt(dim / 2)`.

    Latents are standardised, so `scale` is in radians per standard deviation whatever the dimension.
    """

    frequencies: Tensor

    def __init__(self, config: NetworkConfig, generator: torch.Generator) -> None:
        super().__init__()
        draws = torch.randn(config.dim, config.fourier_features, generator=generator)
        self.register_buffer("frequencies", draws * (config.feature_scale / math.sqrt(config.dim / 2)))
        self.norm = config.norm
        self.size = config.dim + 2 * config.fourier_features + int(config.norm)

    def forward(self, z: Latents) -> Float[Tensor, "*batch features"]:
        """The features of each row."""
        parts = [z]
        if self.frequencies.shape[1]:
            with torch.autocast(z.device.type, enabled=False):  # an angle needs more than the 8 bits of bfloat16
                angles = z @ self.frequencies
            parts += [angles.sin(), angles.cos()]
        if self.norm:
            parts.append(safe_norm(z) / math.sqrt(z.shape[-1]))
        return torch.cat(parts, dim=-1)


def safe_norm(z: Latents) -> Float[Tensor, "*batch 1"]:
    """The norm of every row, with a zero gradient instead of NaN at the origin."""
    return (z.square().sum(-1, keepdim=True) + 1e-12).sqrt()


def time_features(t: Times) -> Float[Tensor, "*batch 4"]:
    """`t -> [t, cos(pi t), sin(2 pi t), cos(2 pi t)]`: coarse, so that a path cannot turn within a moment."""
    return torch.stack([t, (math.pi * t).cos(), (2 * math.pi * t).sin(), (2 * math.pi * t).cos()], dim=-1)


def alpha_features(alpha: Times) -> Float[Tensor, "*batch 7"]:
    """`alpha -> [4 alpha - 1, cos(2 pi k alpha), sin(2 pi k alpha)]` for k = 1, 2, 4 and alpha in [0, 1/2].

    What the critic sees: fine, so that an error at one `t` is not made up for by the opposite error at another.
    """
    waves = [wave for k in (1, 2, 4) for wave in ((2 * math.pi * k * alpha).cos(), (2 * math.pi * k * alpha).sin())]
    return torch.stack([4 * alpha - 1, *waves], dim=-1)

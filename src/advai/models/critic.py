"""The latent critic `D_R`: a score for every latent, given (or not) the mixing coefficient that it claims.

The published critic sees `z` alone, so it matches the law of `z_t` only on average over `t`. One that also sees
`alpha = min(t, 1 - t)` matches it at every `t` (METHOD: section 3).
"""

import torch
from jaxtyping import Float
from pydantic import ConfigDict
from pydantic.dataclasses import dataclass
from torch import Tensor, nn

from ..shapes import Points
from .correction import initialise
from .features import ALPHA_FEATURES, Features, NetworkConfig, alpha_features


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class CriticConfig(NetworkConfig):
    """The critic network; `sees_alpha` gives it the mixing coefficient beside the latent."""

    sees_alpha: bool = True


class Critic(nn.Module):
    """`D_R(z, alpha)`: `(points, latent), (points,) -> (points,)`, with alpha in [0, 1/2]."""

    def __init__(self, config: CriticConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.features = Features(config, generator)
        self.network = nn.Sequential(
            nn.Linear(self.features.size + ALPHA_FEATURES * config.sees_alpha, width),
            nn.LeakyReLU(0.2),
            nn.Linear(width, width),
            nn.LeakyReLU(0.2),
            nn.Linear(width, 1),
        )
        initialise(self.network, generator)

    def forward(self, z: Points, alpha: Float[Tensor, " points"]) -> Float[Tensor, " points"]:
        """The score of each row."""
        seen = [self.features(z)]
        if self.config.sees_alpha:
            seen.append(alpha_features(alpha))
        return self.network(torch.cat(seen, dim=-1)).squeeze(-1)

"""The VAE's term: codes are draws from `N(m(x), s(x)^2)`, whose KL divergence from N(0, I) is paid for.

(Kingma & Welling 2014.) A linear layer on the encoder's output gives m and log s^2; in use the code is m.
"""

import torch
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import nn

from ...losses import divergence
from ...models import ImageNetworkConfig, linear_layer
from ...shapes import Points
from .stage import Coded, Networks, Stage


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Divergence:
    """`weight` of the divergence, summed over coordinates, beside an error that is averaged over pixels.

    A decoder of deviation s is `weight = 2 s^2 / pixels`.
    """

    weight: float = Field(default=1e-3, ge=0)

    def parts(self, network: ImageNetworkConfig, generator: torch.Generator) -> dict[str, nn.Module]:
        """The posterior's layer."""
        return {"posterior": linear_layer(network.dim, 2 * network.dim, generator)}

    def encode(self, z: Points, networks: Networks) -> Points:
        """The posterior's mean."""
        return networks["posterior"](z).float().chunk(2, dim=1)[0]

    def code(self, z: Points, stage: Stage) -> Coded:
        """The mean, a draw, and the divergence."""
        mean, log_variance = stage.networks["posterior"](z).float().chunk(2, dim=1)
        drawn = mean + (log_variance / 2).exp() * stage.draws.normal("posterior", mean.shape[1])
        return Coded(mean, drawn, self.weight * divergence(mean, log_variance))

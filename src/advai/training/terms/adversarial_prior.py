"""The AAE's term: a critic tells codes from draws of N(0, I), and the encoder hides the difference.

`critic: softplus(D(z)) + softplus(-D(prior))`, `encoder: weight softplus(-D(z))` (Makhzani et al. 2016).
"""

import torch
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import nn

from ...losses import taken_for_prior, told_apart
from ...models import ImageNetworkConfig, linear_layer
from .stage import Forward, Losses, Stage, passed_on


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class AdversarialPrior:
    """Its weight, and the units of the critic's two hidden layers (100 each, as published with ACAI)."""

    weight: float = Field(default=1.0, ge=0)
    width: int = Field(default=100, ge=1)

    def critics(self, network: ImageNetworkConfig, generator: torch.Generator) -> dict[str, nn.Module]:
        """The critic of codes."""
        layers: list[nn.Module] = []
        for size in (network.dim, self.width):
            layers += [linear_layer(size, self.width, generator), nn.LeakyReLU(0.2)]
        return {"code_critic": nn.Sequential(*layers, linear_layer(self.width, 1, generator))}

    def losses(self, forward: Forward, stage: Stage) -> Losses:
        """Both sides of the game."""
        fooled = self.weight * taken_for_prior(passed_on(stage.frozen["code_critic"], forward.z).float().squeeze(1))
        prior = stage.draws.normal("prior", forward.z.shape[1])
        scores = stage.networks["code_critic"](torch.cat([forward.z.detach(), prior])).float().squeeze(1)
        return Losses(fooled, told_apart(*scores.chunk(2)))

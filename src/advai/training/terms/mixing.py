"""MIDR's term: ACAI's game with a mixing coefficient for every element of the code, and a critic that tells them all.

As `interpolation`, but `z_t = (1 - t) z + t partner` with t of the code's shape, and D's map is not averaged (MIDR-AE,
IJCAI 2019).
"""

import torch
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import nn

from ...losses import coefficient_error, coefficient_size
from ...models import Encoder, ImageNetworkConfig
from ...shapes import PerSample
from .stage import Forward, Losses, Stage


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Mixing:
    """Its weight, and the share of the real image in what the critic is to take for real."""

    weight: float = Field(default=0.5, ge=0)
    gamma: float = Field(default=0.2, ge=0, le=1)

    def critics(self, network: ImageNetworkConfig, generator: torch.Generator) -> dict[str, nn.Module]:
        """The image critic."""
        return {"critic": Encoder(network, generator)}

    def losses(self, forward: Forward, stage: Stage) -> Losses:
        """Both sides of the game on mixtures of each code's elements with its partner's."""
        alpha = stage.draws.uniform("mixing", forward.z.shape[1]) / 2
        mixture = stage.decode(torch.lerp(forward.z, forward.partner, alpha))
        fooled = self.weight * coefficient_size(stage.frozen["critic"](mixture))
        nearly_real = torch.lerp(forward.x_hat, forward.x, self.gamma).detach()

        def critic() -> PerSample:
            predicted = stage.networks["critic"](torch.cat([mixture.detach(), nearly_real]))
            on_mixture, on_real = predicted.chunk(2)
            return coefficient_error(on_mixture, alpha) + coefficient_size(on_real)

        return Losses(fooled, critic)

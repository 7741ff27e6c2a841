"""ACAI's term: a critic tells the mixing coefficient of decoded mixtures, and the autoencoder hides it.

`critic: (D(dec(z_t)) - alpha)^2 + D(x_hat + gamma (x - x_hat))^2`, `autoencoder: weight D(dec(z_t))^2`, with
`z_t = path(z, partner, t)` and `alpha = t ~ U[0, 1/2]` (Berthelot et al. 2018). The path is linear, or
the corrected one of AdvAI (Li et al., ICME 2021) where the run has a latent correction. D is the encoder's shape, the
mean of its map.
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
class Interpolation:
    """Its weight, and the share of the real image in what the critic is to take for real."""

    weight: float = Field(default=0.5, ge=0)
    gamma: float = Field(default=0.2, ge=0, le=1)

    def critics(self, network: ImageNetworkConfig, generator: torch.Generator) -> dict[str, nn.Module]:
        """The image critic."""
        return {"critic": Encoder(network, generator)}

    def losses(self, forward: Forward, stage: Stage) -> Losses:
        """Both sides of the game on mixtures of each code with its partner."""
        alpha = stage.draws.uniform("interpolation") / 2
        mixture = stage.decode(stage.path(forward.z, forward.partner, alpha))
        fooled = self.weight * coefficient_size(stage.frozen["critic"](mixture).mean(1))
        nearly_real = torch.lerp(forward.x_hat, forward.x, self.gamma).detach()

        def critic() -> PerSample:
            predicted = stage.networks["critic"](torch.cat([mixture.detach(), nearly_real])).mean(1)
            on_mixture, on_real = predicted.chunk(2)
            return coefficient_error(on_mixture, alpha) + coefficient_size(on_real)

        return Losses(fooled, critic)

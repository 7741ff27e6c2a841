"""The game of ACAI and MIDR: a critic tells the coefficients of decoded mixtures, and the autoencoder hides them."""

from collections.abc import Callable

import torch
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import Tensor, nn

from ...losses import coefficient_error, coefficient_size
from ...models import Encoder, ImageNetworkConfig
from ...shapes import PerSample, Points
from .stage import Forward, Losses, Stage


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class CoefficientGame:
    """Its weight, and the share of the real image in what the critic is to take for real."""

    weight: float = Field(default=0.5, ge=0)
    gamma: float = Field(default=0.2, ge=0, le=1)

    def critics(self, network: ImageNetworkConfig, generator: torch.Generator) -> dict[str, nn.Module]:
        """The image critic."""
        return {"critic": Encoder(network, generator)}

    def played(
        self, forward: Forward, stage: Stage, mixed: Points, alpha: Tensor, read: Callable[[Points], Tensor]
    ) -> Losses:
        """Both sides on the images of the codes `mixed`; `read` brings the critic's map to the shape of `alpha`."""
        mixture = stage.decode(mixed)
        fooled = self.weight * coefficient_size(read(stage.frozen["critic"](mixture)))
        nearly_real = torch.lerp(forward.x_hat, forward.x, self.gamma).detach()

        def critic() -> PerSample:
            predicted = read(stage.networks["critic"](torch.cat([mixture.detach(), nearly_real])))
            on_mixture, on_real = predicted.chunk(2)
            return coefficient_error(on_mixture, alpha) + coefficient_size(on_real)

        return Losses(fooled, critic)

"""The game of ACAI and MIDR: a critic tells the coefficients of decoded mixtures, and the autoencoder hides them.

Where the critic's answer is one number `a` for each image x, one pass serves both sides: the critic's loss is
`(a - c)^2` and the autoencoder's `w a^2`, so what they ask of x are two multiples of `da/dx`, and the gradient of the
one becomes that of the other on its way back to the decoder, times `w a / (a - c)`.
"""

import torch
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import Tensor, nn

from ...losses import coefficient_error, coefficient_size
from ...models import Encoder, ImageNetworkConfig
from ...shapes import Images, PerSample, Points
from .stage import Forward, Losses, Stage, passed_on

LEAST_ERROR = 1e-6
"""An error of the critic that is smaller counts as this one: none at all would leave nothing to multiply."""


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class CoefficientGame:
    """Its weight, and the share of the real image in what the critic is to take for real."""

    weight: float = Field(default=0.5, ge=0)
    gamma: float = Field(default=0.2, ge=0, le=1)

    def critics(self, network: ImageNetworkConfig, generator: torch.Generator) -> dict[str, nn.Module]:
        """The image critic."""
        return {"critic": Encoder(network, generator)}

    def played(self, forward: Forward, stage: Stage, mixed: Points, alpha: Tensor) -> Losses:
        """Both sides on the images of the codes `mixed`, with a coefficient for each, or for each of its elements."""
        fooled, on_mixture = both_sides(stage, stage.decode(mixed), alpha, self.weight)
        nearly_real = torch.lerp(forward.x_hat, forward.x, self.gamma).detach()
        on_real = coefficient_size(read_as(alpha, stage.networks["critic"](nearly_real)))
        return Losses(fooled, on_mixture + on_real)


def both_sides(stage: Stage, images: Images, true: Tensor, weight: Tensor | float) -> tuple[PerSample, PerSample]:
    """The autoencoder's side `weight D(x)^2` and the critic's `(D(x) - true)^2`, on the same images."""
    if true.ndim > 1:
        fooled = weight * coefficient_size(passed_on(stage.frozen["critic"], images))
        return fooled, coefficient_error(stage.networks["critic"](images.detach()), true)
    seen = images.view_as(images)
    predicted = read_as(true, stage.networks["critic"](seen))
    error = predicted - true
    least = torch.full_like(error, LEAST_ERROR).copysign(error)
    error = error + (least - error).where(error.abs() < LEAST_ERROR, 0).detach()
    ratio = (weight * predicted / error).detach()
    if seen.requires_grad:
        seen.register_hook(lambda gradient: gradient * ratio[:, None, None, None])
    return (weight * predicted.square()).detach(), error.square()


def read_as(true: Tensor, predicted: Points) -> Tensor:
    """The critic's map in the shape of the coefficients: its mean where there is one for each image."""
    return predicted if true.ndim > 1 else predicted.mean(1)

"""AdvAI's and MIDR's second game, on what is drawn: the image critic sees decoded noise and mixtures with noise.

The critic regresses 1/2 on `dec(noise)` and the noise's share u ~ U[0, 1] on `dec(path(z, noise, u))`; the autoencoder
pulls both to 0. It plays with the critic of `interpolation` or `mixing`, as that does: per sample, or per element.
"""

import torch
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import nn

from ...models import Encoder, ImageNetworkConfig
from .coefficient_game import both_sides
from .stage import Forward, Losses, Stage


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Synthesis:
    """The weights of decoded noise and of mixtures with noise; `per_element` shares and predictions.

    One in `every` samples of the batch is mixed with noise, and as much noise is decoded: both are means over samples,
    so fewer make them noisier, not smaller.
    """

    sample_weight: float = Field(default=0.1, ge=0)
    mixture_weight: float = Field(default=0.1, ge=0)
    per_element: bool = False
    every: int = Field(default=1, ge=1)

    def critics(self, network: ImageNetworkConfig, generator: torch.Generator) -> dict[str, nn.Module]:
        """The image critic."""
        return {"critic": Encoder(network, generator)}

    def losses(self, forward: Forward, stage: Stage) -> Losses:
        """Both sides of the game, on as many draws as mixtures."""
        chosen = stage.draws.thinned(self.every)
        z = forward.z[chosen]
        noise = stage.draws.normal("synthesis noise", z.shape[1])[chosen]
        share = stage.draws.uniform("noise share", *(z.shape[1:] if self.per_element else ()))[chosen]
        between = torch.lerp(z, noise, share) if self.per_element else stage.path(z, noise, share)
        images = stage.decode(torch.cat([noise, between]))
        true = torch.cat([torch.full_like(share, 0.5), share])
        weights = images.new_tensor([self.sample_weight, self.mixture_weight]).repeat_interleave(len(z))
        fooled, told = both_sides(stage, images, true, weights)
        sums = [side.unflatten(0, (2, -1)).sum(0) for side in (fooled, told)]
        return Losses(*(stage.draws.spread(values, self.every) for values in sums))

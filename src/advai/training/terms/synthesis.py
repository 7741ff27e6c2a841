"""AdvAI's and MIDR's second game, on what is drawn: the image critic sees decoded noise and mixtures with noise.

The critic regresses 1/2 on `dec(noise)` and the noise's share u ~ U[0, 1] on `dec(path(z, noise, u))`; the autoencoder
pulls both to 0. It plays with the critic of `interpolation` or `mixing`, as that does: per sample, or per element.
"""

import torch
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import nn

from ...losses import coefficient_error, coefficient_size
from ...models import Encoder, ImageNetworkConfig
from ...shapes import PerSample, Points
from .stage import Forward, Losses, Stage


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Synthesis:
    """The weights of decoded noise and of mixtures with noise; `per_element` shares and predictions."""

    sample_weight: float = Field(default=0.1, ge=0)
    mixture_weight: float = Field(default=0.1, ge=0)
    per_element: bool = False

    def critics(self, network: ImageNetworkConfig, generator: torch.Generator) -> dict[str, nn.Module]:
        """The image critic."""
        return {"critic": Encoder(network, generator)}

    def losses(self, forward: Forward, stage: Stage) -> Losses:
        """Both sides of the game, on as many draws and mixtures as there are codes."""
        noise = stage.draws.normal("synthesis noise", forward.z.shape[1])
        share = stage.draws.uniform("noise share", *(noise.shape[1:] if self.per_element else ()))
        between = torch.lerp(forward.z, noise, share) if self.per_element else stage.path(forward.z, noise, share)
        images = stage.decode(torch.cat([noise, between]))
        sizes = coefficient_size(self._read(stage.frozen["critic"](images)))
        on_samples, on_mixtures = sizes.chunk(2)

        def critic() -> PerSample:
            true = torch.cat([torch.full_like(share, 0.5), share])
            on_samples, on_mixtures = coefficient_error(
                self._read(stage.networks["critic"](images.detach())), true
            ).chunk(2)
            return on_samples + on_mixtures

        return Losses(self.sample_weight * on_samples + self.mixture_weight * on_mixtures, critic)

    def _read(self, predicted: Points) -> torch.Tensor:
        return predicted if self.per_element else predicted.mean(1)

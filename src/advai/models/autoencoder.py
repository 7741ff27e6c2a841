"""A small autoencoder of 8 x 8 images, whose latents are laid out by the data alone.

Nothing pulls the latents to a prior: their law is the data's own, with its clusters, for which no closed form of a path
is exact. This one is the demo's, and trains in seconds.
"""

import torch
from jaxtyping import Float
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import Tensor, nn

from ..shapes import Latents
from .correction import initialise

SIDE = 8

DigitImages = Float[Tensor, "*batch 8 8"]


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class AutoencoderConfig:
    """The size of the autoencoder: coordinates of a latent, and units of its hidden layers."""

    latent: int = Field(default=12, ge=1)
    width: int = Field(default=256, ge=4)


class Autoencoder(nn.Module):
    """`decode(encode(x))`: two hidden layers each way, images `(*batch, 8, 8)` in [-1, 1], latents `(*batch, latent)`.

    The decoder ends in tanh, so that what it draws is an image too, and paper (-1) and full ink (1) are easily kept.
    """

    def __init__(self, config: AutoencoderConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        self.encoder = _three_layers(SIDE * SIDE, config.width, config.latent)
        self.decoder = _three_layers(config.latent, config.width, SIDE * SIDE)
        initialise(self, generator)

    def encode(self, images: DigitImages) -> Latents:
        """The latents of images."""
        return self.encoder(images.flatten(-2))

    def decode(self, latents: Latents) -> DigitImages:
        """The images of latents, in [-1, 1]."""
        return self.decoder(latents).tanh().unflatten(-1, (SIDE, SIDE))

    def forward(self, images: DigitImages) -> DigitImages:
        """The images after a round trip through their latents."""
        return self.decode(self.encode(images))


def _three_layers(size_in: int, width: int, size_out: int) -> nn.Sequential:
    """Layers without weights yet: torch's own draws would come from the global generator."""
    sizes = [(size_in, width), (width, width), (width, size_out)]
    first, second, last = (nn.utils.skip_init(nn.Linear, into, out) for into, out in sizes)
    return nn.Sequential(first, nn.LeakyReLU(0.2), second, nn.LeakyReLU(0.2), last)

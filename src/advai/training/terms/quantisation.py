"""The VQ-VAE's term: every position of the code becomes its nearest entry of a codebook (van den Oord et al. 2017).

The decoder's gradient passes straight through to the encoder. In use the code is the quantised one, and what is decoded
is quantised first.
"""

import torch
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import nn

from ...losses import codebook_loss, commitment_loss
from ...models import ImageNetworkConfig, Quantiser, QuantiserConfig
from ...shapes import Points
from .stage import Coded, Networks, Stage


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Quantisation:
    """The codebook, and the weight that draws codes to it."""

    codebook: QuantiserConfig = QuantiserConfig()
    commitment: float = Field(default=0.25, ge=0)

    def parts(self, network: ImageNetworkConfig, generator: torch.Generator) -> dict[str, nn.Module]:
        """The quantiser."""
        return {"quantiser": Quantiser(self.codebook, network.latent, generator)}

    def encode(self, z: Points, networks: Networks) -> Points:
        """The quantised code."""
        return networks["quantiser"](z)

    def decode(self, z: Points, networks: Networks) -> Points:
        """The quantised code, with a gradient that passes straight through."""
        return z + (networks["quantiser"](z) - z).detach()

    def code(self, z: Points, stage: Stage) -> Coded:
        """The quantised code; the codebook learns from the codes of the whole batch."""
        entries = stage.networks["quantiser"](z)
        loss = self.commitment * commitment_loss(z, entries)
        if self.codebook.decay is None:
            loss = loss + codebook_loss(z, entries)
        straight = z + (entries - z).detach()
        quantiser = stage.frozen["quantiser"]
        assert isinstance(quantiser, Quantiser)
        quantiser.learn(stage.gather(z.detach()), stage.draws.generator("dead entries"))
        return Coded(straight, straight, loss)

"""The codebook of a VQ-VAE (van den Oord et al. 2017): every position of a code's map becomes its nearest entry.

With `decay` the entries follow the mean of the vectors that chose them, as an exponential moving average; without, they
are learned by gradient (`losses.codebook_loss`). An entry that nobody has chosen for long is dead: it is moved to one
of the vectors at hand.
"""

import torch
from jaxtyping import Float, Int
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import Tensor, nn

from ..shapes import Points

Vectors = Float[Tensor, "vectors channels"]


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class QuantiserConfig:
    """The codebook: `entries`, and how they are learned.

    `decay` of the moving averages, None to learn the entries by gradient. An entry whose average number of choices per
    batch falls below `dead` is moved.
    """

    entries: int = Field(default=512, ge=2)
    decay: float | None = Field(default=0.99, gt=0, lt=1)
    dead: float = Field(default=0.01, ge=0)


class Quantiser(nn.Module):
    """Flat codes `(codes, channels * positions)` to flat codes whose positions hold entries of the codebook."""

    chosen: Tensor
    summed: Tensor

    def __init__(self, config: QuantiserConfig, channels: int, generator: torch.Generator) -> None:
        super().__init__()
        self.config, self.channels = config, channels
        entries = torch.randn(config.entries, channels, generator=generator)
        self.entries = nn.Parameter(entries, requires_grad=config.decay is None)
        self.register_buffer("chosen", torch.ones(config.entries))
        self.register_buffer("summed", entries.clone())

    def forward(self, z: Points) -> Points:
        """The nearest code of the codebook; its gradient is the entries' own, none to `z`."""
        entries = self.entries[self.nearest(self.vectors(z))]
        return entries.unflatten(0, (len(z), -1)).transpose(1, 2).flatten(1)

    def vectors(self, z: Points) -> Vectors:
        """The vectors at all positions of all codes."""
        return z.unflatten(1, (self.channels, -1)).transpose(1, 2).flatten(0, 1)

    @torch.no_grad()
    def nearest(self, vectors: Vectors) -> Int[Tensor, " vectors"]:
        """The number of the nearest entry of each vector."""
        with torch.autocast(vectors.device.type, enabled=False):
            distances = self.entries.square().sum(1) - 2 * vectors.float() @ self.entries.T
        return distances.argmin(1)

    @torch.no_grad()
    def learn(self, z: Points, generator: torch.Generator) -> None:
        """Move the averages by the codes of the whole batch, and dead entries to vectors drawn from it."""
        vectors = self.vectors(z.float())
        nearest = self.nearest(vectors)
        counts = torch.bincount(nearest, minlength=len(self.entries)).to(vectors.dtype)
        keep = self.config.decay or 0.99
        self.chosen.lerp_(counts, 1 - keep)
        if self.config.decay is not None:
            self.summed.lerp_(torch.zeros_like(self.summed).index_add_(0, nearest, vectors), 1 - keep)
            self.entries.copy_(self.summed / self.chosen.clamp_min(1e-5)[:, None])
        dead = self.chosen < self.config.dead
        drawn = vectors[torch.randint(len(vectors), (len(dead),), generator=generator, device=vectors.device)]
        self.entries.copy_(torch.where(dead[:, None], drawn, self.entries))
        self.summed.copy_(torch.where(dead[:, None], drawn, self.summed))
        self.chosen.copy_(torch.where(dead, torch.ones_like(self.chosen), self.chosen))

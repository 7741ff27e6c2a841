"""The random numbers of a step of training on images: a function of the seed, the step and the place in its batch."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from ..config import counter_generator
from ..shapes import PerSample

Drawn = Float[Tensor, "samples *shape"]


@dataclass(frozen=True, kw_only=True)
class Draws:
    """Random numbers of one step, f(seed, step, name, place in the global batch); `own` are this process's places."""

    seed: int
    step: int
    batch: int
    own: slice
    device: torch.device

    def generator(self, name: str) -> torch.Generator:
        """The generator of one use of the step."""
        return counter_generator(self.seed, name, self.step, device=self.device)

    def normal(self, name: str, *shape: int) -> Drawn:
        """Standard normal draws for this process's samples."""
        return self.every_normal(name, *shape)[self.own]

    def every_normal(self, name: str, *shape: int) -> Drawn:
        """Standard normal draws for all samples of the global batch."""
        return torch.randn(self.batch, *shape, generator=self.generator(name), device=self.device)

    def uniform(self, name: str, *shape: int) -> Drawn:
        """Draws from U[0, 1) for this process's samples."""
        return torch.rand(self.batch, *shape, generator=self.generator(name), device=self.device)[self.own]

    def thinned(self, every: int) -> slice:
        """Every so many-th sample of the global batch: where they are among this process's own."""
        return slice(-self.own.start % every, None, every)

    def spread(self, values: Float[Tensor, " thinned"], every: int) -> PerSample:
        """One value for each of this process's samples, whose mean over the global batch is that of the thinned."""
        share = self.batch / len(range(0, self.batch, every))
        whole = values.new_zeros(self.own.stop - self.own.start)
        whole[self.thinned(every)] = share * values
        return whole

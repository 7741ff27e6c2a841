"""A normalising flow between latents and noise: an ordinary differential equation whose velocity is learned.

`dx/ds = v(x, s)` takes standard normal noise, s = 0, to latents, s = 1, and back (flow matching: Lipman et al., ICLR
2023; Liu et al., ICLR 2023). Between two points of noise there is a path that keeps their law exactly, and the flow
carries it to the latents: at every t its points are as near to the law as samples of the flow are.
"""

import math
from itertools import pairwise

import torch
from jaxtyping import Float
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import Tensor, nn

from ..shapes import Points
from .correction import initialise

WAVES = 8


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class FlowConfig:
    """The velocity, `layers` of `width` units that are added to one another, and the steps that the equation takes."""

    dim: int = Field(ge=1)
    width: int = Field(default=256, ge=4)
    layers: int = Field(default=6, ge=1)
    steps: int = Field(default=10, ge=2)


class Flow(nn.Module):
    """The velocity `v(x, s)` of standardised latents, and both ways along it: `noise(z)` and `latents(e)`.

    Both take `config.steps` equal steps of the method of Adams and Bashforth of second order, the first one by Heun's.
    Each is the other's inverse but for the error of those steps.
    """

    def __init__(self, config: FlowConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        self.place = nn.Linear(config.dim, config.width)
        self.layers = nn.ModuleList(nn.Linear(config.width, config.width) for _ in range(config.layers - 1))
        self.times = nn.ModuleList(nn.Linear(2 * WAVES, config.width) for _ in range(config.layers))
        self.out = nn.Linear(config.width, config.dim)
        for network in (self.place, self.layers, self.times, self.out):
            initialise(network, generator)
        for weight in self.out.parameters():
            nn.init.zeros_(weight)

    def velocity(self, x: Points, s: Float[Tensor, "*points 1"]) -> Points:
        """The velocity at points (points, latent) and times in [0, 1], one each (points, 1) or one for all (1, 1)."""
        angles = s * (math.pi * torch.arange(1, WAVES + 1, device=s.device))
        waves = torch.cat([angles.sin(), angles.cos()], dim=1)
        at_start, *at_layers = (time(waves) for time in self.times)
        hidden = nn.functional.silu(self.place(x) + at_start)
        for layer, at_layer in zip(self.layers, at_layers, strict=True):
            hidden = hidden + nn.functional.silu(layer(hidden) + at_layer)
        return self.out(hidden)

    def latents(self, noise: Points) -> Points:
        """Where the flow takes noise."""
        return self._along(noise, [k / self.config.steps for k in range(self.config.steps + 1)])

    def noise(self, latents: Points) -> Points:
        """Where latents came from."""
        return self._along(latents, [1 - k / self.config.steps for k in range(self.config.steps + 1)])

    def _along(self, x: Points, times: list[float]) -> Points:
        before = None
        for here, there in pairwise(times):
            now = self.velocity(x, x.new_full((1, 1), here))
            if before is None:
                ahead = self.velocity(x + (there - here) * now, x.new_full((1, 1), there))
                x = x + (there - here) / 2 * (now + ahead)
            else:
                x = x + (there - here) * (1.5 * now - 0.5 * before)
            before = now
        return x

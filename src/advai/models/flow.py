"""A normalising flow between latents and noise: an ordinary differential equation whose velocity is learned.

`dx/ds = v(x, s)` takes standard normal noise, s = 0, to latents, s = 1, and back (flow matching: Lipman et al., ICLR
2023; Liu et al., ICLR 2023). Between two points of noise there is a path that keeps their law exactly, and the flow
carries it to the latents: at every t its points are as near to the law as samples of the flow are.

What is known is not learned: the flow between noise and a Gaussian of the latents' covariance. Along a principal axis
on which latents have the variance l, a point `x = (1 - s) e + s z` has the variance `a = (1 - s)^2 + s^2 l`, and
`y = x / sqrt(a) = cos(angle) e + sin(angle) z / sqrt(l)` with `angle = atan(s sqrt(l) / (1 - s))`. A Gaussian's y
stands still. The network gives `dy/dangle`, the mean of `cos(angle) z / sqrt(l) - sin(angle) e`, all of unit variance
(as the preconditioning of Karras et al., NeurIPS 2022, does for one variance): small variances are no harder than large
ones, neither for the network nor for the steps of the equation.
"""

import math
from collections.abc import Callable
from itertools import pairwise

import torch
from jaxtyping import Float
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import Tensor, nn

from ..shapes import Points
from .correction import initialise

Hidden = Float[Tensor, "points units"]
Drop = Callable[[Hidden], Hidden]
WAVES = 8
FINE = 10_001
"""Times in [0, 1] of which those of the steps are taken."""
LEAST_VARIANCE = 1e-6
"""Of a principal axis, in that of a coordinate; a smaller one counts as this."""
MATCHED = 4
"""Even steps of alpha, from 0 to 1/2, at whose ends the variance of a path's points is made that of the latents."""


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class FlowConfig:
    """The network, `layers` of `width` units that are added to one another, and the steps that the equation takes.

    `slowing` above 1 makes the steps shorter towards the latents, whose thin parts a flow comes to last. `moved`: how
    many of the principal axes, those of most variance, the network sees and moves; all unless given. Along the others
    points keep to the path of a Gaussian.
    """

    dim: int = Field(ge=1)
    width: int = Field(default=256, ge=4)
    layers: int = Field(default=6, ge=1)
    steps: int = Field(default=10, ge=2)
    slowing: float = Field(default=1.0, ge=1)
    moved: int | None = Field(default=None, ge=1)


class Flow(nn.Module):
    """The flow of latents, or of their normal scores, both ways: `noise(z)` and `latents(e)`.

    Both take `config.steps` steps of the method of Adams and Bashforth of second order, the first one by Heun's, which
    turn the axes by equal angles on average, each in the share of its deviation, unless they slow down. Each is the
    other's inverse but for the error of those steps.

    What a network has not learned of a velocity it leaves out, and latents that it has not seen come from noise that is
    too wide: the points of a path vary some per cent less or more than latents do. `matched(z, alpha)` makes up for
    that, once `match` has seen such points.
    """

    axes: Tensor
    deviations: Tensor
    stops: Tensor
    stretch: Tensor

    def __init__(self, config: FlowConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        self.moved = config.moved or config.dim
        self.place = nn.Linear(self.moved, config.width)
        self.layers = nn.ModuleList(nn.Linear(config.width, config.width) for _ in range(config.layers - 1))
        self.times = nn.ModuleList(nn.Linear(2 * WAVES, config.width) for _ in range(config.layers))
        self.out = nn.Linear(config.width, self.moved)
        for network in (self.place, self.layers, self.times, self.out):
            initialise(network, generator)
        for weight in self.out.parameters():
            nn.init.zeros_(weight)
        self.register_buffer("axes", torch.eye(config.dim))
        self.register_buffer("deviations", torch.ones(config.dim))
        self.register_buffer("stops", torch.zeros(config.steps + 1))
        self.register_buffer("stretch", torch.zeros(MATCHED + 1, 1))
        self.set_axes(torch.eye(config.dim), torch.ones(config.dim))

    @torch.no_grad()
    def set_axes(self, axes: Float[Tensor, "latent axes"], variances: Float[Tensor, " axes"]) -> None:
        """Take principal axes, from the least to the most variance, the deviation on each, and the times of steps."""
        self.axes.copy_(axes)
        self.deviations.copy_(variances.clamp_min(LEAST_VARIANCE).sqrt())
        s = torch.linspace(0, 1, FINE)[:, None]
        turned = self.angles(s) @ self.deviations / self.deviations.sum()
        share = 1 - torch.linspace(1, 0, self.config.steps + 1) ** self.config.slowing
        self.stops.copy_(s[torch.searchsorted(turned, share * (math.pi / 2)).clamp_max(FINE - 1), 0])

    def unit(self, latents: Points) -> Points:
        """The latents on the principal axes, each divided by its deviation."""
        return latents @ self.axes / self.deviations

    def angles(self, s: Float[Tensor, "*points 1"]) -> Float[Tensor, "*points latent"]:
        """How far each axis has turned from noise, 0, to latents, pi / 2."""
        return torch.atan2(s * self.deviations, 1 - s)

    def forward(self, y: Points, s: Float[Tensor, "*points 1"], drop: Drop | None = None) -> Points:
        """`dy/dangle` at y (points, latent) and times in [0, 1], one each (points, 1) or one for all (1, 1).

        `drop` thins what each layer but the first adds, for training.
        """
        angles = s * (math.pi * torch.arange(1, WAVES + 1, device=s.device))
        waves = torch.cat([angles.sin(), angles.cos()], dim=1)
        at_start, *at_layers = (time(waves) for time in self.times)
        still = self.config.dim - self.moved
        hidden = nn.functional.silu(self.place(y[:, still:]) + at_start)
        for layer, at_layer in zip(self.layers, at_layers, strict=True):
            added = nn.functional.silu(layer(_normalised(hidden)) + at_layer)
            hidden = hidden + (added if drop is None else drop(added))
        return nn.functional.pad(self.out(_normalised(hidden)), (still, 0))

    def latents(self, noise: Points) -> Points:
        """Where the flow takes noise."""
        return (self._along(noise, self.stops) * self.deviations) @ self.axes.T

    def noise(self, latents: Points) -> Points:
        """Where latents came from."""
        return self._along(self.unit(latents), self.stops.flip(0))

    @torch.no_grad()
    def match(self, clouds: Float[Tensor, "alphas points latent"], ends: Float[Tensor, "ends latent"]) -> None:
        """Take the total variance of a path's points at each of `matched_alphas()` to that of the ends they are from.

        One number for all axes: those that are found for each hold more noise than gain.
        """
        wanted, there = (z.var(dim=-2).sum(dim=-1, keepdim=True) for z in (ends, clouds))
        self.stretch[1:] = (wanted / there).sqrt() - 1

    def matched(
        self, z: Float[Tensor, "*points latent"], alpha: Float[Tensor, "*#points 1"]
    ) -> Float[Tensor, "*points latent"]:
        """A path's points z, as wide as latents; alpha = min(t, 1 - t). No change at alpha 0."""
        place = torch.arange(MATCHED + 1, device=z.device)
        share = (1 - (alpha * (2 * MATCHED) - place).abs()).clamp_min(0)
        return z + z * (share @ self.stretch)

    def _along(self, y: Points, stops: Float[Tensor, " times"]) -> Points:
        before, step_before = None, None
        for here, there in pairwise(stops[:, None, None]):
            now, step = self(y, here), self.angles(there) - self.angles(here)
            if before is None or step_before is None:
                y = y + step / 2 * (now + self(y + step * now, there))
            else:
                share = step / (2 * step_before)
                y = y + step * ((1 + share) * now - share * before)
            before, step_before = now, step
        return y


def _normalised(hidden: Hidden) -> Hidden:
    return nn.functional.layer_norm(hidden, hidden.shape[-1:])


def matched_alphas() -> tuple[float, ...]:
    """The mixing coefficients at which variances are matched, without 0, where a path is exact."""
    return tuple(k / (2 * MATCHED) for k in range(1, MATCHED + 1))

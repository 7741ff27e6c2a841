"""Laws in the plane, uniform over the area of a shape; the spiral has a file of its own.

Ring     the annulus 0.6 <= |z| <= 1: mean 0, covariance (0.6^2 + 1) / 4 I = 0.34 I
Discs    nine discs of radius 1, centred at {-3, 0, 3}^2: mean 0, covariance (6 + 1/4) I
Moons    two half annuli of the radii 0.85 to 1.15, the upper one around (0, 0), the lower one around (1, 1/2), as the
         circles of scikit-learn's `make_moons`, but of a uniform width: the noise there is Gaussian

Each has `.name`, `.dim`, `.sample(count, generator)`, `.mean()`, `.covariance()`, and `.connected`: whether its support
is one piece, so that a path can stay on it without jumping. Where the support is one piece and the straight line leaves
it, `.distance_inside(z0, z1)` is the length of the shortest way that does not.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from ..shapes import Points
from .draws import polar_points, unit_draws

RING_INNER = 0.6
RING_OUTER = 1.0
DISC_RADIUS = 1.0
DISC_SPACING = 3.0
MOON_INNER = 0.85
MOON_OUTER = 1.15
MOON_CENTRE = (1.0, 0.5)


@dataclass(frozen=True)
class Ring:
    """The uniform law over the area of the annulus with radii 0.6 and 1 in the plane."""

    name: ClassVar[str] = "ring"
    dim: ClassVar[int] = 2
    connected: ClassVar[bool] = True

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        return polar_points(unit_draws(count, 2, generator), RING_INNER, RING_OUTER)

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(2, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64: half of E|z|^2 = (inner^2 + outer^2) / 2 on each axis."""
        return (RING_INNER**2 + RING_OUTER**2) / 4 * torch.eye(2, dtype=torch.float64)

    def distance_inside(self, z0: Points, z1: Points) -> Float[Tensor, " points"]:
        """The length of the shortest way from z0 to z1 that stays out of the hole.

        The chord where it misses the hole, else a tangent to the inner circle from either point, and the arc between:
        `sqrt(a^2 - r^2) + sqrt(b^2 - r^2) + r (angle - arccos(r/a) - arccos(r/b))`, a and b the norms of z0 and z1.
        The way is within the outer circle, which is convex. Points outside of the ring count as the nearest in it.
        """
        z0, z1 = _into_ring(z0), _into_ring(z1)
        a, b = (z.norm(dim=-1).clamp(min=RING_INNER) for z in (z0, z1))
        angle = torch.atan2((z0[:, 0] * z1[:, 1] - z0[:, 1] * z1[:, 0]).abs(), (z0 * z1).sum(-1))
        arc = angle - torch.arccos(RING_INNER / a) - torch.arccos(RING_INNER / b)
        tangents = sum(((x - RING_INNER) * (x + RING_INNER)).sqrt() for x in (a, b))
        return torch.where(arc > 0, tangents + RING_INNER * arc, (z1 - z0).norm(dim=-1))


@dataclass(frozen=True)
class Discs:
    """The uniform law over the area of nine discs of radius 1 with centres at {-3, 0, 3}^2."""

    name: ClassVar[str] = "discs"
    dim: ClassVar[int] = 2
    connected: ClassVar[bool] = False

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        within = polar_points(unit_draws(count, 2, generator), 0.0, DISC_RADIUS)
        steps = torch.randint(-1, 2, (count, 2), generator=generator, device=generator.device)
        return DISC_SPACING * steps + within

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(2, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64: that of the centres, and that within a disc, on each axis."""
        return (2 / 3 * DISC_SPACING**2 + DISC_RADIUS**2 / 4) * torch.eye(2, dtype=torch.float64)


@dataclass(frozen=True)
class Moons:
    """The uniform law over the area of two interleaving half annuli with radii 0.85 and 1.15."""

    name: ClassVar[str] = "moons"
    dim: ClassVar[int] = 2
    connected: ClassVar[bool] = False

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        upper = polar_points(unit_draws(count, 2, generator), MOON_INNER, MOON_OUTER, turn=math.pi)
        lower = torch.tensor(MOON_CENTRE, device=generator.device) - upper
        side = torch.randint(0, 2, (count, 1), generator=generator, device=generator.device)
        return torch.where(side == 0, upper, lower)

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64: the moons are each other's half turn around the middle of their centres."""
        return torch.tensor(MOON_CENTRE, dtype=torch.float64) / 2

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64: that of a moon, and that of the two moons' means.

        A moon has E|z|^2 / 2 = (inner^2 + outer^2) / 4 on each axis around its centre, and its mean 2/pi E|z| above it.
        """
        second = (MOON_INNER**2 + MOON_OUTER**2) / 4
        radius = 2 / 3 * (MOON_OUTER**3 - MOON_INNER**3) / (MOON_OUTER**2 - MOON_INNER**2)
        above = torch.tensor([0.0, 2 / math.pi * radius], dtype=torch.float64)
        apart = self.mean() - above
        return second * torch.eye(2, dtype=torch.float64) - above.outer(above) + apart.outer(apart)


def _into_ring(z: Points) -> Points:
    """The nearest point of the ring; for the centre, one of them."""
    norm = z.norm(dim=-1, keepdim=True)
    direction = torch.where(norm > 0, z / norm, torch.tensor([1.0, 0.0], dtype=z.dtype, device=z.device))
    return direction * norm.clamp(RING_INNER, RING_OUTER)

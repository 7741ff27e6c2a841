"""The law along one arm of Archimedes' spiral in the plane: a long and narrow way, which straight lines leave.

The centre line is c(a) = r (cos a, sin a) with the radius r = 0.3 + k a, which grows to 1.2 over 1.5 turns, so that
neighbouring turns are 0.6 apart. A point is z = c + w n: c uniform over the length of the centre line, n its unit
normal, and w uniform on [-0.06, 0.06]. The length up to the radius r is, but for a constant,

    s(r) = (r sqrt(r^2 + k^2) + k^2 arsinh(r / k)) / (2 k)
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np
import torch
from jaxtyping import Float
from torch import Generator, Tensor

from ..shapes import Latents, Points
from .draws import unit_draws

INNER = 0.3
OUTER = 1.2
TURNS = 1.5
HALF_WIDTH = 0.06
RISE = (OUTER - INNER) / (2 * math.pi * TURNS)
ROUNDS = 4  # of Newton's method: enough for float64 from the starts below


@dataclass(frozen=True)
class Spiral:
    """The law along a spiral arm of 1.5 turns, uniform over its length and over its width of 0.12."""

    name: ClassVar[str] = "spiral"
    dim: ClassVar[int] = 2
    connected: ClassVar[bool] = True

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        unit = unit_draws(count, 2, generator)
        start, end = (_length(torch.tensor(radius)) for radius in (INNER, OUTER))
        radius = _radius(start + (end - start) * unit[:, 0])
        width = HALF_WIDTH * (2 * unit[:, 1:] - 1)
        return _centre(radius) + width * _normal(radius)

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return _moments()[0].clone()

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64."""
        return _moments()[1].clone()

    def distance_inside(self, z0: Points, z1: Points) -> Float[Tensor, " points"]:
        """The length of the way from z0 to z1 along the arm: of the centre line between the points nearest to them.

        An approximation, at least the chord: the shortest way takes the inner side of the turns, and is shorter by up
        to the arm's half width times the angle. Points outside of the arm count as where they are nearest to it.
        """
        along = (_length(_nearest_radius(z1)) - _length(_nearest_radius(z0))).abs()
        return torch.maximum(along, (z1 - z0).norm(dim=-1))


def _length(radius: Tensor) -> Tensor:
    """The length of the centre line up to a radius, but for a constant."""
    return (radius * (radius.square() + RISE**2).sqrt() + RISE**2 * torch.arcsinh(radius / RISE)) / (2 * RISE)


def _radius(length: Tensor) -> Tensor:
    """The radius at a length, by Newton's method: the slope of the length is sqrt(r^2 + k^2) / k."""
    radius = (2 * RISE * length).sqrt()
    for _ in range(ROUNDS):
        radius = radius - (_length(radius) - length) * RISE / (radius.square() + RISE**2).sqrt()
    return radius


def _centre(radius: Tensor) -> Latents:
    angle = (radius - INNER) / RISE
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=-1)


def _tangent(radius: Tensor) -> Latents:
    """The derivative of the centre line by the angle."""
    angle = (radius - INNER) / RISE
    cos, sin = angle.cos(), angle.sin()
    return torch.stack([RISE * cos - radius * sin, RISE * sin + radius * cos], dim=-1)


def _normal(radius: Tensor) -> Latents:
    x, y = _tangent(radius).unbind(-1)
    return torch.stack([y, -x], dim=-1) / torch.hypot(x, y)[..., None]


def _nearest_radius(z: Points) -> Float[Tensor, " points"]:
    """The radius of the centre line's point that is nearest to z: the best of one for every turn."""
    turns = torch.arange(-1, math.ceil(TURNS) + 1, dtype=z.dtype, device=z.device)
    angle = torch.atan2(z[:, 1], z[:, 0])[:, None] + 2 * math.pi * turns
    radius = (INNER + RISE * angle).clamp(INNER, OUTER)
    for _ in range(ROUNDS):
        tangent = _tangent(radius)
        step = ((z[:, None] - _centre(radius)) * tangent).sum(-1) / tangent.square().sum(-1)
        radius = (radius + RISE * step).clamp(INNER, OUTER)
    best = (z[:, None] - _centre(radius)).norm(dim=-1).argmin(dim=1, keepdim=True)
    return radius.gather(1, best)[:, 0]


@cache
def _moments() -> tuple[Tensor, Tensor]:
    """Mean and covariance by Gauss-Legendre quadrature over the angle, which is exact to rounding."""
    places, weights = np.polynomial.legendre.leggauss(100)
    radius = torch.from_numpy(INNER + (OUTER - INNER) * (places + 1) / 2)
    weight = torch.from_numpy(weights) * (radius.square() + RISE**2).sqrt()
    weight = (weight / weight.sum())[:, None]
    centre, normal = _centre(radius), _normal(radius)
    mean = (weight * centre).sum(0)
    spread = centre - mean
    return mean, (weight * spread).T @ spread + HALF_WIDTH**2 / 3 * (weight * normal).T @ normal

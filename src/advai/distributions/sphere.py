"""The uniform law on a sphere: a surface, which straight lines leave at once."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from ..config import InputError
from ..shapes import Points
from .draws import check_dimension, normal_draws


@dataclass(frozen=True)
class Sphere:
    """The uniform law on the sphere |z| = radius in `dim` >= 1 dimensions: mean 0, covariance radius^2 I / d."""

    dim: int
    radius: float = 1.0

    def __post_init__(self) -> None:
        check_dimension("Sphere", self.dim)
        if not 0 < self.radius < math.inf:
            raise InputError(f"the radius of Sphere must be positive and finite, but {self.radius} was given.")

    @property
    def connected(self) -> bool:
        """Whether its support is one piece: in one dimension it is the two points -1 and 1."""
        return self.dim > 1

    @property
    def name(self) -> str:
        """As a user writes it: `sphere:64`; `hypersphere:64` of the radius sqrt(64), where N(0, I) has its points."""
        if self.radius == 1:
            return f"sphere:{self.dim}"
        typical = self == hypersphere(self.dim)
        return f"hypersphere:{self.dim}" if typical else f"sphere:{self.dim} of radius {self.radius:g}"

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device: the directions of normal draws."""
        return self.radius * _direction(normal_draws(count, self.dim, generator))

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(self.dim, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64."""
        return self.radius**2 * torch.eye(self.dim, dtype=torch.float64) / self.dim

    def distance_inside(self, z0: Points, z1: Points) -> Float[Tensor, " points"]:
        """The length of the shortest way from z0 to z1 on the sphere: radius times angle, `2 atan2(|u - v|, |u + v|)`.

        Points off the sphere count as their directions u and v. In one dimension there is no way from -1 to 1, and
        this is still half a circle.
        """
        u, v = _direction(z0), _direction(z1)
        return 2 * self.radius * torch.atan2((u - v).norm(dim=-1), (u + v).norm(dim=-1))


def hypersphere(dim: int) -> Sphere:
    """The sphere of radius sqrt(dim): mean 0, covariance I, and norms as N(0, I) has them in many dimensions."""
    return Sphere(dim, radius=math.sqrt(dim))


def _direction(z: Points) -> Points:
    """z / |z|, and a fixed direction where z is 0."""
    norm = z.norm(dim=-1, keepdim=True)
    first = torch.zeros_like(z)
    first[:, :1] = 1
    return torch.where(norm > 0, z / norm, first)

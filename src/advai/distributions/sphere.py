"""The uniform law on the unit sphere: a surface, which straight lines leave at once."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from ..shapes import Points
from .draws import check_dimension, normal_draws


@dataclass(frozen=True)
class Sphere:
    """The uniform law on the sphere |z| = 1 in `dim` >= 1 dimensions: mean 0, covariance I / d."""

    dim: int

    def __post_init__(self) -> None:
        check_dimension("Sphere", self.dim)

    @property
    def connected(self) -> bool:
        """Whether its support is one piece: in one dimension it is the two points -1 and 1."""
        return self.dim > 1

    @property
    def name(self) -> str:
        """As a user writes it."""
        return f"sphere:{self.dim}"

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device: the directions of normal draws."""
        return _direction(normal_draws(count, self.dim, generator))

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(self.dim, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64."""
        return torch.eye(self.dim, dtype=torch.float64) / self.dim

    def distance_inside(self, z0: Points, z1: Points) -> Float[Tensor, " points"]:
        """The length of the shortest way from z0 to z1 on the sphere: their angle, `2 atan2(|u - v|, |u + v|)`.

        Points off the sphere count as their directions u and v. In one dimension there is no way from -1 to 1, and
        this is still the angle, pi.
        """
        u, v = _direction(z0), _direction(z1)
        return 2 * torch.atan2((u - v).norm(dim=-1), (u + v).norm(dim=-1))


def _direction(z: Points) -> Points:
    """z / |z|, and a fixed direction where z is 0."""
    norm = z.norm(dim=-1, keepdim=True)
    first = torch.zeros_like(z)
    first[:, :1] = 1
    return torch.where(norm > 0, z / norm, first)

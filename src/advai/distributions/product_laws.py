"""Laws of any dimension whose coordinates are independent, all of the same law.

Gaussian    N(0, I_d): mean 0, covariance I
Uniform     on [-1, 1]^d: mean 0, covariance I / 3
Laplace     the density exp(-|x|) / 2: mean 0, covariance 2 I; heavier tails than the Gaussian
Student     Student's t with 5 degrees of freedom: mean 0, covariance 5/3 I; tails like |x|^-6
Corners     +1 or -1, and uniform within 0.35 around it: mean 0, covariance (1 + 0.35^2 / 3) I; 2^d pieces

Each has `.name`, `.dim`, `.sample(count, generator)`, `.mean()`, `.covariance()`, and `.connected`: whether its support
is one piece, so that a path can stay on it without jumping.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from ..shapes import Points
from .draws import check_dimension, check_draw, normal_draws, unit_draws

DEGREES = 5
CORNER_HALF_WIDTH = 0.35


@dataclass(frozen=True)
class Gaussian:
    """The standard normal law N(0, I_d) in `dim` >= 1 dimensions."""

    dim: int
    connected: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_dimension("Gaussian", self.dim)

    @property
    def name(self) -> str:
        """As a user writes it."""
        return f"gaussian:{self.dim}"

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        return normal_draws(count, self.dim, generator)

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(self.dim, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64."""
        return torch.eye(self.dim, dtype=torch.float64)


@dataclass(frozen=True)
class Uniform:
    """The uniform law on the cube [-1, 1]^d in `dim` >= 1 dimensions."""

    dim: int
    connected: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_dimension("Uniform", self.dim)

    @property
    def name(self) -> str:
        """As a user writes it."""
        return f"uniform:{self.dim}"

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        return 2 * unit_draws(count, self.dim, generator) - 1

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(self.dim, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64."""
        return torch.eye(self.dim, dtype=torch.float64) / 3


@dataclass(frozen=True)
class Laplace:
    """Independent Laplace coordinates of scale 1 in `dim` >= 1 dimensions."""

    dim: int
    connected: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_dimension("Laplace", self.dim)

    @property
    def name(self) -> str:
        """As a user writes it."""
        return f"laplace:{self.dim}"

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device: differences of exponential draws."""
        check_draw(count, generator)
        draws = torch.empty(2, count, self.dim, device=generator.device, dtype=torch.float32)
        first, second = draws.exponential_(generator=generator)
        return first - second

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(self.dim, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64."""
        return 2 * torch.eye(self.dim, dtype=torch.float64)


@dataclass(frozen=True)
class Student:
    """Independent coordinates of Student's t with 5 degrees of freedom in `dim` >= 1 dimensions."""

    dim: int
    connected: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_dimension("Student", self.dim)

    @property
    def name(self) -> str:
        """As a user writes it."""
        return f"student:{self.dim}"

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device.

        `sqrt(n (u^(-2/n) - 1)) cos(2 pi v)` with n degrees of freedom and u, v uniform (Bailey, "Polar Generation of
        Random Variates with the t-Distribution", 1994).
        """
        check_draw(count, generator)
        shape = (2, count, self.dim)
        u, v = torch.rand(shape, generator=generator, device=generator.device, dtype=torch.float32)
        return (DEGREES * ((1 - u).pow(-2 / DEGREES) - 1)).sqrt() * torch.cos(2 * math.pi * v)

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(self.dim, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64."""
        return DEGREES / (DEGREES - 2) * torch.eye(self.dim, dtype=torch.float64)


@dataclass(frozen=True)
class Corners:
    """The uniform law over 2^d cubes of half width 0.35 around the corners {-1, 1}^d, in `dim` >= 1 dimensions."""

    dim: int
    connected: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_dimension("Corners", self.dim)

    @property
    def name(self) -> str:
        """As a user writes it."""
        return f"corners:{self.dim}"

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        within = CORNER_HALF_WIDTH * (2 * unit_draws(count, self.dim, generator) - 1)
        upper = torch.randint(0, 2, (count, self.dim), generator=generator, device=generator.device)
        return within + (2 * upper - 1)

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(self.dim, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64: that of the corners, and that around one, on each axis."""
        return (1 + CORNER_HALF_WIDTH**2 / 3) * torch.eye(self.dim, dtype=torch.float64)

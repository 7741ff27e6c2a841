"""The laws that latents are drawn from when there is no file: two of any dimension, and two in the plane.

Gaussian    N(0, I_d): mean 0, covariance I
Uniform     on [-1, 1]^d: mean 0, covariance I / 3
Ring        uniform over the area of the annulus 0.6 <= |z| <= 1: mean 0, covariance (0.6^2 + 1) / 4 I = 0.34 I
Discs       uniform over the area of nine discs of radius 1, centred at {-3, 0, 3}^2: mean 0, covariance (6 + 1/4) I

Each has `.name`, `.dim`, `.sample(count, generator)`, `.mean()`, `.covariance()`, and `.connected`: whether its support
is one piece, so that a path can stay on it without jumping.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from ..config import InputError, InputTypeError
from ..shapes import Points

RING_INNER = 0.6
RING_OUTER = 1.0
DISC_RADIUS = 1.0
DISC_SPACING = 3.0


@dataclass(frozen=True)
class Gaussian:
    """The standard normal law N(0, I_d) in `dim` >= 1 dimensions."""

    dim: int
    connected: ClassVar[bool] = True

    def __post_init__(self) -> None:
        _check_dimension("Gaussian", self.dim)

    @property
    def name(self) -> str:
        """As a user writes it."""
        return f"gaussian:{self.dim}"

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        check_draw(count, generator)
        return torch.randn(count, self.dim, generator=generator, device=generator.device, dtype=torch.float32)

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
        _check_dimension("Uniform", self.dim)

    @property
    def name(self) -> str:
        """As a user writes it."""
        return f"uniform:{self.dim}"

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        return 2 * _unit_draws(count, self.dim, generator) - 1

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(self.dim, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64."""
        return torch.eye(self.dim, dtype=torch.float64) / 3


@dataclass(frozen=True)
class Ring:
    """The uniform law over the area of the annulus with radii 0.6 and 1 in the plane."""

    name: ClassVar[str] = "ring"
    dim: ClassVar[int] = 2
    connected: ClassVar[bool] = True

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        return _polar(_unit_draws(count, 2, generator), RING_INNER, RING_OUTER)

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(2, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64: half of E|z|^2 = (inner^2 + outer^2) / 2 on each axis."""
        return (RING_INNER**2 + RING_OUTER**2) / 4 * torch.eye(2, dtype=torch.float64)


@dataclass(frozen=True)
class Discs:
    """The uniform law over the area of nine discs of radius 1 with centres at {-3, 0, 3}^2."""

    name: ClassVar[str] = "discs"
    dim: ClassVar[int] = 2
    connected: ClassVar[bool] = False

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        within = _polar(_unit_draws(count, 2, generator), 0.0, DISC_RADIUS)
        steps = torch.randint(-1, 2, (count, 2), generator=generator, device=generator.device)
        return DISC_SPACING * steps + within

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(2, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64: that of the centres, and that within a disc, on each axis."""
        return (2 / 3 * DISC_SPACING**2 + DISC_RADIUS**2 / 4) * torch.eye(2, dtype=torch.float64)


def check_draw(count: int, generator: Generator) -> None:
    """Raise `InputTypeError` or `InputError` for what no number of points can be drawn with."""
    if isinstance(count, bool) or not hasattr(count, "__index__"):
        raise InputTypeError(f"the number of points to draw must be an integer, but {count!r} was given: give one.")
    if count < 0:
        raise InputError(f"the number of points to draw must be 0 or more, but {count} was given.")
    if not isinstance(generator, Generator):
        raise InputTypeError(
            f"drawing needs a torch.Generator, but {type(generator).__name__} was given: "
            "pass generator=torch.Generator().manual_seed(0)."
        )


def _check_dimension(law: str, dim: int) -> None:
    if isinstance(dim, bool) or not hasattr(dim, "__index__"):
        raise InputTypeError(f"the dimension of {law} must be an integer, but {dim!r} was given: write {law}(64).")
    if dim < 1:
        raise InputError(f"the dimension of {law} must be 1 or more, but {dim} was given: write {law}(64).")


def _unit_draws(count: int, dim: int, generator: Generator) -> Points:
    check_draw(count, generator)
    return torch.rand(count, dim, generator=generator, device=generator.device, dtype=torch.float32)


def _polar(unit: Points, inner: float, outer: float) -> Points:
    """Points of an annulus, uniform over its area: r^2 is uniform on [inner^2, outer^2]."""
    radius = (inner**2 + (outer**2 - inner**2) * unit[:, 0]).sqrt()
    angle = 2 * math.pi * unit[:, 1]
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)

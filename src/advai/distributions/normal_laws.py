"""Laws made of Gaussians: one with correlated coordinates, and a mixture of six.

Correlated    N(0, C): the eigenvalues of C run from 1 to 1e-4 in equal ratios, along directions drawn once
Mixture       sum_i p_i N(m_i, s_i^2 I), i = 1 ... 6, with p_i = i / 21, s_i from 0.5 to 1.0, and centres m_i drawn once

Directions and centres depend on the dimension alone.
"""

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from ..shapes import Points
from .draws import check_dimension, normal_draws

SEED = 2021
SMALLEST_EIGENVALUE = 1e-4
COMPONENTS = 6
LOW_DEVIATION = 0.5
HIGH_DEVIATION = 1.0
APART = 4.0
"""The mean distance of two centres of the mixture, in mean deviations of a component."""


@dataclass(frozen=True)
class Correlated:
    """The normal law of mean 0 with correlated coordinates, of condition number 1e4, in `dim` >= 1 dimensions."""

    dim: int
    connected: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_dimension("Correlated", self.dim)

    @property
    def name(self) -> str:
        """As a user writes it."""
        return f"correlated:{self.dim}"

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        return normal_draws(count, self.dim, generator) @ _root(self.dim).to(generator.device, torch.float32)

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return torch.zeros(self.dim, dtype=torch.float64)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64."""
        return _root(self.dim).T @ _root(self.dim)


@dataclass(frozen=True)
class Mixture:
    """The mixture of six Gaussians of unequal weights and deviations in `dim` >= 1 dimensions.

    Two centres are 4 deviations apart on average, whatever the dimension, so that components overlap along the line
    between them. The support is all of space: `connected`, though there is little on the way between two components.
    The higher the dimension, the more the norms tell components of other deviations apart.
    """

    dim: int
    connected: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_dimension("Mixture", self.dim)

    @property
    def name(self) -> str:
        """As a user writes it."""
        return f"mixture:{self.dim}"

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent points, float32, on the generator's device."""
        draws = normal_draws(count, self.dim, generator)
        device, numbers = generator.device, torch.arange(COMPONENTS)
        lots = numbers.repeat_interleave(numbers + 1).to(device)
        component = lots[torch.randint(len(lots), (count,), generator=generator, device=device)]
        centres, deviations = (x.to(device, torch.float32) for x in (_centres(self.dim), _deviations()))
        return centres[component] + deviations[component, None] * draws

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean, float64."""
        return _weights() @ _centres(self.dim)

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The covariance, float64: that of the centres, and the mean one of a component."""
        spread = _centres(self.dim) - self.mean()
        within = (_weights() * _deviations().square()).sum()
        return (_weights()[:, None] * spread).T @ spread + within * torch.eye(self.dim, dtype=torch.float64)


@cache
def _root(dim: int) -> Tensor:
    """R (latent, latent) with R^T R the covariance: an orthogonal matrix, its rows scaled."""
    eigenvalues = SMALLEST_EIGENVALUE ** torch.linspace(0, 1, dim, dtype=torch.float64)
    directions, triangle = torch.linalg.qr(_seeded_normal(dim, dim))
    # The signs of a QR factor are a matter of the library.
    return eigenvalues.sqrt()[:, None] * directions * triangle.diagonal().sign()


@cache
def _centres(dim: int) -> Tensor:
    """The centres of the mixture (components, latent)."""
    centres = _seeded_normal(COMPONENTS, dim)
    return centres * (APART * _deviations().mean() / torch.pdist(centres).mean())


def _deviations() -> Tensor:
    return torch.linspace(LOW_DEVIATION, HIGH_DEVIATION, COMPONENTS, dtype=torch.float64)


def _weights() -> Tensor:
    weights = torch.arange(1, COMPONENTS + 1, dtype=torch.float64)
    return weights / weights.sum()


def _seeded_normal(rows: int, dim: int) -> Tensor:
    return torch.randn(rows, dim, generator=torch.Generator().manual_seed(SEED), dtype=torch.float64)

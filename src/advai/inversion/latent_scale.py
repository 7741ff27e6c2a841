"""Where the latents of a law lie: the scale of each coordinate, and the norm that they have."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from ..distributions import Source, Sphere
from ..shapes import PerSample, Points

DRAWS = 4_096


@dataclass(frozen=True, kw_only=True, eq=False)
class LatentScale:
    """`z = mean + deviation u`, and what is known of `|u| / sqrt(dim)` under the law: its mean and deviation.

    `radius`: of a law on a sphere, on which latents are kept. Without a law `norm` is None: nothing is known.
    """

    mean: Float[Tensor, " latent"]
    deviation: Float[Tensor, " latent"]
    norm: float | None = None
    norm_deviation: float = 0.0
    radius: float | None = None

    def latents(self, u: Points) -> Points:
        """The latents of standardised ones."""
        return self.kept(self.mean + self.deviation * u)

    def standardised(self, z: Points) -> Points:
        """The reverse of `latents`."""
        return (z - self.mean) / self.deviation

    def kept(self, z: Points) -> Points:
        """On the sphere, where the law lies on one."""
        if self.radius is None:
            return z
        return z * (self.radius / z.norm(dim=1, keepdim=True).clamp(min=1e-12))

    def penalty(self, u: Points) -> PerSample:
        """`((r - E r) / s)^2` of `r = |u| / sqrt(dim)`, s its deviation: 1 for a usual latent, 0 without a law."""
        if self.norm is None or self.radius is not None:
            return u.new_zeros(len(u))
        r = u.square().mean(dim=1).add(1e-12).sqrt()
        return ((r - self.norm) / self.norm_deviation).square()


def scale_of(law: Source | None, dim: int, generator: torch.Generator, device: torch.device) -> LatentScale:
    """The scale of a law's latents, its norm from draws; that of N(0, I), and no norm, without one."""
    if law is None:
        return LatentScale(mean=torch.zeros(dim, device=device), deviation=torch.ones(dim, device=device))
    mean = law.mean().float()
    deviation = law.covariance().diagonal().sqrt().float()
    r = ((law.sample(DRAWS, generator) - mean) / deviation).square().mean(dim=1).sqrt()
    return LatentScale(
        mean=mean.to(device),
        deviation=deviation.to(device),
        norm=float(r.mean()),
        norm_deviation=max(float(r.std()), 1e-3),
        radius=law.radius if isinstance(law, Sphere) else None,
    )

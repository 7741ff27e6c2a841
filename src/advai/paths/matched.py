"""Paths that keep the latents' law in closed form: the linear path, and the map that restores what it loses.

For independent latents z0, z1 of a law with mean mu and covariance C, y = (1 - t) z0 + t z1 has the mean mu and the
covariance s C, s = (1 - t)^2 + t^2. So z = mu + (y - mu) / sqrt(s) has the mean mu and the covariance C at every t:

    E z = mu,    Cov z = (1 / s) ((1 - t)^2 C + t^2 C) = C

whatever C is; it need not be known. For a Gaussian law that is all of it: z has the law itself. For any other law, two
moments are restored and no more. A law of independent uniform coordinates is restored in full by the monotone map of
Agustsson et al., "Optimal transport maps for distribution preserving operations on latent spaces of generative models"
(arXiv 1711.01970), coordinate by coordinate.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..distributions import Empirical, Gaussian, Source, Uniform, as_source
from ..shapes import Latents
from .checks import check_dimension, check_floating
from .chunks import Room, run_formula, weighted_sum
from .linear import linear_point


class Matched(nn.Module):
    """The linear path, moved back to the law of a source in closed form; called with `(z0, z1, t, *, out=None)`.

    source: a law, its name (`"gaussian:64"`), or latents as a tensor, an array or a file's path. `exact` says whether
    the whole law is kept for independent z0, z1 (Gaussian, Uniform) or its mean and covariance (all others: the ring,
    the discs, given latents, whose mean is that of the part for fitting). `.source`, `.dim`, and `.mean` (latent,).
    """

    name = "matched"
    mean: Tensor

    def __init__(self, source: object) -> None:
        super().__init__()
        self.source: Source = as_source(source)
        self.dim: int = self.source.dim
        self.exact: bool = isinstance(self.source, Gaussian | Uniform)
        self.register_buffer("mean", self.source.mean())

    def forward(
        self, z0: Latents, z1: Latents, t: float | Float[Tensor, "*#batch"], *, out: Tensor | None = None
    ) -> Latents:
        """The latents between z0 and z1 at t in [0, 1]; raises for what does not fit, another dimension included."""
        check_floating("z0", z0)
        if z0.ndim:
            check_dimension(z0, self.dim, f"the path matched to {self.source.name}")
        return run_formula(self.point, z0, z1, t, out)

    def point(self, z0: Tensor, z1: Tensor, t: Tensor, room: Room | None = None) -> Tensor:
        """The formula alone, unchecked: t with a last axis of size 1. The same to the bit for (z1, z0, 1 - t)."""
        if isinstance(self.source, Uniform):
            return uniform_matched_point(z0, z1, t, room)
        mean = self.mean.to(z0.dtype).to(z0.device) if isinstance(self.source, Empirical) else None
        return moment_matched_point(z0, z1, t, mean, room)

    def extra_repr(self) -> str:
        """What the module is made from."""
        return f"{self.source.name}, exact={self.exact}"


def moment_matched_point(
    z0: Tensor, z1: Tensor, t: Tensor, mean: Tensor | None = None, room: Room | None = None
) -> Tensor:
    """`mu + (y - mu) / sqrt(s)`, `y = (1-t) z0 + t z1`, `s = (1-t)^2 + t^2`; a `mean` (latent,) of None is 0.

    Unchecked: t with a last axis of size 1. The same to the bit for (z1, z0, 1 - t).
    """
    gain = ((1 - t).square() + t.square()).rsqrt()
    point = linear_point(z0, z1, t, room)
    if room is None:
        return point * gain if mean is None else point * gain + (1 - gain) * mean
    torch.mul(point, gain, out=room.out)
    return room.out if mean is None else room.out.add_(torch.mul((1 - gain).expand(len(z0), 1), mean, out=room.scratch))


def steady_matched_point(z0: Tensor, z1: Tensor, t: Tensor, mean: Tensor) -> Tensor:
    """`mu + cos(pi t / 2) (z0 - mu) + sin(pi t / 2) (z1 - mu)`: the points of the moment-matched path, at even speed.

    Its speed has the same mean square at every t, where that of `moment_matched_point` is twice as fast in the middle
    as at the ends. `mean` (latent,). Unchecked: t with a last axis of size 1. The same to the bit for (z1, z0, 1 - t).
    """
    first, second = torch.sin((1 - t) * (math.pi / 2)), torch.sin(t * (math.pi / 2))
    return weighted_sum(first, z0, second, z1) + (1 - (first + second)) * mean


def uniform_matched_point(z0: Tensor, z1: Tensor, t: Tensor, room: Room | None = None) -> Tensor:
    """`sign(y) (|y| - a e^2) / b`: a = min(t, 1-t), b = 1-a, y = (1-t) z0 + t z1, e = 1 - (1-|y|) / (2a) within [0, 1].

    That is `y / b` where |y| <= b - a, and `sign(y) (1 - (1-|y|)^2 / (4ab))` further out, without dividing by a small
    a. Outside of the law's support, |y| > 1, the map goes on in a straight line: nothing is clamped. Unchecked.
    """
    a = torch.minimum(t, 1 - t)
    # 1 - |y| is 0 or above eps / 2, so that a wider step than 2a changes no value, and no gradient overflows.
    width = (2 * a).clamp(min=torch.finfo(t.dtype).eps ** 2)
    y = linear_point(z0, z1, t, room)
    if room is None:
        bend = a * (1 - (1 - y.abs()) / width).clamp(0, 1).square()
        return (y - y.sign() * bend) / (1 - a)
    bend = torch.abs(y, out=room.scratch).neg_().add_(1).div_(width).neg_().add_(1).clamp_(0, 1).square_().mul_(a)
    return torch.sub(y, torch.copysign(bend, y, out=room.scratch), out=room.out).div_(1 - a)

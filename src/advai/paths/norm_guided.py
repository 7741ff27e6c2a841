"""The likeliest path by the norm alone (Samuel et al., "Norm-guided latent space exploration", arXiv 2306.08687).

The norm of N(0, I_d) has the chi law of d degrees of freedom, and high-dimensional latents lie close to |z| = sqrt d.
The path from z0 to z1 is the curve g that keeps to likely norms without being long:

    minimise  integral n(|g|) ds,    n(r) = -log P(r) = -(d - 1) log r + r^2 / 2 + constant > 0

n depends on the norm alone, so the curve stays in the plane of z0 and z1 and turns one way: a polyline whose corners
stand at equal steps of the angle between them, and only their radii r_i are unknown. The paper moves the corners of a
polyline in space by a gradient method, and keeps neighbours near each other by a penalty; here

    E = sum_i (n(r_i) + n(r_i+1)) / 2 * l_i,    l_i^2 = r_i^2 + r_i+1^2 - 2 r_i r_i+1 cos(step)

is minimised by Newton's method, with the terms of the second derivative that cannot be negative, and halved steps.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..distributions import Source, as_source
from ..shapes import Latents
from .checks import check_dimension, check_floating
from .chunks import Room, run_formula
from .norms import norm

ROUNDS = 16
SHARES = (1.0, 0.5, 0.25, 0.0625, 0.0)
FLAT = 1e-3
"""Closer than this angle to parallel or to opposite, two latents span no plane to turn in: the path is linear."""


class NormGuided(nn.Module):
    """The path of the likeliest norms, at even speed; called with `(z0, z1, t, *, out=None)`.

    source: a law, its name (`"gaussian:64"`), or latents as a tensor, an array or a file's path. Latents count as
    (z - mean) / deviation, coordinate by coordinate, with the source's mean and deviations. `steps`: the segments of
    the polyline. z_t is where the share t of its length has been covered. Linear where the latents span no plane: in
    one dimension, for parallel and for opposite ones. Not to be differentiated: the polyline is taken as fixed.
    `.source`, `.dim`, and `.mean` and `.deviation` (latent,).
    """

    name = "NAO"
    mean: Tensor
    deviation: Tensor

    def __init__(self, source: object, *, steps: int = 16) -> None:
        super().__init__()
        self.source: Source = as_source(source)
        self.dim: int = self.source.dim
        self.steps = steps
        self.register_buffer("mean", self.source.mean())
        self.register_buffer("deviation", self.source.covariance().diagonal().sqrt())

    def forward(
        self, z0: Latents, z1: Latents, t: float | Float[Tensor, "*#batch"], *, out: Tensor | None = None
    ) -> Latents:
        """The latents between z0 and z1 at t in [0, 1]; raises for what does not fit, another dimension included."""
        check_floating("z0", z0)
        if z0.ndim:
            check_dimension(z0, self.dim, f"the path of the likeliest norms of {self.source.name}")
        return run_formula(self.point, z0, z1, t, out)

    def point(self, z0: Tensor, z1: Tensor, t: Tensor, room: Room | None = None) -> Tensor:
        """The formula alone, unchecked: t with a last axis of size 1. The same for (z1, z0, 1 - t) but for rounding."""
        mean = self.mean.to(z0.device, z0.dtype)
        with torch.no_grad():
            first, second = self._weights(z0 - mean, z1 - mean, t)
        return first * z0 + second * z1 + (1 - first - second) * mean

    def _weights(self, z0: Tensor, z1: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
        """What z0 and z1 are multiplied by, (*batch, 1), both without the mean; from float64, for squares of norms."""
        deviation = self.deviation.to(z0.device, torch.float64)
        u, v = z0 / deviation, z1 / deviation
        size0, size1 = norm(u), norm(v)
        u, v = u / size0, v / size1
        angle = 2 * torch.atan2(norm(u - v), norm(u + v))
        plane = (angle > FLAT) & (angle < math.pi - FLAT) & (size0 > FLAT) & (size1 > FLAT)
        # A latent that is NaN goes the same way, which keeps it NaN.
        plane = plane & (self.dim > 1) | (size0 + size1).isnan()
        radius0, radius1, turn = (x.masked_fill(~plane, 1.0).reshape(-1) for x in (size0, size1, angle))
        share = t.double().expand_as(angle).reshape(-1)
        weights = _turning_weights(radius0, radius1, turn, share, self.dim, self.steps)
        first, second = (x.reshape(angle.shape).to(t.dtype) for x in weights)
        return torch.where(plane, first, 1 - t), torch.where(plane, second, t)

    def extra_repr(self) -> str:
        """What the module is made from."""
        return f"{self.source.name}, steps={self.steps}"


def _turning_weights(
    size0: Tensor, size1: Tensor, angle: Tensor, share: Tensor, dim: int, steps: int
) -> tuple[Tensor, Tensor]:
    """The weights of z0 and z1 (rows,) where the `share` of the polyline's length has been covered."""
    radii = likeliest_radii(size0, size1, angle, dim, steps)
    turned = torch.arange(steps + 1, dtype=angle.dtype, device=angle.device)[:, None] * (angle / steps)
    first = radii / size0 * torch.sin(angle - turned) / torch.sin(angle)
    second = radii / size1 * torch.sin(turned) / torch.sin(angle)
    covered = torch.cat([torch.zeros_like(share)[None], _lengths(radii, angle / steps).cumsum(0)])
    wanted = share * covered[-1]
    # The number of corners passed, at most the last but one; NaN passes none.
    corner = (covered[1:-1] <= wanted).sum(0, keepdim=True)
    start, end = covered.gather(0, corner), covered.gather(0, corner + 1)
    part = (wanted - start) / (end - start)
    a, b = (torch.lerp(x.gather(0, corner), x.gather(0, corner + 1), part)[0] for x in (first, second))
    return a, b


def likeliest_radii(
    size0: Float[Tensor, " rows"], size1: Float[Tensor, " rows"], angle: Float[Tensor, " rows"], dim: int, steps: int
) -> Float[Tensor, "corners rows"]:
    """The radii at `steps` equal steps of the angle between latents of the norms `size0` and `size1`, both included."""
    step = angle / steps
    share = torch.linspace(0, 1, steps + 1, dtype=angle.dtype, device=angle.device)[:, None]
    radii = size0 + share * (size1 - size0)
    radii[-1] = size1
    for _ in range(ROUNDS):
        move = _newton_move(radii, step, dim)
        tried = torch.stack([torch.maximum(radii[1:-1] + share * move, radii[1:-1] / 4) for share in SHARES])
        ends = radii.expand(len(SHARES), *radii.shape)
        tried = torch.cat([ends[:, :1], tried, ends[:, -1:]], dim=1)
        best = _energy(tried, step, dim).argmin(0)
        radii = tried.gather(0, best.expand(1, *radii.shape))[0]
    return radii


def _cost(radius: Tensor, dim: int) -> Tensor:
    """-log P(r) of the chi law."""
    return radius.square() / 2 - (dim - 1) * radius.log() + (dim / 2 - 1) * math.log(2) + math.lgamma(dim / 2)


def _lengths(radii: Tensor, step: Tensor) -> Tensor:
    a, b = radii[..., :-1, :], radii[..., 1:, :]
    return ((a - b).square() + 4 * a * b * torch.sin(step / 2).square()).sqrt()


def _energy(radii: Tensor, step: Tensor, dim: int) -> Tensor:
    cost = _cost(radii, dim)
    return ((cost[..., :-1, :] + cost[..., 1:, :]) / 2 * _lengths(radii, step)).sum(-2)


def _newton_move(radii: Tensor, step: Tensor, dim: int) -> Tensor:
    """The step of the inner radii towards the least energy."""
    a, b, lengths, cost = radii[:-1], radii[1:], _lengths(radii, step), _cost(radii, dim)
    weight = (cost[:-1] + cost[1:]) / 2
    slope, bend = radii - (dim - 1) / radii, 1 + (dim - 1) / radii.square()
    # The half turn 2 sin^2(step / 2) = 1 - cos(step), which small steps would lose.
    half = 2 * torch.sin(step / 2).square()
    by_a, by_b = weight * (a - b + b * half) / lengths, weight * (b - a + a * half) / lengths
    stiff = weight * torch.sin(step).square() / lengths**3
    around = (lengths[:-1] + lengths[1:]) / 2
    gradient = slope[1:-1] * around + by_b[:-1] + by_a[1:]
    diagonal = bend[1:-1] * around + stiff[:-1] * a[:-1].square() + stiff[1:] * b[1:].square()
    beside = -(stiff * a * b)[1:-1]
    return -_solve(diagonal, beside, gradient)


def _solve(diagonal: Tensor, beside: Tensor, right: Tensor) -> Tensor:
    """x with the tridiagonal symmetric matrix of each column times x = right (Thomas's algorithm)."""
    factors, reduced = [], [right[0] / diagonal[0]]
    pivot = diagonal[0]
    for k in range(1, len(diagonal)):
        factors.append(beside[k - 1] / pivot)
        pivot = diagonal[k] - beside[k - 1] * factors[-1]
        reduced.append((right[k] - beside[k - 1] * reduced[-1]) / pivot)
    for k in range(len(factors) - 1, -1, -1):
        reduced[k] = reduced[k] - factors[k] * reduced[k + 1]
    return torch.stack(reduced)

"""The spherical path (White, "Sampling Generative Networks", arXiv 1609.04468), made right for every pair of vectors.

    z_t = sin((1 - t) w) / sin(w) z0 + sin(t w) / sin(w) z1,    w = the angle between z0 and z1

With u = z0 / |z0|, v = z1 / |z1| it is w = 2 atan(|u - v| / |u + v|), which unlike arccos(u . v) is accurate near pi.
The formula holds on raw vectors, except where it says nothing or blows up:

parallel        the weights are smooth functions of w^2: where it is small they are a series, at w = 0 linear
zero            a vector of norm 0 (or at most eps^4 of the other's) has no direction: linear
near antipodes  |u + v|^2 < 1e-3 (w within 1.8 degrees of pi): the weights grow like 1 / sin(w), and blow up any
                difference of the norms; so the formula turns the direction, and the norm is (1 - t) |z0| + t |z1|
antipodes       |u + v|^2 < 1e-6 (within 0.06 degrees): which way round is a matter of rounding; so the direction turns
                from u over a fixed orthogonal one to v: over the part orthogonal to u - v of the coordinate axis that
                is nearest to it, the same one for (z1, z0)
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from ..shapes import Latents
from .chunks import Room, run_formula, some, weighted_sum
from .linear import linear_point
from .norms import extreme, moderation, norm

# Bounds of |u + v|^2, which is 4 for parallel vectors and 0 for antipodes.
NEAR_ANTIPODES = 1e-3
ANTIPODES = 1e-6
COARSE = 0.2  # below, 2 + 2 u . v has lost too many digits, and the sum itself is squared
PARALLEL = 1e-5  # how far below 4 the series serves

# The weights of many rows are computed at once, for each operation has its price; what goes over whole latents stays
# in the cache.
CHUNK_BYTES = 1 << 24
TILE_BYTES = 1 << 20


def slerp(z0: Latents, z1: Latents, t: float | Float[Tensor, "*#batch"], *, out: Tensor | None = None) -> Latents:
    """The spherical path, `sin((1-t) w) / sin(w) z0 + sin(t w) / sin(w) z1` with w the angle between z0 and z1.

    t in [0, 1], one for all or one per latent; `out`: where to write (no gradient then; it may be z0 or z1). Linear for
    parallel vectors, for a zero vector and in one dimension; near antipodes the norm stays between those of z0 and z1.
    Raises `InputError` or `InputTypeError` for shapes, dtypes, devices or times that do not fit.
    """
    return run_formula(spherical_point, z0, z1, t, out, chunk_bytes=CHUNK_BYTES)


def spherical_point(z0: Tensor, z1: Tensor, t: Tensor, room: Room | None = None) -> Tensor:
    """The formula alone, unchecked: t with a last axis of size 1. The same to the bit for (z1, z0, 1 - t)."""
    if z0.shape[-1] < 2:
        return linear_point(z0, z1, t, room)
    size0, size1, product = _products(z0, z1, room)
    along = _along(product, size0, size1)
    if some(extreme(size0) | extreme(size1) | (along != along.clamp(COARSE, 4 - PARALLEL))):
        return _rare_point(z0, z1, t, size0, size1)
    first, second = _turning_weights(along, t)
    if room is None:
        return weighted_sum(first, z0, second, z1)
    for tile, within in _tiles(room):
        weighted_sum(first[tile], z0[tile], second[tile], z1[tile], within)
    return room.out


def _products(z0: Tensor, z1: Tensor, room: Room | None) -> tuple[Tensor, Tensor, Tensor]:
    """|z0|, |z1| and z0 . z1, each (rows, 1)."""
    if room is None:
        return norm(z0), norm(z1), (z0 * z1).sum(-1, keepdim=True)
    size0, size1, product = (z0.new_empty(len(z0), 1) for _ in range(3))
    for tile, within in _tiles(room):
        norm(z0[tile], out=size0[tile])
        norm(z1[tile], out=size1[tile])
        torch.sum(torch.mul(z0[tile], z1[tile], out=within.scratch), -1, keepdim=True, out=product[tile])
    return size0, size1, product


def _tiles(room: Room) -> Iterator[tuple[slice, Room]]:
    """Parts of a chunk that fit the cache beside what they are computed with: rows, and the room for them."""
    count, latent = room.out.shape
    step = max(1, TILE_BYTES // (latent * room.out.element_size()))
    for start in range(0, count, step):
        tile = slice(start, min(start + step, count))
        yield tile, Room(room.out[tile], room.scratch[: tile.stop - start])


def _along(product: Tensor, size0: Tensor, size1: Tensor) -> Tensor:
    """|u + v|^2 = 2 + 2 z0 . z1 / (|z0| |z1|), with an error of a few eps."""
    return 2 + 2 * (product / (size0 * size1))


def _turning_weights(along: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
    """The weights of z0 and z1, 0 < along < 4; near 4 an error in `along` moves them by no more than itself."""
    across = 4 - along
    # Not atan2, which on a CPU rounds by the place in the batch.
    angle, sine = 2 * (across / along).sqrt().atan(), (across * along).sqrt() / 2
    return torch.sin((1 - t) * angle) / sine, torch.sin(t * angle) / sine


def _parallel_weight(t: Tensor, across: Tensor) -> Tensor:
    """sin(t w) / sin(w) for small `across` = |u - v|^2 = 4 sin(w/2)^2, to the order w^4."""
    square = across + across**2 / 12 + across**3 / 90
    return t * (1 + (1 - t**2) * square / 6 + (7 - 10 * t**2 + 3 * t**4) * square**2 / 360)


class _Sizes(NamedTuple):
    """Latents brought into the middle of the type's range, each by its own power of two, and their norms there."""

    z0: Tensor
    z1: Tensor
    size0: Tensor  # the norms of z0 and z1 as they are here; 1 where the path is linear
    size1: Tensor
    norm0: Tensor  # the norms in one common scale; 1 where the path is linear
    norm1: Tensor
    common: Tensor  # that scale
    linear: Tensor  # where a vector has no direction


def _sizes(z0: Tensor, z1: Tensor, size0: Tensor, size1: Tensor) -> _Sizes:
    factor0, factor1 = moderation(size0.detach()), moderation(size1.detach())
    z0, z1 = z0 * factor0, z1 * factor1
    size0, size1 = norm(z0), norm(z1)
    common = torch.minimum(factor0, factor1)
    shift0, shift1 = common / factor0, common / factor1
    norm0, norm1 = (size0 * shift0).detach(), (size1 * shift1).detach()
    linear = torch.minimum(norm0, norm1) <= torch.finfo(z0.dtype).eps ** 4 * torch.maximum(norm0, norm1)
    # Masked before they are divided by: 0 times infinity is NaN in a gradient, even of what is thrown away.
    size0, size1, shift0, shift1 = (x.masked_fill(linear, 1.0) for x in (size0, size1, shift0, shift1))
    return _Sizes(z0, z1, size0, size1, size0 * shift0, size1 * shift1, common, linear)


def _rare_point(z0: Tensor, z1: Tensor, t: Tensor, size0: Tensor, size1: Tensor) -> Tensor:
    """The formula for all rows where some of them are one of the cases above; the other rows to the bit as without."""
    sizes = _sizes(z0, z1, size0, size1)
    u, v = sizes.z0 / sizes.size0, sizes.z1 / sizes.size1
    along = _along((sizes.z0 * sizes.z1).sum(-1, keepdim=True), sizes.size0, sizes.size1)
    along = torch.where(along < COARSE, (u + v).square().sum(-1, keepdim=True), along).masked_fill(sizes.linear, 2.0)
    parallel, near, antipodes = along > 4 - PARALLEL, along < NEAR_ANTIPODES, along < ANTIPODES
    first, second = _turning_weights(along.masked_fill(parallel | antipodes, 2.0), t)
    across = (4 - along).masked_fill(~parallel, 0.0)
    first = torch.where(parallel, _parallel_weight(1 - t, across), first)
    second = torch.where(parallel, _parallel_weight(t, across), second)
    size = (1 - t) * sizes.norm0 + t * sizes.norm1
    scale0, scale1 = size / sizes.norm0, size / sizes.norm1
    first, second = torch.where(near, first * scale0, first), torch.where(near, second * scale1, second)
    first, second = torch.where(sizes.linear, 1 - t, first), torch.where(sizes.linear, t, second)
    if not some(antipodes):
        return weighted_sum(first, z0, second, z1)
    turn = _half_turn(u, v, t, antipodes)
    first = torch.where(antipodes, turn.first * scale0, first)
    second = torch.where(antipodes, turn.second * scale1, second)
    point = weighted_sum(first, z0, second, z1)
    height = (turn.height * size).masked_fill(~antipodes, 0.0) / sizes.common
    return torch.where(turn.axis & antipodes, point + height, point)


class _HalfTurn(NamedTuple):
    """first u + second v + height e: the direction on the way from u to v over the one orthogonal to both."""

    first: Tensor
    second: Tensor
    height: Tensor
    axis: Tensor  # true at the coordinate of e


def _half_turn(u: Tensor, v: Tensor, t: Tensor, antipodes: Tensor) -> _HalfTurn:
    """cos(pi t) u (past the middle, of -v) + sin(pi t) q, with q = e - (e . m) m, normed, and m = (u - v) / |u - v|."""
    chord = u - v
    axis = torch.arange(chord.shape[-1], device=chord.device) == chord.abs().argmin(-1, keepdim=True)
    length = chord.square().sum(-1, keepdim=True).masked_fill(~antipodes, 4.0).sqrt()
    slant = chord.masked_fill(~axis, 0.0).sum(-1, keepdim=True).masked_fill(~antipodes, 0.0) / length
    # As functions of 1/2 - t these are odd and even to the bit, so the path is the same from both ends.
    cosine, sine = torch.sin(math.pi * (0.5 - t)), torch.cos(math.pi * (0.5 - t))
    height = sine / (1 - slant.square()).sqrt()
    back = height * slant / length
    return _HalfTurn(cosine.relu() - back, (-cosine).relu() + back, height, axis)

"""How a path's formula is run over many latents: with exact ends, in the right type, and in chunks that fit the cache.

A formula is a function `(z0, z1, t, room) -> z_t` of latents in float32 or float64 and of times with a last axis of
size 1. `room` is None, or memory that the formula may use for its result and for what it computes on the way:
fresh memory costs more than the arithmetic of a path.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor
from torch.autograd import forward_ad

from .checks import check_latents, check_times, compute_dtype
from .ends import with_exact_ends
from .memory import as_table, check_out

CACHE_BYTES = 1 << 23
DEVICE_BYTES = 1 << 27


class Room(NamedTuple):
    """Memory of the shape of a chunk. `out` may be that of z0 or z1, so it is written when both have been read."""

    out: Tensor
    scratch: Tensor


Formula = Callable[[Tensor, Tensor, Tensor, Room | None], Tensor]


def run_formula(
    formula: Formula,
    z0: Tensor,
    z1: Tensor,
    t: object,
    out: Tensor | None = None,
    *,
    chunk_bytes: int = CACHE_BYTES,
    one_pass: Callable[[Tensor], bool] | None = None,
) -> Tensor:
    """The latents `formula(z0, z1, t)`, to the bit z0 where t = 0 and z1 where t = 1, in the dtype of z0; checked.

    Without `out` the result can be differentiated. With it, the result is written there; `out` may be z0 or z1. On a
    CPU that happens in chunks of `chunk_bytes`, each operation on all threads of torch. `one_pass` says of times
    whether the formula needs no memory but `room.out`: then one chunk is enough. Raises what `check_latents`,
    `check_times` and `check_out` raise.
    """
    check_latents(z0, z1)
    times, with_ends = check_times(t, z0)
    if out is not None:
        check_out(out, z0, z1, times)
    elif _fits(z0, min(chunk_bytes, CACHE_BYTES)) or torch.compiler.is_compiling() or _differentiated(z0, z1, times):
        return _at_once(formula, z0, z1, times, with_ends)
    else:
        out = torch.empty(z0.shape, dtype=z0.dtype, device=z0.device)
    if one_pass is not None and compute_dtype(z0.dtype) == z0.dtype and not with_ends and one_pass(times):
        with torch.no_grad():
            formula(z0, z1, times, Room(out, out))
    elif out.numel() > 0:
        _work_through(_tables(formula, z0, z1, times, out, with_ends, chunk_bytes))
    return out


def weighted_sum(first: Tensor, z0: Tensor, second: Tensor, z1: Tensor, room: Room | None = None) -> Tensor:
    """`first z0 + second z1`, the same to the bit when the terms are swapped (a fused multiply-add would not be)."""
    if room is None:
        return first * z0 + second * z1
    torch.mul(z1, second, out=room.scratch)
    torch.mul(z0, first, out=room.out)
    return room.out.add_(room.scratch)


def some(mask: Tensor) -> bool:
    """Whether a rare case occurs; always, under torch.compile, which cannot look."""
    return torch.compiler.is_compiling() or bool(mask.any())


def _at_once(formula: Formula, z0: Tensor, z1: Tensor, t: Tensor, with_ends: bool) -> Tensor:
    dtype = compute_dtype(z0.dtype)
    here, there = z0.to(dtype), z1.to(dtype)
    point = formula(here, there, t, None)
    return (with_exact_ends(point, here, there, t) if with_ends else point).to(z0.dtype)


class _Tables(NamedTuple):
    """Everything as (rows, latent), the times as (rows, 1) or (1, 1), and how many rows a chunk has."""

    formula: Formula
    z0: Tensor
    z1: Tensor
    t: Tensor
    out: Tensor
    with_ends: bool
    step: int


def _tables(
    formula: Formula, z0: Tensor, z1: Tensor, t: Tensor, out: Tensor, with_ends: bool, chunk_bytes: int
) -> _Tables:
    latent = out.shape[-1]
    rows0, rows1, rows = z0.detach().reshape(-1, latent), z1.detach().reshape(-1, latent), as_table(out)
    times = t if t.numel() == 1 else t.expand(*z0.shape[:-1], 1)
    step = max(1, _bytes(z0, chunk_bytes) // (latent * compute_dtype(out.dtype).itemsize))
    return _Tables(formula, rows0, rows1, times.detach().reshape(-1, 1), rows, with_ends, min(step, len(rows)))


@torch.no_grad()
def _work_through(tables: _Tables) -> None:
    """Every chunk once, all in the same memory."""
    dtype = compute_dtype(tables.out.dtype)
    memory = torch.empty((2, tables.step, tables.out.shape[-1]), dtype=dtype, device=tables.out.device)
    for start in range(0, len(tables.out), tables.step):
        _write_chunk(tables, slice(start, start + tables.step), memory)


def _write_chunk(tables: _Tables, part: slice, memory: Tensor) -> None:
    out, dtype = tables.out[part], memory.dtype
    z0, z1 = tables.z0[part].to(dtype), tables.z1[part].to(dtype)
    t = tables.t if len(tables.t) == 1 else tables.t[part]
    if tables.with_ends and some((t == 0) | (t == 1)):
        out.copy_(with_exact_ends(tables.formula(z0, z1, t, None), z0, z1, t))
        return
    result, scratch = memory[:, : len(out)]
    room = Room(out if dtype == out.dtype else result, scratch)
    point = tables.formula(z0, z1, t, room)
    if point is not out:
        out.copy_(point)


def _fits(z: Tensor, chunk_bytes: int) -> bool:
    return z.numel() * compute_dtype(z.dtype).itemsize <= _bytes(z, chunk_bytes)


def _bytes(z: Tensor, chunk_bytes: int) -> int:
    return chunk_bytes if z.device.type == "cpu" else DEVICE_BYTES


def _differentiated(*tensors: Tensor) -> bool:
    """Whether a derivative is being taken, backward or forward."""
    if torch.is_grad_enabled() and any(x.requires_grad for x in tensors):
        return True
    return any(forward_ad.unpack_dual(x).tangent is not None for x in tensors)

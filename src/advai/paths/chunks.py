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

from ..config import InputError
from .checks import check_latents, check_out, compute_dtype, time_column

CACHE_BYTES = 1 << 21
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

    Without `out` the result can be differentiated. With it, the result is written there in chunks of `chunk_bytes` on
    a CPU; `out` may be z0 or z1. `one_pass` says of times whether the formula needs no memory but `room.out`: then one
    chunk is enough. Raises what `check_latents`, `time_column`, `check_out` and `check_memory` raise.
    """
    check_latents(z0, z1)
    times = time_column(t, z0)
    if out is not None:
        check_out(out, z0, z1, times)
    elif _fits(z0, chunk_bytes) or torch.compiler.is_compiling() or _differentiated(z0, z1, times):
        return _at_once(formula, z0, z1, times)
    else:
        out = torch.empty(z0.shape, dtype=z0.dtype, device=z0.device)
    if one_pass is not None and compute_dtype(z0.dtype) == z0.dtype and not _with_ends(times) and one_pass(times):
        chunk_bytes = max(chunk_bytes, out.numel() * out.element_size())
    _write_in_chunks(formula, z0, z1, times, out, chunk_bytes)
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


def check_memory(out: Tensor, *latents: Tensor) -> None:
    """Raise `InputError` unless `out` has a place for each element, and is each of `latents` or apart from it."""
    if any(stride == 0 and size > 1 for stride, size in zip(out.stride(), out.shape, strict=True)):
        raise InputError("out must have a place for each element, but is an expanded tensor: use torch.empty_like(z0).")
    if any(_overlap(out, z) for z in latents):
        raise InputError("out must be z0, z1 or apart from both, but overlaps one of them: use torch.empty_like(z0).")


@torch.no_grad()
def _write_in_chunks(formula: Formula, z0: Tensor, z1: Tensor, t: Tensor, out: Tensor, chunk_bytes: int) -> None:
    check_memory(out, z0, z1)
    if out.numel() == 0:
        return
    latent, dtype = out.shape[-1], compute_dtype(out.dtype)
    rows0, rows1, rows = z0.reshape(-1, latent), z1.reshape(-1, latent), _rows_of(out)
    times = t if t.numel() == 1 else t.expand(*z0.shape[:-1], 1).reshape(-1, 1)
    times = times.reshape(-1, 1)
    with_ends = _with_ends(times)
    count = _chunk_rows(rows, dtype, chunk_bytes)
    memory = torch.empty((2, min(count, len(rows)), latent), dtype=dtype, device=out.device)
    for start in range(0, len(rows), count):
        part = slice(start, start + count)
        here, there = rows0[part].to(dtype), rows1[part].to(dtype)
        at = times if len(times) == 1 else times[part]
        result, scratch = memory[:, : len(here)]
        room = None if with_ends else Room(rows[part] if dtype == out.dtype else result, scratch)
        point = formula(here, there, at, room)
        if with_ends:
            point = _with_exact_ends(point, here, there, at)
        if room is None or point is not room.out or dtype != out.dtype:
            rows[part].copy_(point)


def _at_once(formula: Formula, z0: Tensor, z1: Tensor, t: Tensor) -> Tensor:
    dtype = compute_dtype(z0.dtype)
    here, there = z0.to(dtype), z1.to(dtype)
    return _with_exact_ends(formula(here, there, t, None), here, there, t).to(z0.dtype)


def _with_exact_ends(point: Tensor, z0: Tensor, z1: Tensor, t: Tensor) -> Tensor:
    """The point, but of the value z0 where t = 0 and z1 where t = 1; its derivatives are the point's everywhere."""
    if not _with_ends(t):
        return point
    return torch.where(t == 0, with_value(z0, point), torch.where(t == 1, with_value(z1, point), point))


def _with_ends(t: Tensor) -> bool:
    return some((t == 0) | (t == 1))


def with_value(value: Tensor, point: Tensor) -> Tensor:
    """Something of the value of `value`, to the bit (-0.0 too), and of the derivatives of `point`."""
    return value.detach() - (point.detach() - point).nan_to_num(0.0)


def _fits(z: Tensor, chunk_bytes: int) -> bool:
    return z.numel() * compute_dtype(z.dtype).itemsize <= (chunk_bytes if z.device.type == "cpu" else DEVICE_BYTES)


def _chunk_rows(rows: Tensor, dtype: torch.dtype, chunk_bytes: int) -> int:
    return max(1, (chunk_bytes if rows.device.type == "cpu" else DEVICE_BYTES) // (rows.shape[-1] * dtype.itemsize))


def _differentiated(*tensors: Tensor) -> bool:
    """Whether a derivative is being taken, backward or forward."""
    if torch.is_grad_enabled() and any(x.requires_grad for x in tensors):
        return True
    return any(forward_ad.unpack_dual(x).tangent is not None for x in tensors)


def _rows_of(out: Tensor) -> Tensor:
    try:
        return out.view(-1, out.shape[-1])
    except RuntimeError:
        raise InputError(
            f"out must be one table of latents, but the strides {out.stride()} of its batch make it several: "
            "use torch.empty(z0.shape)."
        ) from None


def _overlap(out: Tensor, z: Tensor) -> bool:
    """Whether the two share memory without being the same elements in the same places."""
    if out.numel() == 0 or out.untyped_storage().data_ptr() != z.untyped_storage().data_ptr():
        return False
    low, high = sorted((out, z), key=Tensor.storage_offset)
    apart = high.storage_offset() - low.storage_offset()
    if low.stride() == high.stride():
        # Two groups of columns of one table have rows that lie between each other.
        pitch = min((step for step, size in zip(out.stride()[:-1], out.shape[:-1], strict=True) if size > 1), default=0)
        width = (out.shape[-1] - 1) * out.stride(-1) + 1
        if apart == 0 or (pitch and width <= apart % pitch <= pitch - width):
            return False
    return apart < 1 + sum((size - 1) * step for size, step in zip(low.shape, low.stride(), strict=True))

"""What latents must be, before anything is computed with them: rows of finite floating-point numbers that differ."""

from collections.abc import Sequence

import numpy as np

from ..config import InputError, InputTypeError
from .stored_latents import StoredLatents


def check_floating(name: str, floating: bool, dtype: object) -> None:
    """Raise `InputTypeError` for numbers that are not floating-point ones."""
    if not floating:
        raise InputTypeError(
            f"latents must be float16, bfloat16, float32 or float64, but {name} holds {dtype}: "
            "convert them first, for instance with .astype('float32')."
        )


def check_layout(name: str, shape: Sequence[int]) -> None:
    """Raise `InputError` unless `shape` is (count, dim) with a row or more."""
    came = f"{name} has the shape {tuple(shape)}"
    if len(shape) == 1:
        raise InputError(f"latents must have the shape (count, dim), but {came}: reshape it with .reshape(-1, dim).")
    if len(shape) != 2:
        raise InputError(
            f"latents must have the shape (count, dim), but {came}: "
            "flatten each latent with .reshape(len(latents), -1)."
        )
    if min(shape) < 1:
        raise InputError(
            f"latents must have the shape (count, dim), but {came}, which holds no numbers: give more rows."
        )


def check_values(latents: StoredLatents) -> None:
    """Raise `InputError` for a single row, NaN, infinity, a coordinate that never changes; reads each row once."""
    if latents.count == 1:
        raise InputError(
            f"latents must be two rows or more, but {latents.name} has the shape {(1, latents.dim)}: "
            "one point has no law, give more rows."
        )
    low = np.full(latents.dim, np.inf, np.float32)
    high = np.full(latents.dim, -np.inf, np.float32)
    start = 0
    for chunk in latents.chunks():
        rows = chunk.cpu().numpy()
        with np.errstate(invalid="ignore"):
            chunk_low, chunk_high = rows.min(axis=0), rows.max(axis=0)
        if not (np.isfinite(chunk_low).all() and np.isfinite(chunk_high).all()):
            raise _not_finite(latents.name, start, rows)
        np.minimum(low, chunk_low, out=low)
        np.maximum(high, chunk_high, out=high)
        start += len(rows)
    constant = np.flatnonzero(low == high)
    if len(constant):
        which = f"coordinate {constant[0]}" + (f" (and {len(constant) - 1} more)" if len(constant) > 1 else "")
        raise InputError(
            f"every coordinate of latents must vary, but {which} of {latents.name} is {low[constant[0]]:g} "
            "in every row: remove such coordinates, for instance with latents[:, latents.std(0) > 0]."
        )


def _not_finite(name: str, start: int, rows: np.ndarray) -> InputError:
    row, coordinate = np.argwhere(~np.isfinite(rows))[0]
    value = "NaN" if np.isnan(rows[row, coordinate]) else "infinite (in float32)"
    return InputError(
        f"latents must be finite, but coordinate {coordinate} of row {start + row} of {name} is {value}: "
        "remove such rows, or find out what made them."
    )

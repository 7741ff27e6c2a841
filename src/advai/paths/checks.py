"""What a user may hand to a path, checked once at the front door; the formulas behind it check nothing.

Only what costs next to nothing is looked at: kinds, shapes and times. Latents are not searched for NaN, which would
cost as much as the path itself: a latent that is not finite gives one that is not, and touches no other.
"""

from numbers import Real
from typing import NamedTuple

import torch
from torch import Tensor

from ..config import InputError, InputTypeError

# torch spreads what has more elements over threads.
UNSHARED = 1 << 14


def compute_dtype(dtype: torch.dtype) -> torch.dtype:
    """The type that a path is computed in: float64 for float64, float32 for all others; half types are rounded last."""
    return torch.float64 if dtype == torch.float64 else torch.float32


def check_latents(z0: Tensor, z1: Tensor) -> None:
    """Raise `InputTypeError` or `InputError` unless z0 and z1 are floating tensors of one shape, dtype and device."""
    for name, z in (("z0", z0), ("z1", z1)):
        check_floating(name, z)
        if z.ndim == 0:
            raise InputError(f"{name} must have the shape (*batch, latent), but is a single number: give it an axis.")
    if z0.shape != z1.shape:
        raise InputError(
            f"z0 and z1 must have one shape, but have {tuple(z0.shape)} and {tuple(z1.shape)}: "
            "use z0.expand_as(z1) where one latent is meant for all."
        )
    if z0.dtype != z1.dtype:
        raise InputTypeError(f"z0 and z1 must have one dtype, but have {z0.dtype} and {z1.dtype}: use z1.to(z0.dtype).")
    if z0.device != z1.device:
        raise InputError(
            f"z0 and z1 must be on one device, but are on {z0.device} and {z1.device}: use z1.to(z0.device)."
        )


def check_dimension(z: Tensor, dim: int, owner: str) -> None:
    """Raise `InputError` unless the latents z have the `dim` coordinates that `owner` is made for."""
    if z.shape[-1] != dim:
        raise InputError(
            f"{owner} is for latents of {dim} coordinates, but the last axis of {tuple(z.shape)} has {z.shape[-1]}: "
            "use latents of the law that it was made from."
        )


def check_rows(name: str, z: object, dim: int, owner: str) -> None:
    """Raise `InputTypeError` or `InputError` unless z is a floating tensor (points, dim), as `owner` is made for."""
    check_floating(name, z)
    assert isinstance(z, Tensor)
    if z.ndim != 2:
        raise InputError(
            f"{name} must have the shape (points, {dim}), but has {tuple(z.shape)}: use reshape(-1, {dim})."
        )
    check_dimension(z, dim, owner)


def check_floating(name: str, z: object) -> None:
    """Raise `InputTypeError` unless z is a tensor of a floating dtype."""
    if not isinstance(z, Tensor):
        raise InputTypeError(f"{name} must be a tensor, but is a {type(z).__name__}: use torch.as_tensor({name}).")
    if not z.is_floating_point():
        raise InputTypeError(f"{name} must be of a floating dtype, but is {z.dtype}: use {name}.float().")


class Times(NamedTuple):
    """Checked times, ready to multiply latents."""

    column: Tensor
    with_ends: bool  # whether one of them is 0 or 1


def check_times(t: object, z: Tensor) -> Times:
    """The times `t` of latents `z` in the type of the computation, with an axis of size 1 more.

    A float gives the shape (1,), times of a shape that broadcasts to the batch shape give (*shape, 1). Raises
    `InputTypeError` for what is neither a float nor a floating tensor, `InputError` for another shape or device, and
    for a time that does not lie in [0, 1] (NaN does not; not looked at under torch.compile, which would break there).
    """
    dtype = compute_dtype(z.dtype)
    if isinstance(t, Tensor):
        _check_times_tensor(t, z)
        column = t.to(device=z.device, dtype=dtype).unsqueeze(-1)
    elif isinstance(t, Real) and not isinstance(t, bool):
        column = torch.full((1,), float(t), dtype=dtype, device=z.device)
    else:
        raise InputTypeError(
            f"t must be a float or a tensor of floats, but is a {type(t).__name__}: use 0.5, for instance."
        )
    if torch.compiler.is_compiling():
        return Times(column, True)
    if column.numel() == 0:
        return Times(column, False)
    # In the type that was given, so that 1.00000001 is not rounded into the range before it is looked at.
    low, high = _range(t) if isinstance(t, Tensor) else (float(t), float(t))
    if not (low >= 0 and high <= 1):
        raise InputError(f"t must lie in [0, 1], but is {low if low < 0 else high}: t = 0 is z0, t = 1 is z1.")
    ends = torch.tensor([low, high], dtype=dtype).tolist()
    return Times(column, ends[0] == 0 or ends[1] == 1)


def unshared_pieces(t: Tensor) -> tuple[Tensor, ...]:
    """The times in pieces too small to wake other threads: on a busy machine, waiting for those costs more."""
    return t.detach().reshape(-1).split(UNSHARED if t.device.type == "cpu" else max(1, t.numel()))


def _range(t: Tensor) -> tuple[float, float]:
    """The least and the largest time; both NaN if one is."""
    low, high = torch.stack([torch.stack(piece.aminmax()) for piece in unshared_pieces(t)]).unbind(-1)
    return low.min().item(), high.max().item()


def _check_times_tensor(t: Tensor, z: Tensor) -> None:
    if not t.is_floating_point():
        raise InputTypeError(f"t must be of a floating dtype, but is {t.dtype}: use t.float().")
    batch = z.shape[:-1]
    pairs = zip(reversed(t.shape), reversed(batch), strict=False)
    if t.ndim > len(batch) or any(times not in (1, count) for times, count in pairs):
        raise InputError(
            f"t must be a float or one time per latent, shape {tuple(batch)}, but has the shape {tuple(t.shape)}."
        )
    if t.device != z.device and t.ndim > 0:
        raise InputError(f"t must be on the device of z0, {z.device}, but is on {t.device}: use t.to(z0.device).")

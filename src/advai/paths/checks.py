"""What a user may hand to a path, checked once at the front door; the formulas behind it check nothing.

Only what costs next to nothing is looked at: kinds, shapes and times. Latents are not searched for NaN, which would
cost as much as the path itself: a latent that is not finite gives one that is not, and touches no other.
"""

from numbers import Real

import torch
from torch import Tensor

from ..config import InputError, InputTypeError


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


def check_floating(name: str, z: object) -> None:
    """Raise `InputTypeError` unless z is a tensor of a floating dtype."""
    if not isinstance(z, Tensor):
        raise InputTypeError(f"{name} must be a tensor, but is a {type(z).__name__}: use torch.as_tensor({name}).")
    if not z.is_floating_point():
        raise InputTypeError(f"{name} must be of a floating dtype, but is {z.dtype}: use {name}.float().")


def time_column(t: object, z: Tensor) -> Tensor:
    """The times `t` of latents `z` as a tensor that multiplies them: in the type of the computation, with an axis more.

    A float gives the shape (1,), times of a shape that broadcasts to the batch shape give (*shape, 1). Raises
    `InputTypeError` for what is neither a float nor a floating tensor, `InputError` for another shape or device, and
    for a time that does not lie in [0, 1] (NaN does not; not looked at under torch.compile, which would break there).
    """
    dtype = compute_dtype(z.dtype)
    if isinstance(t, Tensor):
        _check_times(t, z)
        return t.to(device=z.device, dtype=dtype).unsqueeze(-1)
    if isinstance(t, bool) or not isinstance(t, Real):
        raise InputTypeError(
            f"t must be a float or a tensor of floats, but is a {type(t).__name__}: use 0.5, for instance."
        )
    value = float(t)
    if not 0 <= value <= 1:
        raise InputError(f"t must lie in [0, 1], but is {value}: t = 0 is z0, t = 1 is z1.")
    return torch.full((1,), value, dtype=dtype, device=z.device)


def check_out(out: Tensor, z0: Tensor, z1: Tensor, t: Tensor) -> None:
    """Raise `InputError` unless `out` is as z0 in shape, dtype and device, and there is nothing to differentiate."""
    check_floating("out", out)
    if out.shape != z0.shape or out.dtype != z0.dtype or out.device != z0.device:
        raise InputError(
            f"out must be as z0, {tuple(z0.shape)} {z0.dtype} on {z0.device}, "
            f"but is {tuple(out.shape)} {out.dtype} on {out.device}: use torch.empty_like(z0)."
        )
    if torch.is_grad_enabled() and any(x.requires_grad for x in (z0, z1, t, out)):
        raise InputError(
            "out= writes into given memory, which gradients cannot pass, but an input requires them: "
            "leave out= away, or work under torch.no_grad()."
        )


def _check_times(t: Tensor, z: Tensor) -> None:
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
    if not torch.compiler.is_compiling() and not bool(((t >= 0) & (t <= 1)).all()):
        outside = t[~((t >= 0) & (t <= 1))][0].item()
        raise InputError(f"t must lie in [0, 1], but one is {outside}: t = 0 is z0, t = 1 is z1.")

"""The memory that a user gives to write a path's latents into."""

import torch
from torch import Tensor

from ..config import InputError
from .checks import check_floating


def check_out(out: Tensor, z0: Tensor, z1: Tensor, t: Tensor) -> None:
    """Raise `InputError` unless z_t can be written to `out`.

    It must be as z0 in shape, dtype and device, one table with a place for each element, and be z0, z1 or apart from
    both; nothing may be differentiated.
    """
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
    if any(stride == 0 and size > 1 for stride, size in zip(out.stride(), out.shape, strict=True)):
        raise InputError(
            "out must have a place for each element, but is an expanded tensor: use torch.empty(z0.shape)."
        )
    if out.numel() > 0:
        as_table(out)
    if _overlap(out, z0) or _overlap(out, z1):
        raise InputError("out must be z0, z1 or apart from both, but overlaps one of them: use torch.empty(z0.shape).")


def as_table(out: Tensor) -> Tensor:
    """The memory of `out` as (rows, latent); raises `InputError` where its batch is not one axis."""
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

"""Norms of latents that neither overflow nor vanish, with a gradient that is 0 at the zero vector."""

import torch
from torch import Tensor

# Powers of two, so that scaling by them rounds nothing.
_STEP = {torch.float32: 2.0**96, torch.float64: 2.0**590}


def norm(z: Tensor, *, out: Tensor | None = None) -> Tensor:
    """|z| along the last axis, which is kept with size 1."""
    return torch.linalg.vector_norm(z, dim=-1, keepdim=True, out=out)


def extreme(size: Tensor) -> Tensor:
    """Where a norm is so large, or so small (zero too), that arithmetic with its square may overflow or vanish."""
    eps = torch.finfo(size.dtype).eps
    return size != size.clamp(eps**2, eps**-2)


def moderation(size: Tensor) -> Tensor:
    """What to multiply latents of norm `size` (infinite if it overflowed) by, so that no norm is extreme but zero."""
    eps, step = torch.finfo(size.dtype).eps, _STEP[size.dtype]
    one = torch.ones_like(size)
    return torch.where(size > eps**-2, one / step, torch.where(size < eps**2, one * step, one))

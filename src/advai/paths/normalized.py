"""The normalised linear path: the direction of the linear path, and a norm that runs linearly from end to end."""

import torch
from jaxtyping import Float
from torch import Tensor

from ..shapes import Latents
from .chunks import Room, run_formula, some
from .linear import linear_point
from .norms import extreme, moderation, norm


def nlerp(z0: Latents, z1: Latents, t: float | Float[Tensor, "*#batch"], *, out: Tensor | None = None) -> Latents:
    """The linear path with the linearly interpolated norm, `((1-t) |z0| + t |z1|) y / |y|`, `y = (1-t) z0 + t z1`.

    t in [0, 1], one for all or one per latent; `out`: where to write (no gradient then; it may be z0 or z1). Where z0
    and z1 cancel (|y| is nothing but rounding) there is no direction, and the point is y. Raises `InputError` or
    `InputTypeError` for shapes, dtypes, devices or times that do not fit.
    """
    return run_formula(normalized_point, z0, z1, t, out)


def normalized_point(z0: Tensor, z1: Tensor, t: Tensor, room: Room | None = None) -> Tensor:
    """The formula alone, unchecked: t with a last axis of size 1. The same to the bit for (z1, z0, 1 - t)."""
    size0, size1 = norm(z0), norm(z1)
    larger = torch.maximum(size0, size1).detach()
    if some(extreme(larger)):
        factor = moderation(larger)
        z0, z1 = z0 * factor, z1 * factor
        return _rescaled(linear_point(z0, z1, t), norm(z0), norm(z1), t) / factor
    return _rescaled(linear_point(z0, z1, t, room), size0, size1, t, room)


def _rescaled(point: Tensor, size0: Tensor, size1: Tensor, t: Tensor, room: Room | None = None) -> Tensor:
    wanted, size = (1 - t) * size0 + t * size1, norm(point)
    lost = size <= torch.finfo(size.dtype).eps * wanted
    scale = torch.where(lost, 1.0, wanted.masked_fill(lost, 1.0) / size.masked_fill(lost, 1.0))
    return point * scale if room is None else torch.mul(point, scale, out=room.out)

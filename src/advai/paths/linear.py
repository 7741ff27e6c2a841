"""The linear path, z_t = (1 - t) z0 + t z1.

Under N(0, I_d) z_t has the variance s = t^2 + (1 - t)^2 < 1: points between latents are too short, and the higher the
dimension the further off the law: KL(z_t || N(0, I)) = d/2 (s - 1 - ln s), 0.0966 d at t = 1/2.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from ..shapes import Latents
from .checks import unshared_pieces
from .chunks import Room, run_formula, some, weighted_sum


def lerp(z0: Latents, z1: Latents, t: float | Float[Tensor, "*#batch"], *, out: Tensor | None = None) -> Latents:
    """The linear path, `(1 - t) z0 + t z1`.

    t in [0, 1], one for all or one per latent; `out`: where to write (no gradient then; it may be z0 or z1). Two
    coordinates that are further apart than the largest number of float32 or float64 give infinity. Raises `InputError`
    or `InputTypeError` for shapes, dtypes, devices or times that do not fit.
    """
    return run_formula(linear_point, z0, z1, t, out, one_pass=_one_pass)


def linear_point(z0: Tensor, z1: Tensor, t: Tensor, room: Room | None = None) -> Tensor:
    """The formula alone, unchecked: t with a last axis of size 1.

    The same to the bit for (z1, z0, 1 - t): torch.lerp starts from the nearer end, and so has no nearer end at 1/2.
    """
    if _one_pass(t):
        return torch.lerp(z0, z1, t) if room is None else torch.lerp(z0, z1, t, out=room.out)
    half = torch.full_like(t, 0.5)
    if t.numel() == 1 and not torch.compiler.is_compiling():
        return weighted_sum(half, z0, half, z1, room)
    return torch.where(t == 0.5, weighted_sum(half, z0, half, z1), torch.lerp(z0, z1, t))


def _one_pass(t: Tensor) -> bool:
    return not any(some(piece == 0.5) for piece in unshared_pieces(t))

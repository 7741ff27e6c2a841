"""The cloud `z_t` of any path, checked: what is measured is what the path really returned."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..config import InputError, InputTypeError
from ..paths import path_name
from ..shapes import Path, Points

CHUNK = 2**22
"""Latent values given to a path at once: 16 MiB of float32."""


@torch.no_grad()
def points_at(path: Path, z0: Points, z1: Points, t: float | Float[Tensor, " points"]) -> Points:
    """`path(z0, z1, t)` in float32 on the CPU, evaluated in chunks of rows, on the path's own device if it is a module.

    `t` is one for all pairs, or one for each.

    Raises `InputTypeError` unless the path returns floating tensors, `InputError` for a wrong shape, NaN or infinity.
    """
    device = _device(path)
    rows = max(1, CHUNK // z0.shape[1])
    out = torch.empty(z0.shape, dtype=torch.float32)
    for i in range(0, len(z0), rows):
        a, b = z0[i : i + rows].to(device), z1[i : i + rows].to(device)
        z_t = path(a, b, t[i : i + rows].to(device) if isinstance(t, Tensor) else t)
        _check(path, t, z_t, a)
        out[i : i + rows] = z_t.to(device="cpu", dtype=torch.float32)
    return out


def _check(path: Path, t: float | Tensor, z_t: object, z0: Points) -> None:
    name, where = path_name(path), "random t" if isinstance(t, Tensor) else f"t = {t:g}"
    if not isinstance(z_t, Tensor) or not z_t.is_floating_point():
        kind = z_t.dtype if isinstance(z_t, Tensor) else type(z_t).__name__
        raise InputTypeError(f"the path {name!r} at {where} must return a floating tensor, but returned {kind}.")
    if z_t.shape != z0.shape:
        raise InputError(
            f"the path {name!r} at {where} must return one latent per pair, shape {tuple(z0.shape)}, "
            f"but returned {tuple(z_t.shape)}."
        )
    if not bool(z_t.isfinite().all()):
        bad = int((~z_t.isfinite().all(dim=1)).sum())
        raise InputError(
            f"the path {name!r} at {where} returned NaN or infinity in {bad} of {len(z_t)} latents: "
            "it cannot be measured; check the path on finite latents."
        )


def _device(path: Path) -> torch.device:
    if isinstance(path, nn.Module):
        for held in (*path.parameters(), *path.buffers()):
            return held.device
    return torch.device("cpu")

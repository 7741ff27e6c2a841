"""A path as a sequence of latents."""

import torch

from ..config import InputError, InputTypeError
from ..shapes import Latents, Path, Trace


def trace(path: Path, z0: Latents, z1: Latents, steps: int = 9) -> Trace:
    """The latents at `steps` equal steps of t from 0 to 1, both ends included: (steps, *batch, latent).

    Raises `InputError` for fewer than 2 steps, `InputTypeError` for what is no integer, and what `path` raises.
    """
    if isinstance(steps, bool) or not hasattr(steps, "__index__"):
        raise InputTypeError(f"steps must be an integer, but {steps!r} was given: use for instance 9.")
    if steps < 2:
        raise InputError(f"steps must be at least 2, both ends, but {steps} was given.")
    return torch.stack([path(z0, z1, step / (steps - 1)) for step in range(steps)])

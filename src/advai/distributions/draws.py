"""What every law shares: the checks of what is drawn, and draws that are uniform over a cube or an annulus."""

import math

import torch
from torch import Generator

from ..config import InputError, InputTypeError
from ..shapes import Points


def check_draw(count: int, generator: Generator) -> None:
    """Raise `InputTypeError` or `InputError` for what no number of points can be drawn with."""
    if isinstance(count, bool) or not hasattr(count, "__index__"):
        raise InputTypeError(f"the number of points to draw must be an integer, but {count!r} was given: give one.")
    if count < 0:
        raise InputError(f"the number of points to draw must be 0 or more, but {count} was given.")
    if not isinstance(generator, Generator):
        raise InputTypeError(
            f"drawing needs a torch.Generator, but {type(generator).__name__} was given: "
            "pass generator=torch.Generator().manual_seed(0)."
        )


def check_dimension(law: str, dim: int) -> None:
    """Raise `InputTypeError` or `InputError` for what is not the number of a law's coordinates."""
    if isinstance(dim, bool) or not hasattr(dim, "__index__"):
        raise InputTypeError(f"the dimension of {law} must be an integer, but {dim!r} was given: write {law}(64).")
    if dim < 1:
        raise InputError(f"the dimension of {law} must be 1 or more, but {dim} was given: write {law}(64).")


def unit_draws(count: int, dim: int, generator: Generator) -> Points:
    """`count` points, uniform over [0, 1)^dim, float32, on the generator's device."""
    check_draw(count, generator)
    return torch.rand(count, dim, generator=generator, device=generator.device, dtype=torch.float32)


def normal_draws(count: int, dim: int, generator: Generator) -> Points:
    """`count` points of N(0, I), float32, on the generator's device."""
    check_draw(count, generator)
    return torch.randn(count, dim, generator=generator, device=generator.device, dtype=torch.float32)


def polar_points(unit: Points, inner: float, outer: float, turn: float = 2 * math.pi) -> Points:
    """Points uniform over the area of an annulus, or of its part up to the angle `turn`, from uniform ones (points, 2).

    The square of the radius is uniform on [inner^2, outer^2].
    """
    radius = (inner**2 + (outer**2 - inner**2) * unit[:, 0]).sqrt()
    angle = turn * unit[:, 1]
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)

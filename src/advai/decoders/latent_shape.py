"""The shape of one latent: as a user says it, as an object tells it, as a file's input has it."""

from collections.abc import Sequence
from typing import Any

from ..config import InputError


def checked_shape(given: object) -> tuple[int, ...] | None:
    """The shape of a latent from a number of coordinates or from several; None for none. `InputError` for others."""
    if given is None:
        return None
    parts = list(given) if isinstance(given, Sequence) else [given]
    shape = tuple(part for part in parts if isinstance(part, int) and not isinstance(part, bool) and part > 0)
    if not shape or len(shape) < len(parts):
        raise InputError(
            f"the shape of a latent is one whole number of 1 or more, or several, but {given!r} was given: "
            "write for instance 64 or 4,8,8."
        )
    return shape


def shape_told(decoder: Any) -> tuple[int, ...] | None:
    """What an object has as its attribute `dim`: a number, or several; None without one."""
    return checked_shape(getattr(decoder, "dim", None))


def shape_of_input(shape: Sequence[int | None]) -> tuple[int, ...] | None:
    """What a network says of its input (batch, ...); None where it leaves a part of it open."""
    parts = tuple(shape[1:])
    known = tuple(part for part in parts if part is not None)
    return known if known and len(known) == len(parts) else None

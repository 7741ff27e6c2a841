"""The corrected path of AdvAI: a base path, and a correction that vanishes at both ends."""

from torch import Tensor, where

from .chunks import some
from .ends import with_value


def corrected_point(base_point: Tensor, correction: Tensor, t: Tensor) -> Tensor:
    """`base + t (1 - t) R`, to the bit the base where t is 0 or 1; t with a last axis of size 1.

    Derivatives are those of the formula at the ends too. (Li et al., ICME 2021; METHOD: any base.)
    """
    weight = t * (1 - t)
    point = base_point + weight * correction
    if not some(weight == 0):
        return point
    return where(weight == 0, with_value(base_point, point), point)

"""Exact ends: whatever a formula rounds to, the path at t = 0 is z0 and at t = 1 is z1."""

import torch
from torch import Tensor


def with_exact_ends(point: Tensor, z0: Tensor, z1: Tensor, t: Tensor) -> Tensor:
    """The point, but of the value z0 where t = 0 and z1 where t = 1; its derivatives are the point's everywhere."""
    return torch.where(t == 0, with_value(z0, point), torch.where(t == 1, with_value(z1, point), point))


def with_value(value: Tensor, point: Tensor) -> Tensor:
    """Something of the value of `value`, to the bit (-0.0 too), and of the derivatives of `point`."""
    return value.detach() - (point.detach() - point).nan_to_num(0.0)

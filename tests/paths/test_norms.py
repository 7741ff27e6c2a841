"""Norms over the whole range of a type."""

import pytest
import torch

from advai.paths.norms import extreme, moderation, norm

# From the smallest number above 0 to the largest power of two.
EXPONENTS = {torch.float32: (-149, 128), torch.float64: (-1074, 1024)}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_moderation_brings_every_norm_to_where_its_square_is_safe(dtype: torch.dtype) -> None:
    limits, powers = torch.finfo(dtype), EXPONENTS[dtype]
    z = torch.tensor([[2.0**power] for power in range(*powers)], dtype=dtype).expand(-1, 512)
    factor = moderation(norm(z))
    size = norm(z * factor)
    assert not (extreme(size) & (factor == 1)).any()
    assert (size.square() > 1e6 * limits.tiny).all()
    assert (size.square() < limits.max * limits.eps).all()
    assert (torch.frexp(factor).mantissa == 0.5).all()


def test_ordinary_norms_are_left_alone() -> None:
    size = torch.tensor([1e-10, 1.0, 22.6, 1e10])
    assert not extreme(size).any()
    assert torch.equal(moderation(size), torch.ones(4))


def test_zero_infinite_and_no_norms_are_extreme() -> None:
    assert extreme(torch.tensor([0.0, torch.inf, torch.nan, 1e-30, 1e30])).all()


def test_the_gradient_at_zero_is_zero() -> None:
    z = torch.zeros(3, requires_grad=True)
    (gradient,) = torch.autograd.grad(norm(z).sum(), z)
    assert torch.equal(gradient, torch.zeros(3))

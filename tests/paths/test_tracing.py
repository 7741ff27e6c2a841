"""Traces have the ends, the steps between them, and the shape that is promised."""

import inspect

import pytest
import torch

from advai.config import InputError, InputTypeError
from advai.paths import Matched, lerp, nlerp, path_name, slerp, trace
from advai.shapes import Path

unchecked = inspect.unwrap(trace)


@pytest.mark.parametrize("path", [lerp, slerp, nlerp, Matched("uniform:5")], ids=path_name)
@pytest.mark.parametrize("batch", [(), (3,), (2, 3), (0,)], ids=str)
def test_it_has_the_ends_and_the_steps(path: Path, batch: tuple[int, ...]) -> None:
    z0, z1 = torch.rand(2, *batch, 5, generator=torch.Generator().manual_seed(0))
    points = trace(path, z0, z1, steps=5)
    assert points.shape == (5, *batch, 5)
    assert torch.equal(points[0], z0)
    assert torch.equal(points[-1], z1)
    assert torch.equal(points[3], path(z0, z1, 0.75))
    assert torch.equal(trace(path, z0, z1, steps=2), torch.stack([z0, z1]))
    assert len(trace(path, z0, z1)) == 9


def test_it_can_be_differentiated() -> None:
    z0 = torch.randn(4, requires_grad=True)
    (gradient,) = torch.autograd.grad(trace(lerp, z0, torch.ones(4), steps=3).sum(), z0)
    torch.testing.assert_close(gradient, torch.full((4,), 1.5))


def test_steps_that_are_none_are_refused() -> None:
    z = torch.zeros(2, 3)
    with pytest.raises(InputError, match="at least 2, both ends, but 1 was given"):
        trace(lerp, z, z, steps=1)
    for steps in (2.5, True, "9"):
        with pytest.raises(InputTypeError, match="must be an integer"):
            unchecked(lerp, z, z, steps=steps)

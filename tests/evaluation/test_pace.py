"""The even pace: a decoder with a known warp is un-warped; times rise, keep the ends, and what stands is passed."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from advai.config import InputError
from advai.evaluation import FeatureNetwork, paced_trace, perceptual_times
from advai.paths import lerp, slerp

FLAT = FeatureNetwork(embed=lambda x: x.flatten(1), stamp={"network": "pixels"})
ONE, MINUS = torch.ones(3, 1), -torch.ones(3, 1)


def warped(power: float) -> object:
    """An image of one pixel that runs from -1 to 1 as `2 ((z + 1) / 2) ** power - 1` does."""
    return lambda z: (2 * ((z.clamp(-1, 1) + 1) / 2) ** power - 1)[:, :, None, None]


@given(power=st.floats(0.5, 4.0), steps=st.integers(2, 40))
@settings(max_examples=12, deadline=None)
def test_a_known_warp_is_undone(power: float, steps: int) -> None:
    times = perceptual_times(lerp, MINUS, ONE, warped(power), FLAT, steps)
    expected = torch.linspace(0, 1, steps) ** (1 / power)
    assert times.shape == (steps, 3)
    torch.testing.assert_close(times, expected[:, None].expand(-1, 3), atol=0.01, rtol=0)
    frames = warped(power)(paced_trace(lerp, MINUS, ONE, times).flatten(0, 1)).reshape(steps, 3)
    torch.testing.assert_close(frames.diff(dim=0), torch.full((steps - 1, 3), 2 / (steps - 1)), atol=2e-3, rtol=0.02)


def test_a_jump_is_resolved() -> None:
    """All of the change lies within a fiftieth of the path, and each frame still has its equal share of it."""

    def decode(z: Tensor) -> Tensor:
        return torch.tanh(100 * (z - 0.3))[:, :, None, None]

    times = perceptual_times(lerp, MINUS, ONE, decode, FLAT, 9)
    seen = decode(paced_trace(lerp, MINUS, ONE, times).flatten(0, 1)).reshape(9, 3)
    torch.testing.assert_close(seen.diff(dim=0), torch.full((8, 3), 0.25), atol=0.01, rtol=0)


def test_each_pair_has_times_of_its_own_and_any_batch_shape() -> None:
    z0, z1 = (torch.randn(2, 5, 6, generator=torch.Generator().manual_seed(seed)) for seed in (0, 1))

    def decode(z: Tensor) -> Tensor:
        return torch.tanh(2 * z.reshape(-1, 1, 2, 3)) * 0.9

    times = perceptual_times(slerp, z0, z1, decode, FLAT, 7)
    assert times.shape == (7, 2, 5)
    assert bool((times[0] == 0).all()) and bool((times[-1] == 1).all())
    assert bool((times.diff(dim=0) >= 0).all())
    alone = perceptual_times(slerp, z0[1, 3], z1[1, 3], decode, FLAT, 7)
    torch.testing.assert_close(alone, times[:, 1, 3], atol=1e-5, rtol=0)
    trace = paced_trace(slerp, z0, z1, times)
    assert trace.shape == (7, 2, 5, 6)
    torch.testing.assert_close(trace[0], z0)
    torch.testing.assert_close(trace[-1], z1)


def test_what_does_not_change_is_taken_at_equal_steps() -> None:
    times = perceptual_times(lerp, ONE, ONE, warped(2.0), FLAT, 5)
    np.testing.assert_allclose(times[:, 0], [0, 0.25, 0.5, 0.75, 1])


def test_a_stretch_that_stands_still_is_passed_over() -> None:
    """An image that changes in the second half alone: no frame but the first lies before it."""
    times = perceptual_times(lerp, MINUS, ONE, lambda z: z.clamp(0, 1)[:, :, None, None], FLAT, 5)
    torch.testing.assert_close(times[1:, 0], torch.tensor([0.625, 0.75, 0.875, 1.0]), atol=1e-3, rtol=0)


def test_bad_input_is_one_sentence() -> None:
    with pytest.raises(InputError, match="at least 2"):
        perceptual_times(lerp, MINUS, ONE, warped(1.0), FLAT, 1)
    with pytest.raises(InputError, match="no finite features"):
        perceptual_times(lerp, MINUS, ONE, lambda z: z[:, :, None, None] * torch.nan, FLAT, 3)

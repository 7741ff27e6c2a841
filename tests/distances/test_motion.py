"""How paths move that anybody can follow with a finger: straight, round, in one jump, not at all."""

import math

import pytest
import torch
from torch import Tensor

from advai.config import InputError
from advai.distances import measure_motion
from advai.paths import lerp, slerp

Z0, Z1 = (torch.randn(300, 4, generator=torch.Generator().manual_seed(seed)) for seed in (0, 1))


def jump(z0: Tensor, z1: Tensor, t: float) -> Tensor:
    return z0.clone() if t < 0.5 else z1.clone()


def test_the_straight_path_is_steady() -> None:
    motion = measure_motion(lerp, Z0, Z1)
    assert motion.length_over_chord == pytest.approx(1.0, abs=1e-5)
    assert motion.largest_step == pytest.approx(1.0, abs=1e-3)
    assert motion.still == 0
    assert motion.progress == pytest.approx(motion.times, abs=1e-6)
    assert motion.verdict == "moves steadily"
    assert len(motion.times) == 65


def test_a_quarter_of_a_circle_is_longer_than_its_chord() -> None:
    z0, z1 = torch.eye(2)[:1], torch.eye(2)[1:]
    motion = measure_motion(slerp, z0, z1)
    assert motion.length_over_chord == pytest.approx(math.pi / 2 / math.sqrt(2), rel=1e-3)
    assert motion.largest_step == pytest.approx(1.0, abs=1e-3)
    assert motion.progress[32] == pytest.approx(0.5, abs=1e-6)


def test_a_jump_is_all_of_the_path_in_one_step() -> None:
    motion = measure_motion(jump, Z0, Z1)
    assert motion.largest_step == pytest.approx(64.0, rel=1e-6)
    assert motion.still == pytest.approx(63 / 64)
    assert motion.lag == pytest.approx(0.5)
    assert motion.jumps
    assert motion.verdict == "jumps, stands still"


def test_a_path_that_waits_stands_still() -> None:
    def waits(z0: Tensor, z1: Tensor, t: float) -> Tensor:
        return lerp(z0, z1, max(0.0, 2 * t - 1))

    motion = measure_motion(waits, Z0, Z1)
    assert motion.still == pytest.approx(0.5)
    assert motion.largest_step == pytest.approx(2.0, rel=1e-3)
    assert motion.verdict == "stands still"


def test_a_path_that_never_leaves_stands_still() -> None:
    motion = measure_motion(lambda z0, z1, t: z0, Z0, Z1)
    assert (motion.length_over_chord, motion.largest_step, motion.still) == (0.0, 0.0, 1.0)
    assert motion.verdict == "stands still"


def test_pairs_that_nearly_meet_hardly_count() -> None:
    """One pair of a thousandth of the others' distance, which goes a thousand times round."""

    def detour(z0: Tensor, z1: Tensor, t: float) -> Tensor:
        z = lerp(z0, z1, t)
        z[0, 0] += math.sin(20 * math.pi * t)
        return z

    z1 = Z1.clone()
    z1[0] = Z0[0] + 1e-3 * (Z1[0] - Z0[0])
    assert measure_motion(detour, Z0, z1).length_over_chord < 1.2


def test_progress_counts_the_way_from_the_first_latent() -> None:
    """A path that starts where it should not has not started at 0."""
    assert measure_motion(lambda z0, z1, t: z1, Z0, Z1).progress[0] == pytest.approx(1.0)


def test_pairs_without_distance_are_refused() -> None:
    with pytest.raises(InputError, match="same latent"):
        measure_motion(lerp, Z0, Z0.clone())


def test_a_path_with_nan_is_refused() -> None:
    with pytest.raises(InputError, match=r"at t = 0\.5 returned NaN"):
        measure_motion(lambda z0, z1, t: z0 / (t != 0.5), Z0, Z1)

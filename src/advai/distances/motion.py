"""How a path moves between its ends: its length, its largest step, and its progress along the chord."""

import torch

from ..config import InputError
from ..results import Motion
from ..shapes import Path, Points
from .path_points import points_at

STEPS = 64


def measure_motion(path: Path, z0: Points, z1: Points, *, steps: int = STEPS) -> Motion:
    """The motion of `path` in `steps` equal steps of `t`, over pairs of latents (1,000 or 2,000 are enough).

    Means are ratios of sums over the pairs, so that a pair whose ends nearly meet counts for little: length over
    chord is `sum length / sum |z1 - z0|`, the largest step `sum of largest steps / sum of mean steps`, and the
    progress `sum <z_t - z0, z1 - z0> / sum |z1 - z0|^2`. Raises `InputError` for a path that cannot be measured
    (`points_at`), and when the ends of all pairs coincide.
    """
    times = [k / steps for k in range(steps + 1)]
    chord = (z1 - z0).double()
    if not bool(chord.any()):
        raise InputError("the two ends of every pair are the same latent: give pairs that differ to measure motion.")
    here, progress, length_of_steps = z0, [], []
    for t in times:
        before, here = here, points_at(path, z0, z1, t)
        progress.append(float(((here - z0).double() * chord).sum() / chord.square().sum()))
        length_of_steps.append((here - before).double().norm(dim=1))
    step = torch.stack(length_of_steps[1:])
    mean = step.mean(dim=0)
    return Motion(
        length_over_chord=float(step.sum() / chord.norm(dim=1).sum()),
        largest_step=float(step.amax(dim=0).sum() / mean.sum()) if bool(mean.any()) else 0.0,
        still=float((step <= 0.1 * mean).double().mean()),
        times=tuple(times),
        progress=tuple(progress),
    )

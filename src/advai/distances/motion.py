"""How a path moves between its ends: length, largest step and progress along the chord."""

import torch

from ..results import Motion
from ..shapes import Path, Points


@torch.no_grad()
def measure_motion(path: Path, z0: Points, z1: Points, *, steps: int = 64) -> Motion:
    """The motion of `path` over `steps` equal steps of `t`, for pairs of latents (1,000 or 2,000 are enough).

    Averages are ratios of sums over pairs, so that a pair whose ends are close by counts little: the length over the chord is
    `sum length / sum |z1 - z0|`, the largest step `sum of largest steps / sum of mean steps`, and the progress
    `sum <z_t - z0, z1 - z0> / sum |z1 - z0|^2`. `still` weighs every pair alike.
    """
    times = [k / steps for k in range(steps + 1)]
    chord = (z1 - z0).double()
    before, progress, lengths = None, [], []
    for t in times:
        here = path(z0, z1, t).to(dtype=torch.float64)
        progress.append(float(((here - z0.double()) * chord).sum() / chord.square().sum()))
        if before is not None:
            lengths.append((here - before).norm(dim=-1))
        before = here
    step = torch.stack(lengths)
    mean = step.mean(dim=0)
    return Motion(
        length_over_chord=float(step.sum() / chord.norm(dim=-1).sum()),
        largest_step=float(step.amax(dim=0).sum() / mean.sum()),
        still=float((step < 0.1 * mean).double().mean()),
        times=tuple(times),
        progress=tuple(progress),
    )

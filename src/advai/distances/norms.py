"""The law of the norms: it sees a shell shrink or thin out where projections do not."""

import numpy as np

from ..shapes import Cloud


def norm_distance(x: Cloud, y: Cloud, *, scale: float = 1.0) -> float:
    """`W1(|x|, |y|) / scale` between clouds of as many points; `scale` is the deviation of the latents' norm.

    Norms are about the origin of the coordinates that are given: standardise first to measure about the latents' mean.
    """
    gap = np.sort(np.linalg.norm(x, axis=1)) - np.sort(np.linalg.norm(y, axis=1))
    return float(np.abs(gap).mean(dtype=np.float64) / scale)

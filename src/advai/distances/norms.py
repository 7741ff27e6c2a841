"""The law of the norms: the distance that sees a shell shrink where projections do not."""

import numpy as np

from ..shapes import Cloud


def norm_distance(x: Cloud, y: Cloud, *, scale: float = 1.0) -> float:
    """`W1(|x|, |y|) / scale` between clouds of as many points; `scale` is the deviation of the latents' norm.

    Norms are taken about the origin of the coordinates that are given.
    """
    gap = np.sort(np.linalg.norm(x, axis=1)) - np.sort(np.linalg.norm(y, axis=1))
    return float(np.mean(np.abs(gap), dtype=np.float64) / scale)

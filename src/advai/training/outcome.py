"""What a fit has to say about itself: whether it reached the floor, helped at all, or broke down."""

from typing import Any

import numpy as np
import torch

from ..checkpoint import Corrected
from ..distances import random_directions, sliced_wasserstein
from ..distributions import Source, independent_count, independent_samples
from ..paths import Matched, lerp
from ..shapes import Path, Points
from .seeds import counter_generator

POINTS = 4096
REPEATS = 6
NEAR_FLOOR = 1.5
FLAT = 1e-4


def findings(path: Corrected, source: Source, *, spread: float, seed: int) -> dict[str, Any]:
    """The drift of a fitted path at its worst `t`, of its base there, the floor, and plain words about them.

    Sliced 2-Wasserstein distances in the latents' own deviations, on latents that the fit has not seen (held-out rows
    of a file). `spread` is the deviation of the critic's last scores. Empty where too few latents were held out.
    """
    known = independent_count(source)
    count = POINTS if known is None else min(POINTS, known // 3)
    if count < 50:
        return {}
    generator = counter_generator(seed, "findings")
    z0, z1, fresh = independent_samples(source, [count] * 3, generator)
    directions = random_directions(source.dim, count=100, seed=seed)

    def distance(x: Points, y: Points) -> float:
        return sliced_wasserstein(_standard(path, x), _standard(path, y), directions=directions)

    pairs = [independent_samples(source, [count] * 2, generator) for _ in range(REPEATS)]
    floor = float(np.mean([distance(x, y) for x, y in pairs]))
    base: Path = lerp if path.config.base == "linear" else Matched(source)
    with torch.no_grad():
        drifts = {t: (distance(path(z0, z1, t), fresh), distance(base(z0, z1, t), fresh)) for t in (0.1, 0.25, 0.5)}
    t, (corrected, uncorrected) = max(drifts.items(), key=lambda item: item[1][0])
    words = in_words(corrected / floor, uncorrected / floor, t, spread=spread)
    return {
        "t": t,
        "corrected": corrected,
        "base": uncorrected,
        "floor": floor,
        "converged": corrected <= NEAR_FLOOR * floor,
        "words": words,
    }


def in_words(corrected: float, base: float, t: float, *, spread: float) -> str:
    """One sentence about drifts given in floors; `spread` below 1e-4 means that the critic no longer tells anything."""
    where = f"at its worst t = {t:g} the corrected path is {corrected:.1f} floors from the law, its base {base:.1f}"
    if corrected <= NEAR_FLOOR:
        return f"converged: {where}."
    if corrected > base:
        return f"the correction makes drift worse than its base: {where}; use the base, or fit with other settings."
    if spread < FLAT:
        return f"the critic collapsed (it scores everything alike): {where}; fit again with another seed."
    return f"not converged: {where}; more steps may help."


def _standard(path: Corrected, z: Points) -> np.ndarray:
    return ((z.cpu() - path.mean) / path.scale).numpy()

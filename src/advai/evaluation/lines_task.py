"""The Lines task: pictures between two lines should be lines that turn evenly."""

import numpy as np
import torch

from ..config import counter_generator
from ..data import render_lines, to_floats
from ..distances import nearest_lines, turn_unevenness
from ..results import Measured
from ..shapes import Cloud, Path
from .autoencoding import Decode, decoded

FRAMES, RENDERED, PAIRS = 16, 10_000, 256


def measure_lines(
    path: Path, decode: Decode, codes: Cloud, *, size: int, seed: int, pairs: int = PAIRS
) -> dict[str, Measured]:
    """`distance` and `smoothness` of decoded paths between random pairs of codes of lines, 16 frames each.

    The distance is the cosine distance to the nearest of 10,000 rendered lines, the mean over all frames. Smoothness
    is the mean over the paths that turn at all, whose number is among the conditions. The floor of the distance is that
    of lines themselves, half way between rendered angles.
    """
    z = torch.from_numpy(codes)
    order = torch.randperm(len(z), generator=counter_generator(seed, "lines"))
    count = min(pairs, len(z) // 2)
    z0, z1 = z[order[:count]], z[order[count : 2 * count]]
    with torch.no_grad():
        steps = torch.stack([path(z0, z1, float(t)) for t in torch.linspace(0, 1, FRAMES)], dim=1)
    frames = torch.cat(list(decoded(decode, steps.flatten(0, 1).numpy()))).flatten(1).numpy()
    angles = 2 * np.pi * np.arange(RENDERED) / RENDERED
    lines = _rendered(angles, size)
    between = _rendered(angles[:: RENDERED // 100] + np.pi / RENDERED, size)
    distances, nearest = nearest_lines(frames.reshape(count, FRAMES, -1), lines)
    unevenness = turn_unevenness(angles[nearest])
    valid = np.isfinite(unevenness)
    conditions = {"pairs": count, "frames": FRAMES, "rendered": RENDERED, "seed": seed, "pixels": "[-1, 1]"}
    smoothness = float(unevenness[valid].mean()) if valid.any() else None
    return {
        "distance": Measured(
            value=float(distances.mean()), floor=float(nearest_lines(between, lines)[0].mean()), conditions=conditions
        ),
        "smoothness": Measured(
            value=smoothness,
            floor=0.0,
            reason=None if valid.any() else "no path turns at all",
            conditions={**conditions, "valid": int(valid.sum()), "invalid": int((~valid).sum())},
        ),
    }


def _rendered(angles: np.ndarray, size: int) -> np.ndarray:
    return to_floats(render_lines(torch.from_numpy(angles), size)).flatten(1).numpy()

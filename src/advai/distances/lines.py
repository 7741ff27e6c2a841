"""The two figures of the Lines task: are the pictures between two lines lines, and do they turn evenly?

Berthelot et al., arXiv 1807.07543 (ACAI), section 4.1. Pixels are in [-1, 1] (-1: no line), as there: a cosine of
other values is another figure.
"""

import numpy as np
from jaxtyping import Float, Int

BLOCK = 2**22
"""Cosines held at once: 16 MiB."""
LEAST_TURN = 1e-4
"""Radians between the ends below which a path has no turn to be compared with."""

Frames = Float[np.ndarray, "*paths pixels"]
Lines = Float[np.ndarray, "lines pixels"]


def nearest_lines(frames: Frames, lines: Lines) -> tuple[Float[np.ndarray, "*paths"], Int[np.ndarray, "*paths"]]:
    """For every frame the cosine distance to the nearest of the rendered `lines`, and which of them that is."""
    unit, flat = _unit(lines), _unit(frames.reshape(-1, frames.shape[-1]))
    few, narrow = max(1, BLOCK // len(unit)), unit.astype(np.float32).T
    chunks = [flat[start : start + few].astype(np.float32) for start in range(0, len(flat), few)]
    places = np.concatenate([(chunk @ narrow).argmax(axis=1) for chunk in chunks])
    distances = 1 - np.einsum("ij,ij->i", flat, unit[places])
    return distances.reshape(frames.shape[:-1]), places.reshape(frames.shape[:-1])


def turn_unevenness(angles: Float[np.ndarray, "paths frames"]) -> Float[np.ndarray, " paths"]:
    """`max |step of the unwrapped angle| / |total turn| - 1 / (frames - 1)` for every path: 0 is even ("smoothness").

    NaN for a path whose ends have the same angle, for which there is no such figure: ACAI's own program counts it as
    a perfect 0.
    """
    turned = np.unwrap(angles, axis=1)
    total = np.abs(turned[:, -1] - turned[:, 0])
    valid = total > LEAST_TURN
    largest = np.abs(np.diff(turned, axis=1)).max(axis=1)
    return np.where(valid, largest / np.where(valid, total, 1.0) - 1 / (angles.shape[1] - 1), np.nan)


def _unit(pictures: Frames) -> Frames:
    """Every picture with norm 1, in float64: the distances are of the order of 1e-4."""
    wide = pictures.astype(np.float64)
    return wide / np.maximum(np.linalg.norm(wide, axis=-1, keepdims=True), 1e-12)

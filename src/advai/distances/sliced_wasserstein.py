"""The sliced 2-Wasserstein distance between two clouds of as many points."""

import numpy as np

from ..shapes import Cloud

CHUNK = 2**22
"""Projected values held at once: 16 MiB of float32."""


def random_directions(dim: int, *, count: int = 200, seed: int = 0) -> Cloud:
    """`count` independent directions, uniform on the unit sphere: (count, dim)."""
    normal = np.random.default_rng(seed).standard_normal((count, dim))
    return (normal / np.linalg.norm(normal, axis=1, keepdims=True)).astype(np.float32)


def sliced_wasserstein(x: Cloud, y: Cloud, *, directions: Cloud | None = None, seed: int = 0) -> float:
    """`sqrt(mean over u of W2(<x, u>, <y, u>)^2)`, each W2 exact: the two projections are sorted and subtracted.

    Directions are unit rows, 200 random ones of `seed` unless given. In the units of the coordinates, not differentiable
    (numpy sorts twelve times faster than torch). Rabin et al. 2011; Bonneel et al. 2015.
    """
    u = random_directions(x.shape[1], seed=seed) if directions is None else directions
    rows = max(1, CHUNK // max(len(x), 1))
    squared = sum(_projected_distance(x, y, u[i : i + rows]) for i in range(0, len(u), rows))
    return float(np.sqrt(squared / len(u)))


def _projected_distance(x: Cloud, y: Cloud, u: Cloud) -> float:
    """The squared 2-Wasserstein distances of the projections, summed over the directions."""
    gap = np.sort(u @ x.T, axis=1)
    gap -= np.sort(u @ y.T, axis=1)
    return float(np.mean(np.square(gap, out=gap), axis=1, dtype=np.float64).sum())

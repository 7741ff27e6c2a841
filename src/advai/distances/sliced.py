"""The sliced 2-Wasserstein distance between two clouds of as many points."""

import numpy as np
from jaxtyping import Float

from ..shapes import Cloud

Directions = Float[np.ndarray, "directions latent"]

DIRECTIONS = 200

CHUNK = 2**22
"""Projected values held at once: 16 MiB of float32."""


def random_directions(dim: int, *, count: int = DIRECTIONS, seed: int = 0) -> Directions:
    """`count` independent directions, uniform on the unit sphere: (count, dim)."""
    normal = np.random.default_rng(seed).standard_normal((count, dim))
    return (normal / np.linalg.norm(normal, axis=1, keepdims=True)).astype(np.float32)


def sliced_wasserstein(x: Cloud, y: Cloud, *, directions: Directions | None = None, seed: int = 0) -> float:
    """`sqrt(mean over u of W2(<x, u>, <y, u>)^2)`, each W2 exact: the two projections are sorted and subtracted.

    `directions` are unit rows (directions, latent), 200 random ones of `seed` unless given. The value is in the units
    of the coordinates and has no gradient: numpy sorts many times faster than torch. Rabin et al. 2011; Bonneel et
    al. 2015.
    """
    u = random_directions(x.shape[1], seed=seed) if directions is None else directions
    rows = max(1, CHUNK // len(x))
    squared = sum(_projected_squared(x, y, u[i : i + rows]) for i in range(0, len(u), rows))
    return float(np.sqrt(squared / len(u)))


def _projected_squared(x: Cloud, y: Cloud, u: Directions) -> float:
    """The squared 2-Wasserstein distances between the projections, summed over the directions."""
    gap = np.sort(u @ x.T, axis=1)
    gap -= np.sort(u @ y.T, axis=1)
    return float(np.square(gap, out=gap).mean(axis=1, dtype=np.float64).sum())

"""How much of what is made is real, and how much of what is real is made: nearest-neighbour balls around features.

A cloud's manifold is the union of balls around its points, each as large as the distance to the point's k-th nearest
neighbour in the same cloud. Memory is bounded (`neighbours`).
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from ..shapes import Cloud, OtherCloud
from .neighbours import nearest_neighbours, squared_distances

NEAR, FAR = 3, 5
"""The neighbour whose distance is a ball's radius: in precision and recall, in density and coverage."""


class Balls(NamedTuple):
    """The squared radii of the balls around the points of a cloud."""

    near: Float[np.ndarray, " points"]
    far: Float[np.ndarray, " points"]


class ManifoldFigures(NamedTuple):
    """`precision`: the share of made points on the real manifold; `recall`: of real points on the made one.

    `density`: real balls that hold a made point, over k (may exceed 1); `coverage`: the share of real balls that hold
    any. The last two are not thrown off by single real points far from all others.
    """

    precision: float
    recall: float
    density: float
    coverage: float


def manifold_figures(real: Cloud, made: OtherCloud, *, balls: Balls | None = None) -> ManifoldFigures:
    """All four, in one pass over the distances; `balls`: those of `real`, where they are known.

    Precision and recall: Kynkäänniemi et al. 2019 ("improved precision and recall"), k = 3. Density and coverage:
    Naeem et al. 2020, k = 5. Both clouds need six points or more.
    """
    of_real, of_made = balls or balls_of(real), balls_of(made)
    on_real, held = 0, 0
    on_made, covered = np.zeros((2, len(real)), dtype=bool)
    for start, squared in squared_distances(made, real):
        on_real += int((squared <= of_real.near).any(axis=1).sum())
        on_made |= (squared <= of_made.near[start : start + len(squared), None]).any(axis=0)
        within = squared <= of_real.far
        held += int(np.count_nonzero(within))
        covered |= within.any(axis=0)
    return ManifoldFigures(
        precision=on_real / len(made),
        recall=float(on_made.mean()),
        density=held / (FAR * len(made)),
        coverage=float(covered.mean()),
    )


def balls_of(cloud: Cloud) -> Balls:
    """The balls around a cloud's points, of six points or more."""
    squared = nearest_neighbours(cloud, cloud, count=FAR, same=True)[0] ** 2
    return Balls(near=squared[:, NEAR - 1], far=squared[:, FAR - 1])

"""How much of what is made is real, and how much of what is real is made: nearest-neighbour balls around features.

A cloud's manifold is the union of balls around its points, each as large as the distance to the point's k-th nearest
neighbour in the same cloud. All four need more than k points in each cloud; memory is bounded (`neighbours`).
"""

from typing import NamedTuple

import numpy as np

from ..shapes import Cloud, OtherCloud
from .neighbours import nearest_neighbours, squared_distances


class PrecisionRecall(NamedTuple):
    """`precision`: the share of made points on the real manifold; `recall`: of real points on the made one."""

    precision: float
    recall: float


class DensityCoverage(NamedTuple):
    """`density`: real balls that hold a made point, over k (may exceed 1); `coverage`: real balls that hold any."""

    density: float
    coverage: float


def precision_and_recall(real: Cloud, made: OtherCloud, *, neighbours: int = 3) -> PrecisionRecall:
    """Both in [0, 1]. Kynkäänniemi et al. 2019 ("improved precision and recall"), k = `neighbours`."""
    return PrecisionRecall(_share_inside(made, real, neighbours), _share_inside(real, made, neighbours))


def density_and_coverage(real: Cloud, made: OtherCloud, *, neighbours: int = 5) -> DensityCoverage:
    """Density is about 1 between clouds of one law, coverage in [0, 1]. Naeem et al. 2020, k = `neighbours`.

    Unlike precision and recall these are not thrown off by single real points far from all others.
    """
    radius = _squared_radii(real, neighbours)
    inside, nearest = 0, np.full(len(real), np.inf)
    for _, squared in squared_distances(made, real):
        inside += int(np.sum(squared <= radius))
        np.minimum(nearest, squared.min(axis=0), out=nearest)
    return DensityCoverage(inside / (neighbours * len(made)), float(np.mean(nearest <= radius)))


def _share_inside(points: Cloud, cloud: OtherCloud, neighbours: int) -> float:
    """The share of points within the ball of at least one point of the cloud."""
    radius = _squared_radii(cloud, neighbours)
    inside = sum(int(np.sum((squared <= radius).any(axis=1))) for _, squared in squared_distances(points, cloud))
    return inside / len(points)


def _squared_radii(cloud: Cloud, neighbours: int) -> np.ndarray:
    return nearest_neighbours(cloud, cloud, count=neighbours, same=True)[0][:, -1] ** 2

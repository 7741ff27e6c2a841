"""The sliced distance over several draws of the clouds, where one draw says little.

In a few dimensions the distance between two fresh clouds of a law is as often 0.6 as 1.5 times its mean, and every path
that is measured against an unlucky cloud looks drifted. The mean over draws does not.
"""

from collections.abc import Mapping

import numpy as np
import torch

from ...config import counter_generator
from ...distances import points_at, random_directions, sliced_wasserstein
from ...distributions import Source, independent_samples
from ...shapes import Cloud, Path, Points

DRAWS, FEW = 16, 8
"""Draws of the clouds, in up to so many dimensions; above them the law of large numbers has seen to it."""


@torch.no_grad()
def floors_over_draws(
    paths: Mapping[str, Path], source: Source, *, times: tuple[float, ...], count: int, seed: int
) -> dict[str, dict[float, float]]:
    """For every path and t the mean sliced 2-Wasserstein distance over the mean of its floor; empty above 8 dimensions.

    In each draw the points of `count` pairs against as many latents, the same for all paths; coordinates in the
    latents' deviations.
    """
    if source.dim > FEW:
        return {}
    generator, directions = counter_generator(seed, "benchmark", "draws"), random_directions(source.dim, seed=seed)
    scale = source.covariance().diagonal().sqrt().numpy()

    def standard(z: Points) -> Cloud:
        return (z.numpy() / scale).astype(np.float32)

    floor, sums = 0.0, {name: dict.fromkeys(times, 0.0) for name in paths}
    for _ in range(DRAWS):
        z0, z1, latents = independent_samples(source, [count] * 3, generator)
        cloud = standard(latents)
        floor += sliced_wasserstein(standard(z0), cloud, directions=directions)
        for name, path in paths.items():
            for t in times:
                sums[name][t] += sliced_wasserstein(standard(points_at(path, z0, z1, t)), cloud, directions=directions)
    return {name: {t: total / floor for t, total in by_time.items()} for name, by_time in sums.items()}

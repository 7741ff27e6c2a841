"""The units in which drift is measured: the latents' own centre, deviations and typical distance."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from ..distances import median_distance, random_directions
from ..shapes import Cloud, Points

LEAST_NORM_DEVIATION = 1e-3
"""Of the mean norm: latents on a sphere have norms without deviation, and are measured in thousandths of the norm."""


@dataclass(frozen=True, kw_only=True)
class Units:
    """Fixed once per source from one sample, and the same for every path, position and floor.

    `norm` is the deviation of the norms of standardised latents, `width` their median distance, `directions`
    (directions, latent) the unit vectors of the sliced distance.
    """

    mean: Float[np.ndarray, " latent"]
    deviation: Float[np.ndarray, " latent"]
    norm: float
    width: float
    directions: Float[np.ndarray, "directions latent"]

    def standardise(self, z: Points) -> Cloud:
        """`(z - mean) / deviation`, coordinate by coordinate."""
        standard = z.numpy() - self.mean
        standard /= self.deviation
        return standard


def units_of(sample: Points, *, seed: int) -> Units:
    """The units in which a sample of latents has mean 0 and deviation 1."""
    z = sample.numpy()
    mean, deviation = z.mean(axis=0, dtype=np.float64), z.std(axis=0, dtype=np.float64)
    deviation = np.where(deviation > 0, deviation, 1.0)
    standard = ((z - mean) / deviation).astype(np.float32)
    norms = np.linalg.norm(standard, axis=1)
    return Units(
        mean=mean.astype(np.float32),
        deviation=deviation.astype(np.float32),
        norm=float(max(norms.std(), LEAST_NORM_DEVIATION * norms.mean())),
        width=median_distance(standard),
        directions=random_directions(z.shape[1], seed=seed),
    )

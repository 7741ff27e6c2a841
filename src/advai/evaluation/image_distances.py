"""How far made images are from real ones, in the features of one network, each figure beside its floor."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from jaxtyping import Float

from ..distances import (
    Balls,
    balls_of,
    frechet_distance,
    kernel_distance,
    manifold_figures,
    mean_to_others,
    nearest_neighbours,
)
from ..results import Measured

Real = Float[np.ndarray, "real features"]
Made = Float[np.ndarray, "made features"]
Train = Float[np.ndarray, "train features"]
Stamp = Mapping[str, Any]

FIGURES = ("frechet", "kernel", "precision", "recall", "density", "coverage")

PAIRWISE_POINTS = 5_000
"""Points of each cloud in the figures that look at all pairs, which have no bias that more points would remove."""
COPIES_POINTS, COPY_SHARE = 1_000, 0.01
"""An image is called a copy when it is nearer to a training image than 99% of real test images are."""


@dataclass(frozen=True, kw_only=True)
class RealFeatures:
    """The features of real images, and what every figure needs to know of them, computed once."""

    all: Real

    @property
    def few(self) -> Real:
        """Those of the figures that look at all pairs."""
        return self.all[:PAIRWISE_POINTS]

    @cached_property
    def balls(self) -> Balls:
        """The balls of the real manifold."""
        return balls_of(self.few)

    @cached_property
    def kernel(self) -> Float[np.ndarray, " points"]:
        """The mean of the kernel over all others of the few, for each of them."""
        return mean_to_others(self.few)


def real_floor(real: Real, *, seed: int) -> dict[str, float]:
    """Every figure between two random halves of the real features: what no made images are expected to improve on."""
    order = np.random.default_rng(seed).permutation(len(real))
    half = len(real) // 2
    figures = _figures(RealFeatures(all=real[order[:half]]), real[order[half : 2 * half]])
    return {name: value for name, (value, _) in figures.items()}


def compare_images(real: RealFeatures, made: Made, *, floor: Mapping[str, float], stamp: Stamp) -> dict[str, Measured]:
    """All `FIGURES` of made against real features.

    The Fréchet distance is biased upwards by few points, in the floor too, whose clouds have half as many: all counts
    are among the conditions. Precision and recall have 3 neighbours, density and coverage 5.
    """
    conditions = {
        **stamp,
        "real": len(real.all),
        "made": len(made),
        "floor": f"two halves of {len(real.all) // 2} real images",
    }
    pairwise = {**conditions, "real": len(real.few), "made": min(len(made), PAIRWISE_POINTS)}
    return {
        name: Measured(
            value=value,
            floor=floor[name],
            error=error,
            conditions=conditions if name == "frechet" else pairwise,
        )
        for name, (value, error) in _figures(real, made).items()
    }


def copies(made: Made, test: Real, train: Train, *, stamp: Stamp) -> Measured:
    """The share of made images that are nearer to a training image than 99% of test images are.

    Of images that owe nothing to single training images it is about 1%, the floor: much more says that the model
    remembers them.
    """
    few = slice(0, COPIES_POINTS)
    of_test = nearest_neighbours(test[few], train)[0][:, 0]
    of_made = nearest_neighbours(made[few], train)[0][:, 0]
    conditions = {
        **stamp,
        "made": len(of_made),
        "test": len(of_test),
        "train": len(train),
        "median_distance": float(np.median(of_made)),
        "median_distance_test": float(np.median(of_test)),
    }
    share = float(np.mean(of_made < np.quantile(of_test, COPY_SHARE)))
    return Measured(value=share, floor=COPY_SHARE, conditions=conditions)


def _figures(real: RealFeatures, made: Made) -> dict[str, tuple[float, float | None]]:
    """Values with their standard errors, where there are such."""
    few = made[:PAIRWISE_POINTS]
    kernel = kernel_distance(real.few, few, within_x=real.kernel)
    manifolds = manifold_figures(real.few, few, balls=real.balls)
    return {
        "frechet": (frechet_distance(real.all, made), None),
        "kernel": (kernel.value, kernel.error),
        **{name: (value, None) for name, value in manifolds._asdict().items()},
    }

"""How good images along a path are: their distances from real ones at each t, beside those of the latents as they come.

Pairs of latents are drawn several times, the same ones for every path. A path that keeps the latents' law makes at
every t images as good as those of fresh latents: what it can reach at best.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Float

from ..config import counter_generator
from ..data import ImageSet
from ..distances import points_at
from ..distributions import Source, independent_count, independent_samples
from ..results import Measured
from ..shapes import Path, Points
from .autoencoding import Decode, decoded, images_in_batches
from .feature_network import FeatureNetwork, features_of
from .image_distances import RealFeatures, Stamp, compare_images, real_floor

Quality = Mapping[str, Measured]
"""One number for each of `FIGURES`."""

DRAWS, DRAWS_OF_SAMPLES = 4, 8
"""Draws of pairs; and of single latents, which are cheap, since there is no path to go along."""
LEVEL = 0.95


@dataclass(frozen=True, kw_only=True)
class RealImages:
    """What made images are compared with: features of real ones, every figure between two halves of them, the network.

    `stamp` stands beside every figure.
    """

    network: FeatureNetwork
    features: Float[np.ndarray, "real features"]
    floor: Mapping[str, float]
    stamp: Stamp

    @cached_property
    def known(self) -> RealFeatures:
        """The features, with what every figure needs of them."""
        return RealFeatures(all=self.features)

    def figures_of(self, decode: Decode, z: Points) -> dict[str, Measured]:
        """All figures of what becomes of these latents."""
        return self.figures(features_of(self.network, decoded(decode, z.numpy())))

    def figures(self, made: Float[np.ndarray, "made features"]) -> dict[str, Measured]:
        """All figures of made images with these features."""
        return compare_images(self.known, made, floor=self.floor, stamp=self.stamp)


def real_images(
    network: FeatureNetwork, images: ImageSet, rows: torch.Tensor, *, stamp: Stamp, seed: int
) -> RealImages:
    """The images of these rows as what others are compared with."""
    features = features_of(network, images_in_batches(images, rows))
    return RealImages(network=network, features=features, floor=real_floor(features, seed=seed), stamp=stamp)


def quality_of_samples(law: Source, decode: Decode, real: RealImages, *, count: int, seed: int) -> dict[str, Measured]:
    """The figures of fresh latents, means over 8 draws of `count`.

    The interval is where the mean of 4 draws more falls with a probability of 95%: a path whose mean lies there cannot
    be told from the latents as they come.
    """
    draws = [
        real.figures_of(decode, independent_samples(law, [count], counter_generator(seed, "fresh latents", k))[0])
        for k in range(DRAWS_OF_SAMPLES)
    ]
    return over_draws(draws, more=DRAWS)


def quality_along(
    path: Path, law: Source, decode: Decode, real: RealImages, *, times: Sequence[float], count: int, seed: int
) -> dict[float, dict[str, Measured]]:
    """The figures at each t between `count` independent pairs, means over 4 draws of them, with their 95% intervals.

    Of given latents, pairs are held-out rows: `count` must be half of those at most (`pairs_in`).
    """
    pairs = [independent_samples(law, [count, count], counter_generator(seed, "pairs", k)) for k in range(DRAWS)]
    return {
        t: over_draws([real.figures_of(decode, points_at(path, z0, z1, t)) for z0, z1 in pairs], more=None)
        for t in times
    }


def pairs_in(law: Source, wanted: int) -> int:
    """How many independent pairs there are: those that are wanted, or half of the rows that no fit has seen."""
    known = independent_count(law)
    return wanted if known is None else min(wanted, known // 2)


def over_draws(draws: Sequence[Quality], *, more: int | None) -> dict[str, Measured]:
    """The mean of every figure over independent draws, its standard error, and a 95% interval by Student's law.

    The interval is that of the mean; or, with `more`, of the mean of so many draws more.
    """
    return {name: _mean_of([draw[name] for draw in draws], more) for name in draws[0]}


def ratio_to(measured: Measured, reference: Measured) -> Measured:
    """A figure in units of what the latents as they come have, whose mean is taken as known."""
    assert measured.value is not None
    assert reference.value is not None
    unit, interval = reference.value, measured.interval
    low, high = (None, None) if reference.interval is None else reference.interval
    return Measured(
        value=measured.value / unit,
        floor=1.0,
        interval=None if interval is None else (interval[0] / unit, interval[1] / unit),
        conditions={
            "unit": unit,
            "as_good_from": None if low is None else low / unit,
            "as_good_to": None if high is None else high / unit,
        },
    )


def _mean_of(one: Sequence[Measured], more: int | None) -> Measured:
    from scipy.special import stdtrit

    values = np.array([measured.value for measured in one], dtype=np.float64)
    count, mean, deviation = len(values), float(values.mean()), float(values.std(ddof=1))
    variance = 1 / count + (0 if more is None else 1 / more)
    reach = float(stdtrit(count - 1, (1 + LEVEL) / 2)) * deviation * np.sqrt(variance)
    what = "95%, of the mean" if more is None else f"95%, of the mean of {more} draws more"
    return Measured(
        value=mean,
        floor=one[0].floor,
        error=float(deviation / np.sqrt(count)),
        interval=(float(mean - reach), float(mean + reach)),
        conditions={**one[0].conditions, "draws": values.tolist(), "interval": what},
    )

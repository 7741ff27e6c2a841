"""The band in which a statistic between two fresh samples falls, from a few repeats of it."""

import math
from collections.abc import Sequence

import numpy as np

from ..results import LEVEL, Floor

RESOLUTION = 1e-3
"""In deviations: a distance below it is rounding (latents on a sphere have equal norms), never drift."""


def distance_floor(values: Sequence[float], *, least: float = 0.0) -> Floor:
    """The floor of a positive statistic, whose logarithm is taken as normal.

    The band is the prediction interval for one more draw, `exp(mean log +- q s sqrt(1 + 1 / n))` with `s` the
    deviation of the logarithms and `q` Student's quantile of n - 1 degrees of freedom at 1 - `LEVEL`: it counts what
    n repeats do not know. `least`: what the band reaches at least.
    """
    from scipy.special import stdtrit

    logs, count = np.log(np.maximum(values, 1e-12)), len(values)
    reach = float(stdtrit(count - 1, 1 - LEVEL)) * float(logs.std(ddof=1)) * math.sqrt(1 + 1 / count)
    low, high = math.exp(logs.mean() - reach), math.exp(logs.mean() + reach)
    return Floor(mean=float(np.mean(values)), low=low, high=max(high, least), repeats=count)


def accuracy_floor(values: Sequence[float], deviation: float) -> Floor:
    """The floor of a judge's accuracy, whose `deviation` between fresh samples is known: that of coins.

    The band is `mean +- q deviation sqrt(1 + 1 / n)` with the normal quantile `q` at 1 - `LEVEL`.
    """
    from scipy.special import ndtri

    mean = float(np.mean(values))
    reach = float(ndtri(1 - LEVEL)) * deviation * math.sqrt(1 + 1 / len(values))
    return Floor(mean=mean, low=mean - reach, high=mean + reach, repeats=len(values))

"""Means over seeds with their intervals, and how a table shows them."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from .page import Cell

LEVEL = 0.95
NONE = "–"


class Mean(NamedTuple):
    """A mean over seeds, with half the width of its 95% interval (Student's; None for one seed)."""

    mean: float
    half: float | None

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.mean - (self.half or 0.0)

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.mean + (self.half or 0.0)


def mean_of(values: Sequence[float]) -> Mean:
    """The mean of one value or more, with its interval."""
    from scipy.special import stdtrit

    count, mean = len(values), math.fsum(values) / len(values)
    if count < 2:
        return Mean(mean, None)
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (count - 1))
    return Mean(mean, float(stdtrit(count - 1, (1 + LEVEL) / 2)) * deviation / math.sqrt(count))


def best_by_far(means: Sequence[Mean]) -> int | None:
    """The place of the smallest mean, when its interval ends before all others begin; None without intervals."""
    if len(means) < 2 or any(mean.half is None for mean in means):
        return None
    first, *rest = sorted(range(len(means)), key=lambda k: means[k].mean)
    return first if all(means[first].high < means[k].low for k in rest) else None


def number(mean: Mean, text: str, *, digits: int, worst: bool = False, best: bool = False) -> Cell:
    """A mean with half its interval in small type."""
    quiet = "" if mean.half is None else f"±{mean.half:.{digits}f}"
    return Cell(text=text, quiet=quiet, order=mean.mean, worst=worst, best=best)

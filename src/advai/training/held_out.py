"""Drift in short, on latents that the game has not learned from: enough to choose between paths, and soon computed.

With many latents a judge and the sliced distance see it: half of them make pairs, each latent two, so that as many
points as can be are judged by the other half. With few the noise of both clouds hides most of the distance; then the
energy distance is taken between the latents and the points of far more pairs of them, and a judge sees several draws of
those points: the noise is that of the latents alone, which all paths share.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from ..config import counter_generator, side_by_side
from ..distances import judge_accuracy, sliced_wasserstein
from ..distributions import Source, independent_count, independent_samples
from ..shapes import Cloud, Path, Points

Few = Float[np.ndarray, "few latent"]
Pairs = Float[Tensor, "pairs latent"]

POINTS, PAIRS_OF_FEW = 4096, 2048
LEAST, LEAST_JUDGED, LEAST_OF_FEW, DRAWS_OF_FEW = 60, 500, 100, 4
"""Latents below which nothing is said; points per cloud from which on there are many; latents below which a judge is
too noisy for small differences, and against how many draws of points he judges few."""
FLOOR_DRAWS = 8
JUDGE_UNIT, FLOORS_UNIT = 0.03, 0.3
"""What counts as one in a score: a judge's accuracy beyond 1/2, and sliced distance beyond the floor."""


class Look(NamedTuple):
    """What paths are judged on: pairs, and latents; as many of each, unless they are `few`.

    `floor` is the sliced distance between latents and as many other latents; `mean` and `scale` make coordinates
    standard.
    """

    z0: Points
    z1: Points
    latents: Points
    few: bool
    floor: float
    mean: Float[Tensor, " latent"]
    scale: Float[Tensor, " latent"]

    @property
    def sure(self) -> bool:
        """Whether small differences of scores count."""
        return not self.few or len(self.latents) >= LEAST_OF_FEW

    def standard(self, z: Points) -> Cloud:
        """Latents in their own deviations, as an array."""
        return ((z.cpu().double() - self.mean) / self.scale).float().numpy()


class Seen(NamedTuple):
    """What was seen of a path at one t: sliced distance in floors, and a judge's accuracy (1/2: nothing).

    Few latents are what the path's points were made of: there a judge has 0.6 to 0.67 of a path on the law, too.

    `score` is 0 without drift: what is beyond the floors, in units of 0.3 floors and of 0.03 of accuracy, so that 2 is
    still good; with few latents the energy distance in units of its own noise, and what a judge sees.
    """

    floors: float
    judge: float
    score: float


BROKEN = Seen(floors=1e6, judge=1.0, score=1e6)
"""Of a path that leads nowhere: worse than any other, and still a number that a file of findings can hold."""


def enough(source: Source) -> bool:
    """Whether a source has held-out latents enough to say anything by them."""
    known = independent_count(source)
    return known is None or known // 3 * 3 >= LEAST


def look_at(source: Source, seed: int, use: str) -> Look | None:
    """A look at the held-out latents of a source, other ones for every `use`; None for too few."""
    known, generator = independent_count(source), counter_generator(seed, use)
    if not enough(source):
        return None
    few = known is not None and known // 2 < LEAST_JUDGED
    count = POINTS if known is None else min(POINTS, known // (3 if few else 2))
    draws = [independent_samples(source, [count] * 2, generator) for _ in range(FLOOR_DRAWS)]
    if few:
        (latents,) = independent_samples(source, [3 * count], generator)
        z0, z1 = pairs_of(latents, generator)
    elif known is None or known >= 3 * count:
        z0, z1, latents = independent_samples(source, [count] * 3, generator)
    else:
        z0, latents = independent_samples(source, [count] * 2, generator)
        z1 = z0.roll(1, dims=0)
    look = Look(z0, z1, latents, few, 1.0, source.mean(), source.covariance().diagonal().sqrt())
    floor = np.mean([sliced_wasserstein(look.standard(x), look.standard(y)) for x, y in draws])
    return look._replace(floor=float(floor))


def pairs_of(latents: Points, generator: torch.Generator) -> tuple[Pairs, Pairs]:
    """Random pairs of different rows."""
    first = torch.randint(len(latents), (PAIRS_OF_FEW,), generator=generator)
    apart = torch.randint(1, len(latents), (PAIRS_OF_FEW,), generator=generator)
    return latents[first], latents[(first + apart) % len(latents)]


def seen_along(paths: Mapping[str, Path], look: Look, times: Sequence[float]) -> dict[str, dict[float, Seen]]:
    """What the statistics see of every path at each of the times."""
    seen = iter(side_by_side(lambda place: seen_at(place[0], look, place[1]), product(paths.values(), times)))
    return {name: {t: next(seen) for t in times} for name in paths}


def mean_seen(seen: Sequence[Seen]) -> Seen:
    """What several looks of a judge saw of a path at one t, as one: the noise of each is averaged before it counts."""
    floors, judge = (float(np.mean(values)) for values in ([at.floors for at in seen], [at.judge for at in seen]))
    return Seen(floors, judge, score_of(floors, judge))


def mean_score(seen: Mapping[float, Seen]) -> float:
    """The score of a path: the mean over its times."""
    return float(np.mean([at.score for at in seen.values()]))


@torch.no_grad()
def seen_at(path: Path, look: Look, t: float) -> Seen:
    """What the statistics see of `path` at `t`; `BROKEN` where its points are not all finite."""
    x, y = look.standard(path(look.z0, look.z1, t)), look.standard(look.latents)
    if not np.isfinite(x).all():
        return BROKEN
    if look.few:
        count, judge = len(y) // 3, judge_of_few(x, y)
        score = energy_score(x, y) + max(0.0, judge - 0.5) / JUDGE_UNIT
        return Seen(sliced_wasserstein(x[:count], y[:count]) / look.floor, judge, score)
    floors, judge = sliced_wasserstein(x, y) / look.floor, judge_accuracy(x, y).accuracy
    return Seen(floors, judge, score_of(floors, judge))


def score_of(floors: float, judge: float) -> float:
    """What is beyond the floors, in units of 0.3 floors and of 0.03 of accuracy."""
    return max(0.0, floors - 1) / FLOORS_UNIT + max(0.0, judge - 0.5) / JUDGE_UNIT


def judge_of_few(x: Cloud, y: Few) -> float:
    """A judge's accuracy between y and `DRAWS_OF_FEW` parts of x, their mean."""
    count = len(y)
    starts = range(0, min(DRAWS_OF_FEW * count, len(x) - count + 1), count)
    return float(np.mean([judge_accuracy(x[start : start + count], y).accuracy for start in starts]))


def energy_score(x: Cloud, y: Few) -> float:
    """`(2 E|x - y| - E|x - x'| - E|y - y'|) n / E|y - y'|` for n latents y, without bias (Székely and Rizzo 2013)."""
    from scipy.spatial.distance import cdist, pdist

    within = pdist(y).mean()
    return float((2 * cdist(x, y).mean() - pdist(x).mean() - within) * len(y) / within)

"""Drift in short, on latents that the game has not learned from: enough to choose between paths, and soon computed."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from ..distances import judge_accuracy, sliced_wasserstein
from ..distributions import Source, independent_count, independent_samples
from ..shapes import Cloud, Path, Points
from .seeds import counter_generator

POINTS = 4096
MOST_ROUNDS = 8
LEAST = 20
LEAST_JUDGED = 500
"""Points per cloud below which a judge knows nothing, and the sliced distance alone decides."""
JUDGE_UNIT, FLOORS_UNIT = 0.03, 0.3
"""What counts as one in a score: a judge's accuracy beyond 1/2, and sliced distance beyond the floor."""


class Look(NamedTuple):
    """Rounds of pairs and of latents, as many points in each; `floor` is the distance between latents and latents."""

    pairs: Sequence[tuple[Points, Points]]
    latents: Sequence[Points]
    floor: float
    mean: Float[Tensor, " latent"]
    scale: Float[Tensor, " latent"]

    def standard(self, z: Points) -> Cloud:
        """Latents in their own deviations, as an array."""
        return ((z.cpu().double() - self.mean) / self.scale).float().numpy()


class Seen(NamedTuple):
    """What was seen of a path at one t: sliced distance in floors, and a judge's accuracy (1/2: nothing)."""

    floors: float
    judge: float | None

    @property
    def score(self) -> float:
        """What is beyond the floors, in units of 0.3 floors and of 0.03 of accuracy: 2 is still good."""
        distance = (self.floors - 1) / FLOORS_UNIT
        return distance if self.judge is None else max(0.0, distance) + max(0.0, self.judge - 0.5) / JUDGE_UNIT


def validation_look(source: Source, seed: int) -> Look | None:
    """Held-out latents, against pairs of those that are learned from, of which there are many; None for too few."""
    known, generator = independent_count(source), counter_generator(seed, "validation")
    count = POINTS if known is None else min(POINTS, known)
    if count < LEAST:
        return None
    rounds = 1 if count >= LEAST_JUDGED else MOST_ROUNDS  # the judge takes time, the distance alone is soon computed
    pairs = [(source.sample(count, generator), source.sample(count, generator)) for _ in range(rounds)]
    latents = [independent_samples(source, [count], generator)[0] for _ in range(rounds)]
    apart = [(source.sample(count, generator), z) for z in latents]
    return _look(source, pairs, latents, apart)


def held_out_look(source: Source, seed: int) -> Look | None:
    """Held-out latents alone, no row twice in a comparison; None for too few."""
    known, generator = independent_count(source), counter_generator(seed, "findings")
    count = POINTS if known is None else min(POINTS, known // 3)
    if count < LEAST:
        return None
    z0, z1, latents = independent_samples(source, [count] * 3, generator)
    draws = [independent_samples(source, [count] * 2, generator) for _ in range(MOST_ROUNDS)]
    return _look(source, [(z0, z1)], [latents], [(x, y) for x, y in draws])


def _look(
    source: Source,
    pairs: Sequence[tuple[Points, Points]],
    latents: Sequence[Points],
    apart: Sequence[tuple[Points, Points]],
) -> Look:
    look = Look(pairs, latents, 1.0, source.mean(), source.covariance().diagonal().sqrt())
    floor = np.mean([sliced_wasserstein(look.standard(x), look.standard(y)) for x, y in apart])
    return look._replace(floor=float(floor))


@torch.no_grad()
def seen_at(path: Path, look: Look, t: float) -> Seen:
    """The means over the rounds of what the statistics see of `path` at `t`."""
    floors, judged = [], []
    for (z0, z1), latents in zip(look.pairs, look.latents, strict=True):
        x, y = look.standard(path(z0, z1, t)), look.standard(latents)
        floors.append(sliced_wasserstein(x, y) / look.floor)
        if len(y) >= LEAST_JUDGED:
            judged.append(judge_accuracy(x, y).accuracy)
    return Seen(float(np.mean(floors)), float(np.mean(judged)) if judged else None)

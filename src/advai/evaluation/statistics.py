"""The four statistics between two clouds of standardised points, and how often each is repeated for its floor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..distances import (
    DIRECTIONS,
    PERMUTATIONS,
    Judgement,
    folds,
    judge_accuracy,
    judge_name,
    mmd_squared,
    mmd_test,
    norm_distance,
    sliced_wasserstein,
)
from ..results import LEVEL, DriftAt, Floor, Statistic
from ..shapes import Cloud
from .floors import RESOLUTION, accuracy_floor, distance_floor
from .units import Units

JUDGE_POINTS = 10_000
"""Points per cloud that the judge gets at most."""

MMD_POINTS = 2_000
"""Points per cloud for the kernel matrix, whose time grows with their square."""

DISTANCE_REPEATS, MMD_REPEATS, JUDGE_REPEATS = 16, 10, 4
"""As often as time allows: the distances are cheap, and the judge's deviation is known."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What was computed between two clouds; None where a repeat of the floor leaves out what is dear."""

    sliced_wasserstein: float
    norm: float
    mmd: float | None
    mmd_p: float | None
    judgement: Judgement | None


@dataclass(frozen=True, kw_only=True)
class Floors:
    """The floors of the four statistics."""

    sliced_wasserstein: Floor
    norm: Floor
    judge_accuracy: Floor
    mmd: Floor


def measure_value(x: Cloud, y: Cloud, units: Units, seed: int) -> Measured:
    """All four statistics between the clouds of `z_t` and of latents."""
    mmd, p = mmd_test(x[:MMD_POINTS], y[:MMD_POINTS], width=units.width, seed=seed)
    return _measured(x, y, units, mmd=mmd, mmd_p=p, judgement=_judged(x, y, seed))


def measure_repeat(x: Cloud, y: Cloud, units: Units, seed: int, repeat: int) -> Measured:
    """The statistics between two fresh clouds that are wanted of this repeat of the floor, counted from 0."""
    mmd = mmd_squared(x[:MMD_POINTS], y[:MMD_POINTS], width=units.width) if repeat < MMD_REPEATS else None
    judgement = _judged(x, y, seed) if repeat < JUDGE_REPEATS else None
    return _measured(x, y, units, mmd=mmd, mmd_p=None, judgement=judgement)


def floors_of(repeats: Sequence[Measured]) -> Floors:
    """The floors from all repeats of `measure_repeat`."""
    judged = [repeat.judgement for repeat in repeats if repeat.judgement is not None]
    return Floors(
        sliced_wasserstein=distance_floor([repeat.sliced_wasserstein for repeat in repeats], least=RESOLUTION),
        norm=distance_floor([repeat.norm for repeat in repeats], least=RESOLUTION),
        judge_accuracy=accuracy_floor([judgement.accuracy for judgement in judged], judged[0].deviation),
        mmd=distance_floor([repeat.mmd for repeat in repeats if repeat.mmd is not None]),
    )


def drift_at(t: float, value: Measured, floors: Floors) -> DriftAt:
    """What was measured at `t`, beside the floors."""
    judgement = value.judgement
    assert judgement is not None
    assert value.mmd is not None
    assert value.mmd_p is not None
    interval = (judgement.low, judgement.high)
    return DriftAt(
        t=t,
        sliced_wasserstein=Statistic(value=value.sliced_wasserstein, floor=floors.sliced_wasserstein),
        norm=Statistic(value=value.norm, floor=floors.norm),
        judge_accuracy=Statistic(value=judgement.accuracy, floor=floors.judge_accuracy, interval=interval),
        mmd=Statistic(value=value.mmd, floor=floors.mmd),
        mmd_p=value.mmd_p,
    )


def protocol(points: int, dim: int) -> dict[str, Any]:
    """How the statistics are made of clouds of so many points, for the conditions beside the figures."""
    parts, tested = folds(min(points, JUDGE_POINTS), dim)
    return {
        "coordinates": "standardised by the latents' mean and deviations",
        "directions": DIRECTIONS,
        "norm": "of standardised coordinates, in deviations of that norm",
        "judge": judge_name(dim),
        "judge_points": min(points, JUDGE_POINTS),
        "judge_folds": f"{tested} of {parts}",
        "mmd_points": min(points, MMD_POINTS),
        "mmd_permutations": PERMUTATIONS,
        "level": LEVEL,
        "floor_repeats": {
            "sliced_wasserstein": DISTANCE_REPEATS,
            "norm": DISTANCE_REPEATS,
            "judge_accuracy": JUDGE_REPEATS,
            "mmd": MMD_REPEATS,
        },
    }


def _measured(
    x: Cloud, y: Cloud, units: Units, *, mmd: float | None, mmd_p: float | None, judgement: Judgement | None
) -> Measured:
    return Measured(
        sliced_wasserstein=sliced_wasserstein(x, y, directions=units.directions),
        norm=norm_distance(x, y, scale=units.norm),
        mmd=mmd,
        mmd_p=mmd_p,
        judgement=judgement,
    )


def _judged(x: Cloud, y: Cloud, seed: int) -> Judgement:
    return judge_accuracy(x[:JUDGE_POINTS], y[:JUDGE_POINTS], seed=seed)

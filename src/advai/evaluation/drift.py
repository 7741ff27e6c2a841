"""Drift: the law of `z_t` for independent pairs against the law of latents, beside its floor, and how the path moves.

The pairs, the latents that they are compared with and the two clouds of every repeat of the floor are independent
samples of the same size: fresh draws of a law; disjoint random parts of the held-out rows of given latents, drawn
anew for every repeat. No row is used twice in one comparison and none is paired twice, so a path that keeps the law
is at the floor exactly.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

import numpy as np
from torch import Generator

from ..config import InputError, InputTypeError, Workers, workers
from ..distances import STEPS, measure_motion, points_at
from ..distributions import Source, as_source, independent_count, independent_samples
from ..paths import path_name
from ..results import Drift
from ..shapes import Path, Points
from .statistics import DISTANCE_REPEATS, drift_at, floors_of, measure_repeat, measure_value, protocol
from .units import Units, units_of

TIMES = (0.1, 0.25, 0.5)
LEAST = 50
"""Points in a cloud below which nothing is said."""
MOTION_PAIRS = 1_024
UNITS_POINTS = 20_000
"""Latents that set the units: they may be measured too, since all that is compared shares the units."""


def measure_drift(
    path: Path, source: object, *, times: Sequence[float] = TIMES, samples: int = 10_000, seed: int = 0
) -> Drift:
    """Measure how far `path` leaves the law of `source` at each of `times`, and how it moves.

    `source` is a law, latents or what `as_source` takes. Each cloud has `samples` points, or a third of the held-out
    rows where there are fewer. Raises `InputError` for a path that does not return one finite latent per pair, for
    `times` outside [0, 1], for fewer than 50 `samples` and for fewer than 150 held-out rows.
    """
    return measure_drifts([path], source, times=times, samples=samples, seed=seed)[0]


def measure_drifts(
    paths: Sequence[Path], source: object, *, times: Sequence[float] = TIMES, samples: int = 10_000, seed: int = 0
) -> list[Drift]:
    """`measure_drift` of several paths, with the same pairs and floors for all: the floors are drawn only once."""
    for path in paths:
        if not callable(path):
            raise InputTypeError(
                f"a path is a function of (z0, z1, t), but {type(path).__name__} was given: give lerp."
            )
    _check_whole_numbers(samples, seed)
    times, law = _checked_times(times), as_source(source)
    count = _cloud_size(law, samples)
    units = units_of(_draw(law, [_units_count(law)], seed, 0)[0], seed=seed)
    z0, z1, latents = _draw(law, [count] * 3, seed, 1)
    motions = [measure_motion(path, z0[:MOTION_PAIRS], z1[:MOTION_PAIRS]) for path in paths]
    with workers() as crew:
        repeats = _repeats(crew, law, count, units, seed)
        values = [[_value(crew, path, z0, z1, latents, t, units, seed) for t in times] for path in paths]
        floors = floors_of([repeat.result() for repeat in repeats])
        measured = [[value.result() for value in of_path] for of_path in values]
    conditions = {
        "samples_requested": samples,
        "held_out": independent_count(law),
        "motion_pairs": len(z0[:MOTION_PAIRS]),
        "motion_steps": STEPS,
        **protocol(count, law.dim),
    }
    return [
        Drift(
            path=path_name(path),
            source=law.name,
            samples=count,
            seed=seed,
            times=tuple(drift_at(t, value, floors) for t, value in zip(times, of_path, strict=True)),
            motion=motion,
            conditions=conditions,
        )
        for path, of_path, motion in zip(paths, measured, motions, strict=True)
    ]


def _repeats(crew: Workers, law: Source, count: int, units: Units, seed: int) -> list[Future[Any]]:
    """The statistics between two fresh clouds, again and again."""
    futures = []
    for repeat in range(DISTANCE_REPEATS):
        crew.wait_for_room()
        x, y = (units.standardise(z) for z in _draw(law, [count, count], seed, 2 + repeat))
        futures.append(crew.submit(measure_repeat, x, y, units, seed, repeat))
    return futures


def _value(
    crew: Workers, path: Path, z0: Points, z1: Points, latents: Points, t: float, units: Units, seed: int
) -> Future[Any]:
    crew.wait_for_room()
    z_t = points_at(path, z0, z1, t)
    return crew.submit(measure_value, units.standardise(z_t), units.standardise(latents), units, seed)


def _draw(law: Source, sizes: Sequence[int], seed: int, use: int) -> list[Points]:
    """Independent samples on the CPU, different for every `use` of a seed."""
    state = np.random.SeedSequence((seed, use)).generate_state(1, np.uint64)[0]
    return independent_samples(law, sizes, Generator().manual_seed(int(state >> np.uint64(1))))


def _units_count(law: Source) -> int:
    known = independent_count(law)
    return UNITS_POINTS if known is None else min(UNITS_POINTS, known)


def _checked_times(times: Sequence[float]) -> tuple[float, ...]:
    checked = tuple(float(t) for t in times)
    if not checked or len(set(checked)) < len(checked) or not all(0.0 <= t <= 1.0 for t in checked):
        raise InputError(f"times must be one or more different numbers in [0, 1], got {tuple(times)}.")
    return checked


def _check_whole_numbers(samples: object, seed: object) -> None:
    for name, value, least in (("samples", samples, LEAST), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise InputTypeError(f"{name} must be an integer, got {value!r}.")
        if value < least:
            raise InputError(f"{name} must be at least {least}, got {value}.")


def _cloud_size(law: Source, samples: int) -> int:
    """The number of points in each cloud: what was asked for, or what the held-out rows allow."""
    known = independent_count(law)
    if known is None:
        return int(samples)
    if known < 3 * LEAST:
        raise InputError(
            f"measuring drift needs {3 * LEAST} held-out latents, but {law.name} has {known}: "
            "give more latents, or a larger holdout."
        )
    return min(int(samples), known // 3)

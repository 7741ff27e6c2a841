"""The law of `z_t` for independent pairs against the law of latents, at several `t`, beside its floor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ..config import InputError, InputTypeError
from ..distances import (
    judge_accuracy,
    measure_motion,
    median_distance,
    mmd_squared,
    mmd_test,
    norm_distance,
    random_directions,
    sliced_wasserstein,
)
from ..distributions import Source, as_source, independent_count, independent_samples
from ..paths import path_name
from ..results import LEVEL, Drift, DriftAt, Floor, Statistic
from ..shapes import Cloud, Path, Points


@dataclass(frozen=True, kw_only=True)
class Units:
    mean: np.ndarray
    deviation: np.ndarray
    norm: float
    width: float
    directions: np.ndarray

    def standardise(self, z: np.ndarray) -> np.ndarray:
        return (z - self.mean) / self.deviation


def measure_drift(
    path: Path,
    source: object,
    *,
    times: Sequence[float] = (0.1, 0.25, 0.5),
    samples: int = 10_000,
    seed: int = 0,
) -> Drift:
    """Measure how far `path` leaves the law of `source`, and how it moves."""
    law = as_source(source)
    known = independent_count(law)
    count = samples if known is None else min(samples, known // 3)
    if count < 50:
        raise InputError(f"expected at least 150 held-out latents, got {known}: give more latents or a larger holdout.")
    generator = torch.Generator().manual_seed(seed)
    (pool,) = independent_samples(law, [min(count, 10_000)], generator)
    pool = pool.numpy()
    mean, deviation = pool.mean(axis=0), pool.std(axis=0)
    standard = (pool - mean) / deviation
    units = Units(
        mean=mean,
        deviation=deviation,
        norm=float(np.linalg.norm(standard, axis=1).std()),
        width=median_distance(standard),
        directions=random_directions(law.dim, seed=seed),
    )
    floors = []
    for _ in range(4):
        x, y = (units.standardise(z.numpy()) for z in independent_samples(law, [count, count], generator))
        floors.append(_statistics(x, y, units, seed))
    z0, z1, reference = independent_samples(law, [count] * 3, generator)
    y = units.standardise(reference.numpy())
    measured = []
    for t in times:
        x = units.standardise(_points(path, z0, z1, t))
        values = _statistics(x, y, units, seed)
        stats = {n: Statistic(value=v, floor=_floor([f[n] for f in floors])) for n, v in values.items()}
        n = min(2000, count)
        p = mmd_test(x[:n], y[:n], width=units.width, seed=seed)[1]
        measured.append(DriftAt(t=t, **stats, mmd_p=p))
    return Drift(
        path=path_name(path),
        source=law.name,
        samples=count,
        seed=seed,
        times=tuple(measured),
        motion=measure_motion(path, z0[:1024], z1[:1024]),
        conditions={"samples_requested": samples},
    )


def _floor(values):
    mean, sd = float(np.mean(values)), float(np.std(values, ddof=1))
    return Floor(mean=mean, low=mean - 3 * sd, high=mean + 3 * sd, repeats=len(values))


def _statistics(x, y, units, seed):
    n = min(2000, len(x))
    return {
        "sliced_wasserstein": sliced_wasserstein(x, y, directions=units.directions),
        "norm": norm_distance(x, y, scale=units.norm),
        "judge_accuracy": judge_accuracy(x, y, seed=seed)[0],
        "mmd": mmd_squared(x[:n], y[:n], width=units.width),
    }


def _points(path, z0, z1, t):
    parts = [path(a, b, t) for a, b in zip(z0.split(8192), z1.split(8192), strict=True)]
    return torch.cat(parts).float().detach().numpy()

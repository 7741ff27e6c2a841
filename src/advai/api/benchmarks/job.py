"""One job of the benchmark: all missing methods on one law with one seed, fitted where they learn, measured together.

OUT/fits/LAW/SEED/METHOD/   the run folder of a fit, kept so that it is not repeated; `fit.json` in it says it is whole
"""

import dataclasses
import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

import torch

from ...config import InputError, TrainingStopped, counter_generator
from ...distances import STEPS, judge_accuracy, points_at
from ...distributions import Source, independent_count, independent_samples
from ...evaluation import measure_drifts
from ...paths import lerp
from ...results import PLANTED, BenchmarkCell, Drift, Floor, Statistic, Way, environment, write_aside
from ...shapes import Path, Points
from ..study import TIMES, fit_in, folder_name
from .draws import floors_over_draws
from .latents import benchmark_source
from .memory import forget_peak, peak_mib
from .methods import is_learned, path_of

PLANTED_SHARE = 0.1
"""Of the latents of the planted drift: a tenth are linear midpoints, so that a judge is right in 0.55 at most."""
JUDGED_POINTS = 10_000
WAY_PAIRS = 1_024


@dataclasses.dataclass(frozen=True, kw_only=True)
class BenchmarkJob:
    """What is to be measured: `methods` (with "planted" among them, the judge's strength) of a law with a seed."""

    law: str
    seed: int
    methods: tuple[str, ...]
    out: FilePath
    samples: int
    steps: int | None

    @property
    def fits(self) -> FilePath:
        """The folder of its fits."""
        return self.out / "fits" / folder_name(self.law) / str(self.seed)


def make_cells(job: BenchmarkJob) -> list[BenchmarkCell]:
    """Fit and measure; a method that breaks down or does not suit the law has a cell that says so."""
    source = benchmark_source(job.law, job.out)
    paths, fits, failed = paths_of(job, source)
    began = time.monotonic()
    drifts = measured(paths, source, job, failed)
    whole = {method: paths[method] for method in drifts}
    floors = floors_over_draws(whole, source, times=TIMES, count=cloud_size(job, source), seed=job.seed)
    seconds = round((time.monotonic() - began) / max(1, len(drifts)), 2)
    shared = {
        "law": job.law,
        "dim": source.dim,
        "seed": job.seed,
        "samples": cloud_size(job, source),
        "connected": source.connected,
        "conditions": {name: value for name, value in environment(job.seed).items() if name != "seed"},
    }
    cells = [BenchmarkCell(method=method, failed=words, **shared) for method, words in failed.items()]
    for method, drift in drifts.items():
        way = way_inside(paths[method], source, job.seed)
        costs = {"fit": fits.get(method), "measuring_seconds": seconds}
        cells.append(BenchmarkCell(method=method, drift=drift, floors=floors.get(method), way=way, **costs, **shared))
    if PLANTED in job.methods and drifts:
        known = next(iter(drifts.values())).times[0].judge_accuracy.floor
        cells.append(BenchmarkCell(method=PLANTED, judge=planted(source, job, known), **shared))
    return sorted(cells, key=lambda cell: job.methods.index(cell.method))


def paths_of(job: BenchmarkJob, source: Source) -> tuple[dict[str, Path], dict[str, dict[str, Any]], dict[str, str]]:
    """The paths of a job by their methods, how the fits went, and in words why others are not there."""
    paths, fits, failed = {}, {}, {}
    for method in job.methods:
        if method == PLANTED:
            continue
        try:
            if is_learned(method):
                fits[method] = fit_once(job, source, method)
            paths[method] = path_of(method, source, job.fits)
        except (InputError, TrainingStopped) as error:
            failed[method] = str(error)
    return paths, fits, failed


def cloud_size(job: BenchmarkJob, source: Source) -> int:
    """The points of each cloud: as many as were asked for, or a third of the held-out rows."""
    known = independent_count(source)
    return job.samples if known is None else min(job.samples, known // 3)


def fit_once(job: BenchmarkJob, source: Source, method: str) -> dict[str, Any]:
    """How the fit of a method went; it is made unless it is there, and a torn one is made again."""
    record = job.fits / method / "fit.json"
    if not record.is_file():
        shutil.rmtree(job.fits / method, ignore_errors=True)
        job.fits.mkdir(parents=True, exist_ok=True)
        known, began = forget_peak(), time.process_time()
        found = fit_in(job.fits, source, recipe=method, seed=job.seed, steps=job.steps)
        found |= {"cpu_seconds": round(time.process_time() - began, 1), "peak_mib": peak_mib() if known else None}
        write_aside(record, json.dumps(found, indent=2, allow_nan=False))
    return json.loads(record.read_text())


def measured(paths: Mapping[str, Path], source: Source, job: BenchmarkJob, failed: dict[str, str]) -> dict[str, Drift]:
    """The drift of every path by its name; one that cannot be measured is told in `failed`, and spoils no other."""
    if not paths:
        return {}
    try:
        drifts = measure_drifts(list(paths.values()), source, times=TIMES, samples=job.samples, seed=job.seed)
    except InputError as error:
        if len(paths) == 1:
            failed[next(iter(paths))] = str(error)
            return {}
        each = [measured({name: path}, source, job, failed) for name, path in paths.items()]
        return {name: drift for found in each for name, drift in found.items()}
    return {name: dataclasses.replace(drift, path=name) for name, drift in zip(paths, drifts, strict=True)}


def planted(source: Source, job: BenchmarkJob, floor: Floor) -> Statistic:
    """What the judge finds of a drift that is known: latents of which a tenth is replaced by linear midpoints."""
    count = min(JUDGED_POINTS, cloud_size(job, source))
    generator = counter_generator(job.seed, "benchmark", "planted")
    z0, z1, latents = independent_samples(source, [count] * 3, generator)
    drifted = with_midpoints(z0, z1)
    judgement = judge_accuracy(drifted.numpy(), latents.numpy(), seed=job.seed)
    return Statistic(value=judgement.accuracy, floor=floor, interval=(judgement.low, judgement.high))


def with_midpoints(z0: Points, z1: Points) -> Points:
    """`z0`, a tenth of which is replaced by midpoints."""
    few = round(PLANTED_SHARE * len(z0))
    return torch.cat([lerp(z0[:few], z1[:few], 0.5), z0[few:]])


def way_inside(path: Path, source: Source, seed: int) -> Way | None:
    """The path beside the shortest way inside the support; None where the law does not know that way.

    Length over way is `sum length / sum way(z0, z1)` over the pairs, and the progress along it
    `sum way(z0, z_t) / sum way(z0, z1)`, whose largest distance from t is the lag.
    """
    way = getattr(source, "distance_inside", None)
    if way is None:
        return None
    z0, z1 = independent_samples(source, [WAY_PAIRS] * 2, counter_generator(seed, "benchmark", "way"))
    whole, length, lag, here = way(z0, z1).double().sum(), torch.zeros(()).double(), 0.0, z0
    for t in (k / STEPS for k in range(STEPS + 1)):
        before, here = here, points_at(path, z0, z1, t)
        length += (here - before).double().norm(dim=1).sum()
        lag = max(lag, abs(float(way(z0, here).double().sum() / whole) - t))
    return Way(length=float(length / whole), lag=lag)

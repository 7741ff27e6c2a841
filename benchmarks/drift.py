"""The time of a drift report: 10,000 x 64, three t, all four statistics and their floors; the bar is 12 s on two cores.

    python benchmarks/drift.py [--law gaussian:64] [--samples 10000] [--threads 2]

Wall time depends on what else the machine does; the CPU seconds are those of this process alone.
"""

import argparse
import os
import time

import torch

from advai.distances import (
    judge_accuracy,
    median_distance,
    mmd_squared,
    mmd_test,
    norm_distance,
    random_directions,
    sliced_wasserstein,
)
from advai.distributions import Source, as_source, independent_samples
from advai.evaluation import measure_drift
from advai.evaluation.statistics import JUDGE_POINTS, MMD_POINTS
from advai.paths import lerp


def parts(law: Source, samples: int) -> None:
    """The CPU seconds of each statistic between two fresh clouds."""
    x, y = (z.numpy() for z in independent_samples(law, [samples] * 2, torch.Generator().manual_seed(0)))
    width, directions = median_distance(x), random_directions(law.dim)
    kernel = (x[:MMD_POINTS], y[:MMD_POINTS])
    jobs = {
        "sliced Wasserstein": lambda: sliced_wasserstein(x, y, directions=directions),
        "norms": lambda: norm_distance(x, y),
        "judge": lambda: judge_accuracy(x[:JUDGE_POINTS], y[:JUDGE_POINTS]),
        "MMD": lambda: mmd_squared(*kernel, width=width),
        "MMD with its p-value": lambda: mmd_test(*kernel, width=width),
    }
    for name, job in jobs.items():
        job()
        start = time.process_time()
        job()
        print(f"  {name:<22} {time.process_time() - start:6.2f} CPU s")


def main() -> None:
    """Measure once after the imports, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--law", default="gaussian:64")
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    law = as_source(options.law)
    measure_drift(lerp, law, samples=100)
    wall, cpu = time.perf_counter(), time.process_time()
    drift = measure_drift(lerp, law, samples=options.samples)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(drift.table())
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{wall:.1f} s of wall time, {cpu:.1f} CPU s, {options.threads} threads, load {load:.1f}")
    parts(law, options.samples)


if __name__ == "__main__":
    main()

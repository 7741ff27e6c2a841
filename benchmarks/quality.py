"""The quality of fitted corrections on the seeds' laws: judge accuracy, sliced Wasserstein in floors, and motion.

python benchmarks/quality.py --out runs/quality [--laws ring discs ...] [--recipes advai paper] [--seeds 3] [--steps N]

One line of JSON per law, recipe and seed is appended to OUT/cells.jsonl; cells that are there are not made again. Every
cell is a fit by the recipe's defaults, measured on fresh points: 10,000 per cloud, the judge on two independent draws
and the sliced Wasserstein distance on five, both averaged. The table at the end gives means over the seeds.
"""

import argparse
import itertools
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from cells import Cell, completed

import advai
from advai.distances import judge_accuracy, measure_motion, random_directions, sliced_wasserstein
from advai.distributions import as_source

LAWS = ("gaussian:2", "gaussian:16", "gaussian:64", "uniform:2", "uniform:16", "uniform:64", "ring", "discs")
POINTS, JUDGED, SLICED = 10_000, 2, 5


def cell(law: str, recipe: str, seed: int, steps: int | None) -> Cell:
    """One fit and its measurement."""
    started, busy = time.perf_counter(), time.process_time()
    path = advai.fit(law, recipe=recipe, seed=seed, steps=steps, progress=False)
    seconds = {"wall_s": time.perf_counter() - started, "cpu_s": time.process_time() - busy}
    return {"law": law, "recipe": recipe, "seed": seed, **seconds, **measured(path, law, seed)}


def measured(path: advai.Corrected, law: str, seed: int) -> dict[str, object]:
    """Judge and distance per t, and the motion; in the law's own deviations."""
    source, generator = as_source(law), torch.Generator().manual_seed(1_000_000 + seed)
    scale = source.covariance().diagonal().sqrt().float()
    directions = random_directions(source.dim, seed=seed)

    def fresh() -> torch.Tensor:
        return source.sample(POINTS, generator)

    def distance(x: torch.Tensor, y: torch.Tensor) -> float:
        return sliced_wasserstein((x / scale).numpy(), (y / scale).numpy(), directions=directions)

    floor = float(np.mean([distance(fresh(), fresh()) for _ in range(20)]))
    by_time = {}
    with torch.no_grad():
        for t in (0.1, 0.25, 0.4, 0.5):
            judged = [
                judge_accuracy((path(fresh(), fresh(), t) / scale).numpy(), (fresh() / scale).numpy(), seed=k).accuracy
                for k in range(JUDGED)
            ]
            sliced = [distance(path(fresh(), fresh(), t), fresh()) for _ in range(SLICED)]
            by_time[str(t)] = {"judge": float(np.mean(judged)), "floors": float(np.mean(sliced)) / floor}
        motion = measure_motion(path, source.sample(2000, generator), source.sample(2000, generator))
    return {
        "times": by_time,
        "length": motion.length_over_chord,
        "largest_step": motion.largest_step,
        "lag": motion.lag,
    }


def table(cells: list[dict[str, Any]]) -> None:
    """Means over the seeds, one line per law and recipe."""
    for law, recipe in sorted({(c["law"], c["recipe"]) for c in cells}):
        of = [c for c in cells if (c["law"], c["recipe"]) == (law, recipe)]
        seen = {t: [[c["times"][t]["judge"], c["times"][t]["floors"]] for c in of] for t in of[0]["times"]}
        times = "  ".join("{}: {:.3f} {:.2f}".format(t, *np.mean(pairs, axis=0)) for t, pairs in seen.items())
        motion = " ".join(f"{np.mean([c[name] for c in of]):.2f}" for name in ("length", "largest_step", "lag"))
        seconds = f"{np.median([c['wall_s'] for c in of]):.0f} s ({np.median([c['cpu_s'] for c in of]):.0f} CPU)"
        print(f"{law:12} {recipe:10} {len(of)} seeds | judge, floors at {times} | {motion} | {seconds}")


def main() -> None:
    """Make the cells that are missing, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/quality"))
    parser.add_argument("--laws", nargs="+", default=LAWS)
    parser.add_argument("--recipes", nargs="+", default=["advai", "paper"])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int)
    options = parser.parse_args()
    keys = itertools.product(options.laws, options.recipes, range(options.seeds))

    def make(law: str, recipe: str, seed: int) -> Cell:
        return cell(law, recipe, seed, options.steps)

    cells = completed(options.out, sorted(keys, key=lambda key: key[2]), ("law", "recipe", "seed"), make)
    table(cells)


if __name__ == "__main__":
    main()

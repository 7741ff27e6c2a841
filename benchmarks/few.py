"""A fit to few latents, beside the closed forms: is it ever worse than the best of them?

python benchmarks/few.py --out runs/few [--laws gaussian:16 ring codes.npy ...] [--counts 500 2000 10000] [--seeds 3]

The latents are `count` fresh points of a law, or rows of a file, of which the fit holds out a fifth itself; every path
is measured on other points: 10,000 a cloud, or a quarter of the other rows. One line of JSON per law, count and seed is
appended to OUT/cells.jsonl; cells that are there are not made again.
"""

import argparse
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from cells import Cell, completed, interval

import advai
from advai.distances import judge_accuracy, sliced_wasserstein
from advai.distributions import Empirical, Source, as_source, independent_samples
from advai.shapes import Path as Interpolation

TIMES = (0.1, 0.25, 0.5)
POINTS = 10_000


def cell(name: str, count: int, seed: int) -> Cell:
    """One fit, and judge and distance of all paths at each t."""
    few, rest, points = parts(name, count, seed)
    source = Empirical(few, holdout=0.2, name=name)
    learned = advai.fit(source, seed=seed, progress=False)
    paths = {"AdvAI": learned, "linear": advai.lerp, "spherical": advai.slerp, "matched": advai.Matched(source)}
    scale = rest.covariance().diagonal().sqrt().float() if not isinstance(rest, Empirical) else few.std(dim=0)
    found = {"recommend": learned.findings.get("recommend"), "transfer": learned.config.transfer}
    seen = seen_of(paths, independent_draws(rest, points, seed), scale)
    return {"law": name, "count": count, "seed": seed, "paths": seen, **found}


def independent_draws(rest: Source, points: int, seed: int) -> list[torch.Tensor]:
    """Ends of pairs, latents to judge by, and others for the floor; the same for every path of a seed."""
    return independent_samples(rest, [points] * 4, torch.Generator().manual_seed(1_000_000 + seed))


def seen_of(
    paths: Mapping[str, Interpolation], draws: list[torch.Tensor], scale: torch.Tensor
) -> dict[str, dict[str, tuple[float, float]]]:
    """A judge's accuracy and the distance in floors, per path and t, in the units of `scale`."""
    z0, z1, fresh, other = (z / scale for z in draws)
    floor = sliced_wasserstein(fresh.numpy(), other.numpy())
    seen: dict[str, dict[str, tuple[float, float]]] = {}
    for name, path in paths.items():
        with torch.no_grad():
            clouds = {t: (path(z0 * scale, z1 * scale, t) / scale).numpy() for t in TIMES}
        seen[name] = {
            str(t): (judge_accuracy(z, fresh.numpy()).accuracy, sliced_wasserstein(z, fresh.numpy()) / floor)
            for t, z in clouds.items()
        }
    return seen


def parts(name: str, count: int, seed: int) -> tuple[torch.Tensor, Source, int]:
    """The few latents, where others come from, and how many of those make a cloud."""
    if not name.endswith(".npy"):
        law = as_source(name)
        return law.sample(count, torch.Generator().manual_seed(seed)), law, POINTS
    rows = torch.from_numpy(np.random.default_rng(seed).permutation(np.load(name)))
    return rows[:count], Empirical(rows[count:], holdout=1, name=name), min(POINTS, (len(rows) - count) // 4)


def table(cells: list[dict[str, Any]]) -> None:
    """A Markdown table: the mean judge over the times, and at 1/2, with half of the 95% interval over the seeds."""
    print("| latents | count | path | judge, mean over t | judge at 1/2 | floors at 1/2 | recommended |")
    print("|---|---|---|---|---|---|---|")
    for law, count in dict.fromkeys((c["law"], c["count"]) for c in cells):
        of = [c for c in cells if (c["law"], c["count"]) == (law, count)]
        for name in of[0]["paths"]:
            judge = [float(np.mean([at[0] for at in c["paths"][name].values()])) for c in of]
            half = [c["paths"][name]["0.5"] for c in of]
            numbers = [judge, [at[0] for at in half], [at[1] for at in half]]
            columns = " | ".join("{:.3f} ± {:.3f}".format(*interval(values)) for values in numbers)
            chosen = sum(c["recommend"] == name for c in of)
            print(f"| {Path(law).stem} | {count} | {name} | {columns} | {chosen} of {len(of)} |")


def main() -> None:
    """Make the cells that are missing, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/few"))
    parser.add_argument("--laws", nargs="+", default=["gaussian:16", "ring", "mixture:32"])
    parser.add_argument("--counts", nargs="+", type=int, default=[500, 2000, 10_000])
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    keys = itertools.product(options.laws, options.counts, range(options.seeds))
    cells = completed(options.out, sorted(keys, key=lambda key: key[2]), ("law", "count", "seed"), cell)
    table(cells)


if __name__ == "__main__":
    main()

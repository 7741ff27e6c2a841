"""What each idea of the default's flow is worth: without it, on latents from files.

python benchmarks/flow_ablation.py --latents codes.npy ... --out runs/flow-ablation [--counts 1000 10000] [--seeds 3]
    [--variants ...]

Each fit learns from `count` rows of a file and is measured on the others, as in `benchmarks/few.py`. Without "flow" is
the game alone: in up to 8 dimensions, where the default plays it first, that leaves out the flow that may follow;
above, a game follows a flow that is far off, but none follows one that lacks an idea, so that it is seen what that is
worth. One line of JSON per file, count, variant and seed is appended to OUT/cells.jsonl; cells that are there are not
made again.
"""

import argparse
import contextlib
import dataclasses
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import torch
from cells import Cell, completed, interval
from few import independent_draws, parts, seen_of

from advai.checkpoint import Corrected
from advai.distances import measure_motion
from advai.distributions import Empirical
from advai.models import Flow
from advai.paths import NormalScores
from advai.paths.normal_scores import CELLS, EDGE
from advai.recipes import CORRECTIONS, suited
from advai.recipes.correction import FEW
from advai.training import CorrectionTrainingConfig, FlowTrainingConfig, train_correction

IDEAS = (
    "nothing left out",
    "flow",
    "game after it",
    "principal axes",
    "wide axes first",
    "normalised layers",
    "falling step size",
    "averaged weights",
    "matched variance",
    "normal scores",
    "thin planes",
    "stopping in time",
    "units left out",
)
PAIRS = 1000


def cell(name: str, count: int, variant: str, seed: int) -> Cell:
    """One fit and its measurement."""
    few, rest, points = parts(name, count, seed)
    source, started = Empirical(few, holdout=0.2, name=Path(name).stem), time.process_time()
    config = suited(CORRECTIONS["game" if variant == "flow" else "advai"](source.dim), source.fit_count)
    with without(variant):
        path, _ = train_correction(source, left_out(config, variant, seed), device=torch.device("cpu"), progress=False)
        seconds = time.process_time() - started
        draws = independent_draws(rest, points, seed)
        times = seen_of({variant: path}, draws, few.std(dim=0))[variant]
        motion = measure_motion(path, draws[0][:PAIRS], draws[1][:PAIRS])
    return {
        "latents": Path(name).stem,
        "count": count,
        "variant": variant,
        "seed": seed,
        "cpu_s": seconds,
        "kept": path.findings.get("kept"),
        "times": times,
        "length": motion.length_over_chord,
        "largest_step": motion.largest_step,
        "lag": motion.lag,
    }


def left_out(config: CorrectionTrainingConfig, variant: str, seed: int) -> CorrectionTrainingConfig:
    """The settings without an idea that is one of them."""
    changes: dict[str, dict[str, Any]] = {"averaged weights": {"averaging": 0.0}, "units left out": {"dropout": 0.0}}
    flow = config.flow and dataclasses.replace(config.flow, **changes.get(variant, {}))
    alone = flow is not None and variant != IDEAS[0]
    return dataclasses.replace(config, flow=flow, otherwise=None if alone else config.otherwise, seed=seed)


@contextlib.contextmanager
def without(variant: str) -> Iterator[None]:
    """Training and paths without an idea that is no setting."""
    taken = Flow.set_axes

    def no_axes(flow: Flow, axes: torch.Tensor, variances: torch.Tensor) -> None:
        taken(flow, torch.eye(len(axes)), torch.ones_like(variances))

    def straight(draws: np.ndarray, rows: float) -> tuple[np.ndarray, bool]:
        return np.linspace(-EDGE, EDGE, CELLS + 1) * draws.std() + draws.mean(), False

    def constant(config: FlowTrainingConfig, step: int, steps: int) -> float:
        return config.learning_rate * min(1.0, (step + 1) / config.warm_up)

    patches = {
        "principal axes": mock.patch.object(Flow, "set_axes", no_axes),
        "wide axes first": mock.patch("advai.training.flow.attention", torch.ones_like),
        "normalised layers": mock.patch("advai.models.flow._normalised", lambda hidden: hidden),
        "falling step size": mock.patch("advai.training.flow.step_size", constant),
        "normal scores": mock.patch("advai.paths.normal_scores._table", straight),
        "thin planes": mock.patch.object(NormalScores, "_explain_less", return_value=False),
        "stopping in time": mock.patch("advai.training.flow.EarlyStopping.due", return_value=False),
        "matched variance": mock.patch.object(Corrected, "match_flow"),
    }
    with patches.get(variant, contextlib.nullcontext()):
        yield


def table(cells: list[dict[str, Any]]) -> None:
    """A Markdown table: means and half of the 95% interval over the seeds."""
    names = ("judge at 1/4", "judge at 1/2", "floors, worst", "length", "largest step", "CPU s")
    print(f"| latents | learned from | without | {' | '.join(names)} |\n|---|---|---|{'---|' * len(names)}")
    for latents, count, variant in dict.fromkeys((c["latents"], c["count"], c["variant"]) for c in cells):
        of = [c for c in cells if (c["latents"], c["count"], c["variant"]) == (latents, count, variant)]
        columns = (
            [c["times"]["0.25"][0] for c in of],
            [c["times"]["0.5"][0] for c in of],
            [max(floors for _, floors in c["times"].values()) for c in of],
            [c["length"] for c in of],
            [c["largest_step"] for c in of],
        )
        means = " | ".join("{:.3f} ± {:.3f}".format(*interval(values)) for values in columns)
        print(f"| {latents} | {count} | {variant} | {means} | {np.median([c['cpu_s'] for c in of]):.0f} |")


def main() -> None:
    """Make the cells that are missing, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latents", nargs="+", required=True)
    parser.add_argument("--out", type=Path, default=Path("runs/flow-ablation"))
    parser.add_argument("--counts", nargs="+", type=int, default=[1000, 10_000])
    parser.add_argument("--variants", nargs="+", default=IDEAS)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    files = {Path(file).stem: file for file in options.latents}
    needed = [
        (name, count, variant, seed)
        for seed in range(options.seeds)
        for name in files
        for count in options.counts
        for variant in options.variants
        if variant != "units left out" or count < FEW
    ]

    def make(name: str, count: int, variant: str, seed: int) -> Cell:
        return cell(files[name], count, variant, seed)

    table(completed(options.out, needed, ("latents", "count", "variant", "seed"), make))


if __name__ == "__main__":
    main()

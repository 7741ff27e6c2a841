"""bfloat16 against float32: what the same training comes to, and how fast, over several seeds.

    python benchmarks/precision.py [--recipes ae,acai] [--data digits] [--size 32] [--samples 16384] [--seeds 3]
        [--threads 1] [--rate 0.001] [--compile]

Every seed is trained in both ways, one after the other, from the same weights on the same batches. Printed are means
over seeds with 95% intervals (Student's t) of the error on test images, the accuracy of the joint probe there, and
images a second, and the intervals of the differences within a seed: where that of an error holds 0, the two cannot be
told apart by so many seeds. Encoding and decoding of test images is in float32 in both. `--compile` compares
compiled with plain networks instead, in the precision that suits the machine.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from scipy import stats

import advai
from advai.data import to_floats

MOST = 5_000
"""Test images at most."""
PRECISIONS = {"float32": {"precision": "float32"}, "bfloat16": {"precision": "bfloat16"}}
COMPILED = {"plain": {"compile": False}, "compiled": {"compile": True}}


def trained(
    recipe: str, way: Mapping[str, object], seed: int, options: argparse.Namespace, out: Path
) -> dict[str, float]:
    """Error on test images, accuracy of the joint probe there, and images a second after the first tenth."""
    settings = {
        "data": {"size": options.size},
        "threads": options.threads,
        "learning_rate": options.rate,
        "logger": "none",
        **way,
    }
    run = advai.train(
        recipe, data=options.data, out=out, samples=options.samples, seed=seed, settings=settings, progress=False
    )
    images = run.data("test")
    rows = torch.arange(min(MOST, images.count))
    x = to_floats(images.images(rows))
    z = run.encode(x)
    found = {"error": float((run.decode(z) - x).square().mean())}
    labels = images.labels()
    if run.joint_probe is not None and labels is not None:
        guesses = run.joint_probe(z).argmax(1)
        found["probe"] = float((guesses == torch.from_numpy(labels[: len(rows)])).float().mean())
    records = [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
    first, last = records[len(records) // 10], records[-1]
    found["rate"] = (last["samples"] - first["samples"]) / (last["seconds"] - first["seconds"])
    return found


def interval(values: Sequence[float]) -> str:
    """Mean and 95% interval."""
    half = stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / len(values) ** 0.5
    return f"{np.mean(values):.5g} ± {half:.2g}"


def main() -> None:
    """Train all, and print the comparison of each recipe."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipes", default="ae,acai")
    parser.add_argument("--data", default="digits")
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--samples", type=int, default=1 << 14)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1e-3, help="the step size")
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()
    if options.seeds < 2:
        parser.error("an interval needs 2 seeds or more")
    ways = COMPILED if options.compile else PRECISIONS
    for recipe in options.recipes.split(","):
        found: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
        for seed in range(options.seeds):
            for name, way in ways.items():
                with tempfile.TemporaryDirectory() as place:
                    found[name].append(trained(recipe, way, seed, options, Path(place) / "run"))
        print(f"{recipe} on {options.data}, {options.size} x {options.size}, {options.samples} images,", end=" ")
        print(f"{options.seeds} seeds, {options.threads} threads")
        first, second = ways
        for figure in found[first][0]:
            one, two = ([run[figure] for run in found[name]] for name in ways)
            print(f"    {figure}: {first} {interval(one)}, {second} {interval(two)}", end="; ")
            print(f"difference {interval([b - a for a, b in zip(one, two, strict=True)])}", flush=True)


if __name__ == "__main__":
    main()

"""What each idea of the recipe `game` is worth: without it, on a few laws; and the frontier of law and motion.

python benchmarks/ablation.py --out runs/ablation [--laws ring mixture:32] [--variants ...] [--seeds 3] [--figure FILE]

One line of JSON per law, variant and seed is appended to OUT/cells.jsonl; cells that are there are not made again. Each
is a fit and its measurement as in `benchmarks/quality.py`. The variants `energy x ...` change the price of unsteady
motion alone: with --figure they are drawn as judge against motion, the default among them.
"""

import argparse
import dataclasses
import itertools
import time
from pathlib import Path
from typing import Any, Literal

import torch
from cells import Cell, completed, interval
from quality import measured

from advai.distributions import as_source
from advai.recipes import CORRECTIONS
from advai.training import CorrectionTrainingConfig, train_correction

ENERGIES = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


def without(config: CorrectionTrainingConfig, idea: str) -> CorrectionTrainingConfig:
    """The recipe without one of its ideas, or another price of energy; the game is played unless it is the idea."""
    config = dataclasses.replace(config, game="always")
    network = config.path.correction
    of_networks = {
        "Fourier features": {"fourier_features": 0},
        "norm": {"norm": False},
        "gain": {"gain": False},
        "R sees the base's point": {"sees_base": False},
    }
    if idea in of_networks:
        changes = of_networks[idea]
        network = dataclasses.replace(network, **changes)
        seen = {key: value for key, value in changes.items() if key in ("fourier_features", "norm")}
        critic = dataclasses.replace(config.critic, **seen)
        return dataclasses.replace(config, path=dataclasses.replace(config.path, correction=network), critic=critic)
    of_base: dict[str, Literal["linear", "matched"]] = {"matched base": "linear", "even speed of the base": "matched"}
    if idea in of_base:
        return dataclasses.replace(config, path=dataclasses.replace(config.path, base=of_base[idea]))
    if idea == "alpha for the critic":
        return dataclasses.replace(config, critic=dataclasses.replace(config.critic, sees_alpha=False))
    if idea.startswith("energy x "):
        return dataclasses.replace(config, energy=config.energy * float(idea.removeprefix("energy x ")))
    of_training: dict[str, dict[str, Any]] = {
        "nothing left out": {},
        "relativistic loss": {"objective": "regression"},
        "gradient penalty": {"gradient_penalty": 0.0},
        "growing batch": {"growth": 1},
        "decaying step size": {"decay_from": 1.0},
        "averaged weights": {"averaging": 0.0},
        "game": {"game": "never"},
        "transfer maps": {"finish": False},
    }
    return dataclasses.replace(config, **of_training[idea])


IDEAS = (
    "nothing left out",
    "game",
    "transfer maps",
    "matched base",
    "even speed of the base",
    "R sees the base's point",
    "alpha for the critic",
    "relativistic loss",
    "gradient penalty",
    "Fourier features",
    "norm",
    "gain",
    "growing batch",
    "decaying step size",
    "averaged weights",
    "energy x 0",
)


def cell(law: str, variant: str, seed: int) -> Cell:
    """One fit and its measurement."""
    source, started = as_source(law), time.process_time()
    config = dataclasses.replace(without(CORRECTIONS["game"](source.dim), variant), seed=seed)
    path, _ = train_correction(source, config, device=torch.device("cpu"), progress=False)
    seconds = time.process_time() - started
    return {"law": law, "variant": variant, "seed": seed, "cpu_s": seconds, **measured(path, law, seed)}


def summary(cells: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, tuple[float, float]]]:
    """Mean and half of the 95% interval over the seeds, per law and variant."""
    made = {}
    for law, variant in dict.fromkeys((c["law"], c["variant"]) for c in cells):
        of = [c for c in cells if (c["law"], c["variant"]) == (law, variant)]
        columns = {
            "judge at 1/4": [c["times"]["0.25"]["judge"] for c in of],
            "judge at 1/2": [c["times"]["0.5"]["judge"] for c in of],
            "floors, worst": [max(at["floors"] for at in c["times"].values()) for c in of],
            "judge, worst": [max(at["judge"] for at in c["times"].values()) for c in of],
            **{name: [c[name] for c in of] for name in ("length", "largest_step", "lag")},
        }
        made[law, variant] = {name: interval(values) for name, values in columns.items()}
    return made


def table(cells: list[dict[str, Any]]) -> None:
    """A Markdown table of the means over the seeds."""
    names = ("judge at 1/4", "judge at 1/2", "floors, worst", "length", "largest_step", "lag")
    print(f"| law | without | {' | '.join(names)} |\n|---|---|{'---|' * len(names)}")
    for (law, variant), columns in summary(cells).items():
        print(f"| {law} | {variant} | " + " | ".join("{:.3f} ± {:.3f}".format(*columns[name]) for name in names) + " |")


def draw(cells: list[dict[str, Any]], file: Path) -> None:
    """The frontier: the worst judge against the largest step and the lag, one line per law, a point per energy."""
    import matplotlib.pyplot as plt

    means = summary(cells)
    laws = [law for law in dict.fromkeys(c["law"] for c in cells) if (law, f"energy x {ENERGIES[0]:g}") in means]
    figure, panels = plt.subplots(1, 2, figsize=(9, 4), constrained_layout=True)
    motions = (("largest_step", "largest of 64 steps, in mean steps"), ("lag", "lag of progress"))
    for panel, (motion, label) in zip(panels, motions, strict=True):
        for law, marker in zip(laws, "osD^v", strict=False):
            points = []
            for energy in ENERGIES:
                variant = "nothing left out" if energy == 1 else f"energy x {energy:g}"
                if (law, variant) in means:
                    points.append((means[law, variant][motion][0], means[law, variant]["judge, worst"][0], energy))
            x, y, energies = zip(*points, strict=True)
            (line,) = panel.plot(x, y, marker=marker, label=law)
            for place in dict.fromkeys(zip(x, y, strict=True)):
                there = ", ".join(f"{energy:g}" for *at, energy in points if tuple(at) == place)
                panel.annotate(there, place, xytext=(4, 4), textcoords="offset points", fontsize=7)
            at = energies.index(1.0)
            panel.plot(x[at], y[at], "o", ms=13, mfc="none", mec=line.get_color())
        panel.set_xlabel(label)
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("judge's accuracy at the worst t (1/2: none)")
    panels[0].legend(title="ringed: the default")
    figure.savefig(file, dpi=130)


def main() -> None:
    """Make the cells that are missing, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/ablation"))
    parser.add_argument("--laws", nargs="+", default=["ring", "mixture:32"])
    parser.add_argument("--variants", nargs="+", default=[*IDEAS, *(f"energy x {e:g}" for e in ENERGIES if e != 1)])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--figure", type=Path)
    options = parser.parse_args()
    keys = itertools.product(options.laws, dict.fromkeys(options.variants), range(options.seeds))
    cells = completed(options.out, sorted(keys, key=lambda key: key[2]), ("law", "variant", "seed"), cell)
    table(cells)
    if options.figure is not None:
        draw(cells, options.figure)


if __name__ == "__main__":
    main()

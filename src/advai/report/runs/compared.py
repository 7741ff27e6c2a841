"""What a comparison page is made of: evaluated runs as plain data, and what the runs of one method say together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import UInt8

from ..means import Mean, mean_of
from ..style import FULL, Look

ORDER = ("ae", "dropout", "denoising", "vae", "aae", "vqvae", "wae", "acai", "midr", "advai")
LINEAR = "linear"
OTHER_PATHS = ("spherical", "matched")

LOOKS = {
    "ae": Look("#7f7f7f", "o", FULL),
    "dropout": Look("#CC79A7", "v", (0, (1, 1))),
    "denoising": Look("#882255", "d", (0, (4, 1.5))),
    "vae": Look("#56B4E9", "<", FULL),
    "aae": Look("#332288", ">", (0, (3, 1, 1, 1))),
    "vqvae": Look("#999933", "P", (0, (1, 1))),
    "wae": Look("#E69F00", "D", FULL),
    "acai": Look("#0072B2", "s", (0, (5, 1.5))),
    "midr": Look("#D55E00", "X", (0, (4, 1.5))),
    "advai": Look("#009E73", "^", FULL),
}
OTHERS = [Look("#000000", "*", (0, (2, 1))), Look("#44AA99", "p", (0, (2, 1))), Look("#AA4499", "H", (0, (2, 1)))]

Pictures = Mapping[str, UInt8[np.ndarray, "..."]]


@dataclass(frozen=True, kw_only=True)
class ComparedRun:
    """One run: its results.json, the records of its metrics.jsonl, and its pictures with the pairs' class names."""

    name: str
    results: Mapping[str, Any]
    metrics: Sequence[Mapping[str, float]]
    pictures: Pictures
    labels: Sequence[Sequence[str]]

    @property
    def about(self) -> Mapping[str, Any]:
        """What the run is, and how it was looked at."""
        return self.results["evaluation"]

    @property
    def key(self) -> tuple[str, int, int]:
        """What runs of one method have in common: recipe, code size, budget."""
        return (self.about["recipe"], self.about["code_size"], self.about["training_samples"])

    def entry(self, *names: str) -> Mapping[str, Any] | None:
        """The number at a place in the results; None where there is none, not even a reason."""
        found: Any = self.results
        for name in names:
            if not isinstance(found, Mapping) or "value" in found:
                break
            found = found.get(name)
        return found if isinstance(found, Mapping) and "value" in found else None


@dataclass(frozen=True, kw_only=True)
class Method:
    """The runs of one recipe under one budget, which differ in the seed."""

    name: str
    look: Look
    runs: Sequence[ComparedRun]

    @property
    def recipe(self) -> str:
        """The recipe's name."""
        return self.runs[0].about["recipe"]

    @property
    def own_path(self) -> str:
        """The path that comes with the runs."""
        midpoints = self.runs[0].results.get("drift", {})
        own = [name for name in midpoints if name not in (LINEAR, *OTHER_PATHS, "AdvAI fitted", "value", "reason")]
        return own[0] if own else LINEAR

    def mean(self, *names: str) -> Mean | None:
        """The mean over seeds of a number; None where no run has it."""
        entries = [run.entry(*names) for run in self.runs]
        values = [entry["value"] for entry in entries if entry is not None and entry["value"] is not None]
        return mean_of(values) if values else None

    def floor(self, *names: str) -> Mean | None:
        """The mean of its floor."""
        entries = [run.entry(*names) for run in self.runs]
        floors = [entry["floor"] for entry in entries if entry is not None and entry.get("floor") is not None]
        return mean_of(floors) if floors else None

    def reason(self, *names: str) -> str | None:
        """Why a number is missing."""
        entries = [run.entry(*names) for run in self.runs]
        return next((entry["reason"] for entry in entries if entry is not None and entry.get("reason")), None)


def methods_of(runs: Sequence[ComparedRun]) -> list[Method]:
    """The runs by method, in the order that is the same everywhere; what tells methods of one recipe apart is said."""
    keys = sorted({run.key for run in runs}, key=lambda key: (_place(key[0]), key))
    sizes, budgets = {key[1] for key in keys}, {key[2] for key in keys}
    methods, others = [], iter(range(len(keys)))
    for key in keys:
        name = key[0] + (f", codes of {key[1]}" if len(sizes) > 1 else "")
        name += f", {key[2]:,} images" if len(budgets) > 1 else ""
        known = key[0] in LOOKS and not any(method.recipe == key[0] for method in methods)
        look = LOOKS[key[0]] if known else OTHERS[next(others) % len(OTHERS)]
        methods.append(Method(name=name, look=look, runs=[run for run in runs if run.key == key]))
    return methods


def _place(recipe: str) -> tuple[int, str]:
    known = next((place for place, name in enumerate(ORDER) if recipe == name), len(ORDER))
    return known, recipe

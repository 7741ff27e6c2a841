"""A grid of measurements made cell by cell: OUT/cells.jsonl has a line of JSON for each, and none is made twice."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

Cell = dict[str, Any]


def completed(
    out: Path, keys: Iterable[tuple[Any, ...]], names: tuple[str, ...], make: Callable[..., Cell]
) -> list[Cell]:
    """All cells in OUT, after those of `keys` that are missing were made: `make(*key)`, whose `names` are the key."""
    out.mkdir(parents=True, exist_ok=True)
    file = out / "cells.jsonl"
    cells = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    done = {tuple(cell[name] for name in names) for cell in cells}
    for key in keys:
        if key not in done:
            cells.append(make(*key))
            with file.open("a") as lines:
                lines.write(json.dumps(cells[-1]) + "\n")
    return cells


def interval(values: list[float]) -> tuple[float, float]:
    """The mean, and half of Student's 95% interval (NaN for one value)."""
    from scipy.stats import t

    count = len(values)
    half = t.ppf(0.975, count - 1) * np.std(values, ddof=1) / np.sqrt(count) if count > 1 else float("nan")
    return float(np.mean(values)), float(half)

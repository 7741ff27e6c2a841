"""The benchmark of the correction: laws x methods x seeds, cell by cell, in a folder that can be gone on with.

OUT/config.yaml     what all cells have in common: points in a cloud, steps, positions
OUT/cells.jsonl     a line for every finished cell; only ever appended
OUT/fits, latents   what was learned, and the real latents; not made again
OUT/report.html, summary.md, figures/   made anew from all cells at the end
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from ...config import InputError
from ...report import write_benchmark_report
from ...results import BenchmarkCell, read_cells
from ..processes import usable_cores
from ..study import TIMES
from .folder import benchmark_folder, check_numbers, read_config
from .grid import CODES_OF_DATA, DRAWN_LAWS, REAL_LATENTS, chosen_grid, jobs_for
from .methods import METHODS
from .sharing import CELLS, collect, work

COMMAND = "benchmark correction"


def benchmark_correction(
    out: str | os.PathLike[str] = "runs/benchmark",
    *,
    laws: Sequence[str] | None = None,
    methods: Sequence[str] | None = None,
    seeds: int = 3,
    jobs: int | None = None,
    samples: int = 10_000,
    steps: int | None = None,
    data: str | os.PathLike[str] | None = None,
    only_report: bool = False,
) -> str:
    """Make the cells that are missing in `out`, write the page of all that are there, and say where it is.

    `laws` and `methods` are all unless given, `seeds` a number of them from 0 on, `jobs` the processes at a time (as
    many as there are cores), `steps` those of each fit instead of the recipe's own. `data`: a folder with
    `mnist/train.parquet` and `fashion_mnist/train.parquet`. With `only_report` nothing is made but the page. Raises
    `InputError` for unknown names and for a folder that cannot be used or was made with other samples or steps.
    """
    place, images = FilePath(out), None if data is None else FilePath(data)
    config = {"command": COMMAND, "samples": samples, "steps": steps, "times": list(TIMES)}
    if only_report:
        return report(place, read_config(place, COMMAND))
    check_numbers(seeds=seeds, jobs=jobs)
    grid = chosen_grid(laws, methods, seeds=seeds, out=place, data=images)
    with benchmark_folder(place, config):
        collect(place)
        missing = jobs_for(grid, read_cells(place / CELLS), out=place, samples=samples, steps=steps)
        if missing:
            try:
                work(missing, out=place, data=images, processes=jobs or usable_cores())
            except KeyboardInterrupt:
                done = len(read_cells(place / CELLS))
                raise KeyboardInterrupt(f"stopped; {done} cells are in {place}: the same command goes on.") from None
        return report(place, config, laws=grid.laws, methods=grid.methods)


def report(out: FilePath, config: Mapping[str, Any], *, laws: Sequence[str] = (), methods: Sequence[str] = ()) -> str:
    """Write the page and the table of all cells; `laws` and `methods` have a place there even without cells."""
    cells: list[BenchmarkCell] = read_cells(out / CELLS)
    if not any(cell.drift for cell in cells):
        raise InputError(f"there are no measured cells in {str(out)!r} yet: run the benchmark without --only-report.")
    laws = in_order([*laws, *(cell.law for cell in cells)], (*DRAWN_LAWS, *CODES_OF_DATA, *REAL_LATENTS))
    methods = in_order([*methods, *(cell.method for cell in cells if cell.method in METHODS)], METHODS)
    write_benchmark_report(out, cells, {**conditions_of(cells), **config}, laws=laws, methods=methods)
    return f"report: {out / 'report.html'}\ntable: {out / 'summary.md'}"


def in_order(names: Sequence[str], known: Sequence[str]) -> list[str]:
    """Each name once, the known ones in their order and others behind."""
    there = dict.fromkeys(names)
    return [*(name for name in known if name in there), *(name for name in there if name not in known)]


def conditions_of(cells: Sequence[BenchmarkCell]) -> dict[str, Any]:
    """The conditions of all cells as one; where they differ, as cells of different commits do, every value is told."""
    every = [cell.conditions for cell in cells]
    versions = [conditions.get("versions", {}) for conditions in every]
    plain = [{name: value for name, value in conditions.items() if name != "versions"} for conditions in every]
    return {"versions": all_values(versions), **all_values(plain)}


def all_values(several: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """For every name its different values, in words."""
    names = dict.fromkeys(name for one in several for name in one)
    values = {name: dict.fromkeys(str(one[name]) for one in several if one.get(name) is not None) for name in names}
    return {name: " and ".join(known) for name, known in values.items() if known}

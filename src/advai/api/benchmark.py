"""The benchmark of the correction: laws x methods x seeds, cell by cell, in a folder that can be gone on with.

OUT/config.yaml     what all cells have in common: points in a cloud, steps, positions
OUT/cells.jsonl     a line for every finished cell; only ever appended
OUT/fits, latents   what was learned, and the real latents; not made again
OUT/report.html, summary.md, figures/   made anew from all cells at the end
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import Any

import yaml

from ..config import InputError
from ..report import write_benchmark_report
from ..results import PLANTED, BenchmarkCell, check_output_folder, read_cells, write_aside
from .benchmark_grid import CODES_OF_DATA, DRAWN_LAWS, REAL_LATENTS, chosen_grid, jobs_for
from .benchmark_methods import known_methods
from .benchmark_work import CELLS, collect, work
from .processes import usable_cores
from .study import TIMES

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
        return report(place, read_config(place))
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


def check_numbers(*, seeds: int, jobs: int | None) -> None:
    """Raise `InputError` for no seeds or no processes."""
    for name, value in (("seeds", seeds), ("jobs", jobs)):
        if value is not None and value < 1:
            raise InputError(f"{name} must be 1 or more, but {value} was given.")


def read_config(out: FilePath, command: str = COMMAND) -> Mapping[str, Any]:
    """What the cells in a folder have in common; `InputError` when it is not that of this benchmark."""
    try:
        config = yaml.safe_load((out / "config.yaml").read_text())
    except (OSError, ValueError, yaml.YAMLError):
        config = None
    if not isinstance(config, dict) or config.get("command") != command:
        raise InputError(f"{str(out)!r} is not the folder of a benchmark: name the one that a benchmark made.")
    return config


@contextmanager
def benchmark_folder(out: FilePath, config: Mapping[str, Any]) -> Iterator[None]:
    """A folder that is new, empty or a benchmark's of the same settings, for this process alone while the body runs."""
    if (out / "config.yaml").is_file():
        before = read_config(out, config["command"])
        for name, value in config.items():
            if before.get(name) != value:
                again = f"leave --{name} away" if before.get(name) is None else f"give --{name} {before.get(name)}"
                raise InputError(
                    f"the cells in {str(out)!r} were made with other settings ({name} {before.get(name)}, not {value}):"
                    f" {again}, or name a new folder with --out."
                )
    else:
        check_output_folder(out)
        out.mkdir(parents=True, exist_ok=True)
        write_aside(out / "config.yaml", yaml.safe_dump(dict(config), sort_keys=False))
    with locked(out):
        yield


@contextmanager
def locked(out: FilePath) -> Iterator[None]:
    """Within: no other process has this lock; it falls with the process. Nothing where the system has no such locks."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        file = (out / ".lock").open("w")
    except OSError as error:
        raise InputError(f"cannot write into {str(out)!r} ({error.strerror}): choose another folder.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"another benchmark is at work in {str(out)!r}: wait for it, or name another.") from None
        yield


def report(out: FilePath, config: Mapping[str, Any], *, laws: Sequence[str] = (), methods: Sequence[str] = ()) -> str:
    """Write the page and the table of all cells; `laws` and `methods` have a place there even without cells."""
    cells: list[BenchmarkCell] = read_cells(out / CELLS)
    if not any(cell.drift for cell in cells):
        raise InputError(f"there are no measured cells in {str(out)!r} yet: run the benchmark without --only-report.")
    laws = in_order([*laws, *(cell.law for cell in cells)], (*DRAWN_LAWS, *CODES_OF_DATA, *REAL_LATENTS))
    methods = in_order([*methods, *(cell.method for cell in cells if cell.method != PLANTED)], known_methods())
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

"""The benchmark of autoencoders: recipes x seeds under one budget, run by run, in a folder that can be gone on with.

OUT/config.yaml     what all runs have in common: the data, the budget, the images of an evaluation
OUT/RECIPE-SEED/    a run folder, trained and evaluated; a run that was stopped goes on from its last checkpoint
OUT/features/       the feature network of the data, trained once
OUT/failed/         in words, why a run broke down; it is tried again the next time
OUT/report.html     the page of all runs that are evaluated so far
OUT/summary.md      its tables as Markdown
"""

import contextlib
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from ...config import InputError, TrainingStopped, unknown_name
from ...data import open_images
from ...evaluation import kept_features
from ...recipes import FAMILY
from ...results import write_aside
from ..comparing import read_evaluated, report_runs
from ..evaluation.evaluating import evaluate
from ..processes import Job, run_jobs, usable_cores
from ..training import check_settings, train
from .folder import benchmark_folder, check_numbers, read_config

COMMAND = "benchmark autoencoders"
RECIPES = ("ae", "dropout", "denoising", "vae", "aae", "vqvae", "wae", "acai", "midr", "advai")
BUDGET = 1 << 18
UNDER_WAY, FAILED, FEATURES = "under-way", "failed", "features"


@dataclass(frozen=True, kw_only=True)
class TrainedCell:
    """One run of the grid, and how it is made."""

    recipe: str
    seed: int
    out: FilePath
    data: str
    budget: int
    samples: int
    device: str
    settings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"{self.recipe}-{self.seed}"

    @property
    def folder(self) -> FilePath:
        """Its run folder."""
        return self.out / self.name

    @property
    def failed(self) -> FilePath:
        """Where it is written why it broke down."""
        return self.out / FAILED / f"{self.name}.txt"

    @property
    def done(self) -> bool:
        """Whether it is trained and evaluated."""
        try:
            read_evaluated(self.folder)
        except InputError:
            return False
        return True


def benchmark_autoencoders(
    out: str | os.PathLike[str] = "runs/autoencoders",
    *,
    data: str,
    budget: int = BUDGET,
    seeds: int = 3,
    recipes: Sequence[str] | None = None,
    jobs: int | None = None,
    samples: int = 10_000,
    settings: Sequence[str] = (),
    device: str = "auto",
    only_report: bool = False,
) -> str:
    """Train and evaluate the runs that are missing in `out`, write the page of all, and say where it is.

    `recipes` are the ten of the family unless given, `seeds` a number of them from 0 on, `budget` the training images
    of each run, `jobs` the processes at a time; `settings` change every recipe, such as "learning_rate=5e-4". A run
    that breaks down is left out and named; the others go on. Raises `InputError` for unknown names and settings, for
    data that cannot be opened, and for a folder made with other settings or one whose feature network is gone.
    """
    place = FilePath(out)
    check_numbers(seeds=seeds, jobs=jobs)
    chosen = tuple(dict.fromkeys(recipes or RECIPES))
    for recipe in chosen:
        if recipe not in FAMILY:
            raise unknown_name("recipe", recipe, FAMILY)
        check_settings(recipe, data, settings)
    shared = {"out": place, "data": data, "budget": budget, "samples": samples, "device": device}
    shared["settings"] = tuple(settings)
    cells = [TrainedCell(recipe=recipe, seed=seed, **shared) for seed in range(seeds) for recipe in chosen]
    if only_report:
        read_config(place, COMMAND)
        return report_cells(place, cells)
    open_images(data, "test")  # whatever is wrong with the data is said before any folder is made
    config = {"command": COMMAND, "data": data, "budget": budget, "samples": samples}
    with benchmark_folder(place, config | {"set": " ".join(settings) or None}):
        missing = [cell for cell in cells if not cell.done]
        if missing:
            check_features(place)
            try:
                work_cells(missing, place, processes=jobs or usable_cores())
            except KeyboardInterrupt:
                raise KeyboardInterrupt(f"stopped; what is done is in {place}: the same command goes on.") from None
        return report_cells(place, cells)


def check_features(out: FilePath) -> None:
    """Raise `InputError` where runs were measured in features of a network that is not in the folder any more.

    One that is trained anew, on another machine, is another one, and no page could hold both.
    """
    used: set[str | None] = set()
    for results in out.glob("*/results.json"):
        with contextlib.suppress(InputError):
            used.add(read_evaluated(results.parent).results.get("features", {}).get("sha256"))
    place = out / FEATURES
    if used - {None} - kept_features(place):
        raise InputError(
            f"runs in {str(out)!r} were measured with a feature network that is no longer in {str(place)!r}, and new "
            "ones could not be compared with them: put it back, or name another folder."
        )


def work_cells(cells: Sequence[TrainedCell], out: FilePath, *, processes: int) -> None:
    """Make these runs, several at a time, and say on stderr which are done."""
    under_way = out / UNDER_WAY
    shutil.rmtree(under_way, ignore_errors=True)
    under_way.mkdir()
    print(f"{len(cells)} runs to train and evaluate in {out}", file=sys.stderr)
    said: set[str] = set()

    def look() -> None:
        for file in sorted(under_way.glob("[!.]*.done")):
            if file.name not in said:
                said.add(file.name)
                print(f"{file.stem}: {file.read_text()} ({len(said)} of {len(cells)})", file=sys.stderr)

    count = min(processes, len(cells))
    run_jobs([Job(work_off_cells, {"cells": list(cells), "place": under_way})] * count, look)
    look()
    shutil.rmtree(under_way)


def work_off_cells(cells: Sequence[TrainedCell], place: FilePath) -> None:
    """Take the first run that nobody has taken, make it, and so on."""
    for cell in cells:
        try:
            (place / f"{cell.name}.taken").touch(exist_ok=False)
        except FileExistsError:
            continue
        write_aside(place / f"{cell.name}.done", make_cell(cell))


def make_cell(cell: TrainedCell) -> str:
    """Train and evaluate, from where either was stopped; gives in words how it went."""
    begun = (cell.folder / "config.yaml").is_file()
    if not begun:
        shutil.rmtree(cell.folder, ignore_errors=True)
    settings = ["logger=none", *cell.settings, f"device={cell.device}"]
    options = {"samples": cell.budget, "seed": cell.seed, "settings": settings, "progress": False}
    try:
        train(cell.recipe, data=cell.data, out=cell.folder, resume=begun, **options)
        cache = cell.out / FEATURES
        evaluate(cell.folder, samples=cell.samples, cache=cache, device=cell.device, progress=False)
    except (TrainingStopped, InputError) as error:
        cell.failed.parent.mkdir(exist_ok=True)
        write_aside(cell.failed, f"{error}\n")
        return f"failed: {error}"
    cell.failed.unlink(missing_ok=True)
    return "done"


def report_cells(out: FilePath, cells: Sequence[TrainedCell]) -> str:
    """Write the page of the runs that are evaluated, and say where it is and what is missing."""
    there = [cell for cell in cells if cell.done]
    failed = [f"{cell.name}: {cell.failed.read_text().strip()}" for cell in cells if cell.failed.is_file()]
    if not there:
        reason = failed[0] if failed else "run it without --only-report"
        raise InputError(f"there are no evaluated runs in {str(out)!r} yet ({reason}).")
    summary = out / "summary.md"
    page = report_runs([cell.folder for cell in there], out / "report.html", tables=summary)
    left = len(cells) - len(there) - len(failed)
    lines = [f"report: {page}", f"tables: {summary}", *(f"failed: {words}" for words in failed)]
    return "\n".join([*lines, f"missing: {left} runs"] if left else lines)

"""The work of a benchmark over several processes: each takes the next job that nobody has taken, until none is left.

OUT/under-way/N.taken   job N is somebody's
OUT/under-way/N.jsonl   its cells, which go to the end of OUT/cells.jsonl as soon as they are there
"""

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from ...results import append_cells, read_cells, write_aside
from ..processes import Job, run_jobs
from ..watched import last_step, watching
from .job import BenchmarkJob, make_cells
from .latents import is_real, latents_file, make_latents

CELLS, UNDER_WAY = "cells.jsonl", "under-way"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """All jobs of a benchmark as one bar that counts cells, and in words what is under way in `folder`."""

    folder: FilePath
    jobs: Sequence[BenchmarkJob]
    name: str = "cells"

    @property
    def total(self) -> int:
        """All cells that are to be made."""
        return sum(len(job.methods) for job in self.jobs)

    def done(self) -> tuple[int, str]:
        """The cells that are made, and which jobs are under way, and where."""
        finished = {int(file.stem) for file in self.folder.glob("*.done")}
        taken = {int(file.stem) for file in self.folder.glob("*.taken")}
        made = sum(len(self.jobs[number].methods) for number in finished)
        words = ", ".join(self.stage(self.jobs[number]) for number in sorted(taken - finished))
        return made, f"{made} of {self.total}{': ' * bool(words)}{words}"

    def stage(self, job: BenchmarkJob) -> str:
        """What a job is doing, from the records of its fits."""
        folders = {method: job.fits / method for method in job.methods}
        fitting = [method for method, fit in folders.items() if fit.is_dir() and not (fit / "fit.json").is_file()]
        doing = f"{fitting[0]} step {last_step(folders[fitting[0]] / 'metrics.jsonl')}" if fitting else "measuring"
        return f"{job.law} seed {job.seed} ({doing})"


def work(jobs: Sequence[BenchmarkJob], *, out: FilePath, data: FilePath | None, processes: int) -> None:
    """Make the latents that are missing, then all jobs, showing on stderr how far they are.

    Whatever ends the work, the cells of finished jobs are kept. Raises what one of the jobs raises.
    """
    laws = [law for law in dict.fromkeys(job.law for job in jobs) if is_real(law)]
    missing = [law for law in laws if not latents_file(law, out).is_file()]
    if missing:
        print(f"making the latents of {', '.join(missing)}", file=sys.stderr)
    for few in batched(missing, processes):
        run_jobs([Job(make_latents, {"law": law, "out": out, "data": data}) for law in few], lambda: None)
    place = out / UNDER_WAY
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    workers = [Job(work_off, {"jobs": list(jobs), "place": place})] * min(processes, len(jobs))
    with watching([Progress(folder=place, jobs=jobs)]) as look:

        def look_and_collect() -> None:
            collect(out)
            look()

        try:
            run_jobs(workers, look_and_collect)
        finally:
            collect(out)
    shutil.rmtree(place)


def work_off(jobs: Sequence[BenchmarkJob], place: FilePath) -> None:
    """Take the first job that nobody has taken, make its cells, and so on."""
    for number, job in enumerate(jobs):
        try:
            (place / f"{number}.taken").touch(exist_ok=False)
        except FileExistsError:
            continue
        write_aside(place / f"{number}.jsonl", "".join(f"{cell.to_line()}\n" for cell in make_cells(job)))


def batched(names: Sequence[str], count: int) -> Iterator[Sequence[str]]:
    """So many names at a time."""
    for start in range(0, len(names), count):
        yield names[start : start + count]


def collect(out: FilePath) -> None:
    """Move the cells of finished jobs to the end of `cells.jsonl`; also those that an earlier run left behind."""
    for file in sorted((out / UNDER_WAY).glob("[0-9]*.jsonl")):
        append_cells(out / CELLS, read_cells(file))
        file.rename(file.with_suffix(".done"))

"""Studies in processes of their own, side by side, and how far they have come: a bar for each, or plain lines.

That is read from what they have written, so they need not report.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Protocol, runtime_checkable

from .processes import Job, run_jobs

MEASURING_WEIGHT = 200
"""A measured path counts as much as these steps of training: about as long."""

SECONDS_BETWEEN_LINES = 15.0


@runtime_checkable
class Watched(Protocol):
    """Work whose progress is shown."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def total(self) -> int:
        """All of it, in units of its own."""
        ...

    def done(self) -> tuple[int, str]:
        """As much as is done, and in words what is being done; "waiting" before it began."""
        ...


@dataclass(frozen=True, kw_only=True)
class Study:
    """`function(folder=..., **arguments)`, the steps of each recipe that it trains, and the paths that it measures."""

    name: str
    folder: FilePath
    function: Callable[..., None]
    arguments: Mapping[str, Any]
    steps: Mapping[str, int]
    paths: int

    @property
    def total(self) -> int:
        """All of the work, in steps of training."""
        return sum(self.steps.values()) + MEASURING_WEIGHT * self.paths

    def done(self) -> tuple[int, str]:
        """The work that is done, and in words what is being done."""
        if not self.folder.exists():
            return 0, "waiting"
        steps = {recipe: steps_done(self.folder / recipe, most) for recipe, most in self.steps.items()}
        if not any(steps.values()) and self.steps:
            return 0, "starting"
        if steps != self.steps:
            return sum(steps.values()), f"step {sum(steps.values())} of {sum(self.steps.values())}"
        measured = (self.folder / "results.json").exists()
        return (self.total, "done") if measured else (sum(steps.values()), f"measuring {self.paths} paths")


def run_studies(studies: Sequence[Study]) -> None:
    """Run all studies, the first ones first, showing on stderr how far they are; raises what one of them raises."""
    jobs = [Job(study.function, {"folder": study.folder, **study.arguments}) for study in studies]
    with watching(studies) as look:
        run_jobs(jobs, look)


@contextmanager
def watching(studies: Sequence[Watched]) -> Iterator[Callable[[], None]]:
    """A function that is to be called now and then, and shows how far the studies are."""
    if not sys.stderr.isatty():
        yield lines(studies)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[words]}"))
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=Console(stderr=True)) as bars:
        rows = [bars.add_task(study.name, total=study.total, words="waiting", start=False) for study in studies]

        def look() -> None:
            for row, study in zip(rows, studies, strict=True):
                done, words = study.done()
                if words != "waiting":
                    bars.start_task(row)
                bars.update(row, completed=done, words=words)

        yield look
        look()


def lines(studies: Sequence[Watched]) -> Callable[[], None]:
    """A function that prints a line about all studies, at most every 15 seconds."""
    started = last = time.monotonic()

    def look() -> None:
        nonlocal last
        if time.monotonic() - last < SECONDS_BETWEEN_LINES:
            return
        last = time.monotonic()
        states = "; ".join(f"{study.name} {study.done()[1]}" for study in studies)
        print(f"{last - started:.0f} s: {states}", file=sys.stderr)

    return look


def steps_done(fit: FilePath, most: int) -> int:
    """The steps of a fit so far; all of them once it has said how it went, also where it needed no game."""
    return most if (fit / "results.json").exists() else last_step(fit / "metrics.jsonl")


def last_step(metrics: FilePath) -> int:
    """The last step that a run has written down, 0 for none."""
    try:
        *_, line = (line for line in metrics.read_text().splitlines() if line.endswith("}"))
        return int(json.loads(line)["step"])
    except (OSError, ValueError):
        return 0

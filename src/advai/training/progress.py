"""How long work shows that it is going on: a bar with rate and time left in a terminal, plain lines otherwise."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[int, str], None]
"""Told the number of steps done and a few words about them."""

SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def progress_of(total: int, task: str, *, show: bool = True) -> Iterator[Report]:
    """A `Report` for `total` steps of `task`: a rich bar on a terminal, else a line on stderr every ten seconds."""
    if not show:
        yield lambda done, words: None
    elif sys.stderr.isatty():
        with _bar(total, task) as report:
            yield report
    else:
        yield _lines(total, task)


@contextmanager
def _bar(total: int, task: str) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), "{task.fields[rate]}", TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, TextColumn("{task.fields[words]}"), console=console, transient=True) as bar:
        started, first = time.monotonic(), None
        row = bar.add_task(task, total=total, words="", rate="")

        def report(done: int, words: str) -> None:
            nonlocal first
            first = done if first is None else first
            rate = (done - first) / max(time.monotonic() - started, 1e-9)
            bar.update(row, completed=done, words=words, rate=f"{rate:.0f} steps/s")

        yield report


def _lines(total: int, task: str) -> Report:
    started = last = time.monotonic()
    first: int | None = None

    def report(done: int, words: str) -> None:
        nonlocal last, first
        now = time.monotonic()
        first = done if first is None else first
        if now - last >= SECONDS_BETWEEN_LINES and done > first:
            last = now
            rate = (done - first) / (now - started)
            left = (total - done) / rate
            print(f"{task}: {done} of {total} steps, {rate:.0f} steps/s, {left:.0f} s left, {words}", file=sys.stderr)

    return report

"""The number of threads, chosen by the size of the work and by what the machine has to give."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import torch

Result = TypeVar("Result")

WIDE = 384
PROBED, APART, FURTHEST = 2, 100, 400
"""Steps that are timed on each number of threads; steps between two such probes, at first and at most."""


class Pace:
    """Takes steps on the number of threads that is the faster one now, found by timing a few of them on each.

    Where a core is idle, two threads take a third less time than one; where none is, many times more. The numbers that
    a step gives are the same, to the bit. A probe that changes nothing doubles the way to the next.
    """

    def __init__(self, choices: Sequence[int]) -> None:
        self.choices = tuple(choices)
        self.threads = self.choices[0]
        self.apart = APART
        self.wait = APART // 10
        self.probes: deque[int] = deque()
        self.seconds = dict.fromkeys(self.choices, 0.0)

    def take(self, step: Callable[[], Result]) -> Result:
        """Take a step, and give what it gives."""
        if len(self.choices) == 1:
            return step()
        probing = bool(self.probes)
        threads = self.probes.popleft() if probing else self.threads
        torch.set_num_threads(threads)
        began = time.perf_counter()
        result = step()
        if probing:
            self.seconds[threads] += time.perf_counter() - began
        self._plan(probing)
        return result

    def _plan(self, probed: bool) -> None:
        if probed and not self.probes:
            best = min(self.choices, key=self.seconds.__getitem__)
            self.apart = min(2 * self.apart, FURTHEST) if best == self.threads else APART
            self.threads, self.wait = best, self.apart
            torch.set_num_threads(best)
        elif not self.probes:
            self.wait -= 1
            if self.wait <= 0:
                self.probes.extend(choice for choice in self.choices for _ in range(PROBED))
                self.seconds = dict.fromkeys(self.choices, 0.0)


@contextmanager
def pace_for(width: int, device: torch.device) -> Iterator[Pace]:
    """Within: steps on one thread or two, whichever is faster, for networks below 384 units wide; else on all threads.

    The number that was set before is set again afterwards.
    """
    before = torch.get_num_threads()
    narrow = (1, 2) if before > 1 and device.type == "cpu" else (1,)
    choices = (before,) if width >= WIDE else narrow
    torch.set_num_threads(choices[0])
    try:
        yield Pace(choices)
    finally:
        torch.set_num_threads(before)


@contextmanager
def threads_for(width: int) -> Iterator[int]:
    """Within: one thread for networks below 384 units wide, whose products are too small to share; else all of them.

    The number that was set before is set again afterwards.
    """
    before = torch.get_num_threads()
    threads = before if width >= WIDE else 1
    torch.set_num_threads(threads)
    try:
        yield threads
    finally:
        torch.set_num_threads(before)


@contextmanager
def threads_set(threads: int | None, *, share: int) -> Iterator[None]:
    """Within: so many threads, or None for those that torch has; those of a machine are shared by `share` processes."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads or max(1, before // share))
    try:
        yield
    finally:
        torch.set_num_threads(before)

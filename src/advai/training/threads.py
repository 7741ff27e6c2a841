"""The number of threads, chosen by the size of the work and by what the machine has to give."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

import torch

from .precision import uses_bfloat16

Result = TypeVar("Result")

WIDE = 384
BATCHES = (128, 512, 1024, 2048, 4096)
PROBED, APART, FURTHEST = 2, 100, 400
"""Steps that are timed on each number of threads; steps between two such probes, at first and at most."""


class Pace:
    """Takes steps on the number of threads that is the faster one now, found by timing a few of them on each.

    Where a core is idle, two threads take a third less time than one; where none is, many times more. The numbers that
    a step gives are the same, to the bit (`same_on_two` says where). A probe that changes nothing doubles the way to
    the next.
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


@cache
def same_on_two(width: int) -> bool:
    """Whether products of networks of a width are the same to the bit on one thread and on two.

    Where they are not (some processors share out the sum over a batch), a run's numbers would hang on its timing.
    """
    before, generator = torch.get_num_threads(), torch.Generator().manual_seed(0)
    kind = torch.bfloat16 if uses_bfloat16("auto", torch.device("cpu")) else torch.float32
    try:
        for batch in BATCHES:
            x, y = torch.randn(2, batch, width, generator=generator).to(kind)
            results: list[list[torch.Tensor]] = []
            for threads in (1, 2):
                torch.set_num_threads(threads)
                results.append([x.T @ y, x.T.contiguous() @ y, x @ y[:width].T, x[:, : width // 2].T @ y, x.sum(0)])
            if not all(torch.equal(one, two) for one, two in zip(*results, strict=True)):
                return False
    finally:
        torch.set_num_threads(before)
    return True


@contextmanager
def pace_for(width: int, device: torch.device) -> Iterator[Pace]:
    """Within: steps on one thread or two, whichever is faster, for networks below 384 units wide; else on all threads.

    On one alone where two would give other bits. The number that was set before is set again afterwards.
    """
    before = torch.get_num_threads()
    narrow = width < WIDE
    two = narrow and before > 1 and device.type == "cpu" and same_on_two(width)
    choices = (1, 2) if two else (1,) if narrow else (before,)
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

"""The number of threads, chosen by the size of the work."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

WIDE = 384


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

"""Independent jobs side by side, in as many threads as torch may use, one core each.

For work that numpy, torch or a compiled library does without the interpreter, too small to be split itself: two threads
that share each small product wait for each other, and where another program has one of the cores, ten times longer.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import torch

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 8
"""More threads would hold more clouds in memory than they save time."""


class Workers:
    """Takes jobs, but never holds more arguments in memory than there are threads and as many waiting."""

    def __init__(self, pool: ThreadPoolExecutor, threads: int) -> None:
        self._pool = pool
        self._room = threading.BoundedSemaphore(2 * threads)

    def wait_for_room(self) -> None:
        """Wait until one more job may be given: call it before making the job's arguments."""
        self._room.acquire()

    def submit(self, job: Callable[..., Any], *arguments: object) -> Future[Any]:
        """Give a job for which there is room."""
        future = self._pool.submit(job, *arguments)
        future.add_done_callback(lambda _: self._room.release())
        return future


@contextmanager
def workers() -> Iterator[Workers]:
    """As many threads as torch may use (at most 8), in each of which torch and BLAS keep to one, as the judge does.

    So the same seed gives the same figures with any number of threads.
    """
    from threadpoolctl import threadpool_limits

    before = torch.get_num_threads()
    threads = min(before, MOST)
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(threads) as pool:
            try:
                yield Workers(pool, threads)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    finally:
        torch.set_num_threads(before)


def side_by_side(job: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """`job` of every item, in their order."""
    futures: list[Future[Result]] = []
    with workers() as crew:
        for item in items:
            crew.wait_for_room()
            futures.append(crew.submit(job, item))
        return [future.result() for future in futures]

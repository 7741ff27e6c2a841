"""Independent jobs side by side, each in a process of its own with one thread: for small networks that is fastest.

A job gives its results as files. Ctrl-C, and the end of this process in any other way, end the jobs at once.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

SECONDS_BETWEEN_LOOKS = 0.5


class Job(NamedTuple):
    """A function at the top of a module, which another process can import, and its arguments."""

    function: Callable[..., None]
    arguments: dict[str, Any]


def run_jobs(jobs: Sequence[Job], look: Callable[[], None]) -> None:
    """Run all jobs, the first ones first, as many at a time as there are cores; `look` is called all the while.

    The first exception of a job ends the others and is raised again here.
    """
    processes = multiprocessing.get_context("spawn")
    ends, lifeline = processes.Pipe(duplex=False)
    count = min(len(jobs), usable_cores())
    with ProcessPoolExecutor(count, mp_context=processes, initializer=begin, initargs=(ends,)) as pool:
        try:
            with one_thread_each(), ctrl_c_ignored():  # which processes that start here inherit
                running = {pool.submit(job.function, **job.arguments) for job in jobs}
            while running:
                done, running = wait(running, timeout=SECONDS_BETWEEN_LOOKS, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
                look()
        except BaseException:
            lifeline.close()
            raise
    lifeline.close()


def begin(ends: Connection) -> None:
    """What a worker does first: see to it that it ends when the lifeline does, and compute on one thread."""
    threading.Thread(target=end_with, args=(ends,), daemon=True).start()
    import torch

    torch.set_num_threads(1)


def end_with(ends: Connection) -> None:
    """Wait for the end of the process that holds the other end, or for its word, and end this one."""
    ends.poll(None)
    os._exit(1)


def usable_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Within: processes that start compute on one thread, whichever library does it."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@contextmanager
def ctrl_c_ignored() -> Iterator[None]:
    """Within: Ctrl-C does nothing, here and for good in processes that start: it is this one that ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

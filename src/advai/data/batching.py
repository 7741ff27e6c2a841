"""Batches of a set of images without end, each a function of the seed and its step alone."""

import itertools
import os
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache

import numpy as np

from ..config import InputError, InputTypeError
from ..shapes import Images8
from .image_set import ImageSet
from .order import Rows, epoch_order

AHEAD = 2
"""Batches that each worker is ahead."""
MOST_WORKERS = 4

Batches = Generator[tuple[Rows, Images8], None, None]
"""`close()` ends its workers."""


def batches(
    images: ImageSet,
    *,
    batch: int,
    seed: int,
    start: int = 0,
    rank: int = 0,
    ranks: int = 1,
    workers: int | None = None,
) -> Batches:
    """The rows and the images of step `start`, `start` + 1 and so on, without end.

    The epochs' orders stand one after the other, and step i takes the places from i `batch` to (i + 1) `batch`: each
    image comes once an epoch, every batch is full, and one may hold the end of an epoch and the beginning of the next.
    Rank r of `ranks` processes gets the r-th part of each batch. With `workers`, threads decode ahead; the batches are
    the same for any number of them. None: no worker for images in memory or drawn, else one for each CPU, up to 4.

    Raises `InputError` for a batch that is empty or cannot be parted evenly, and for counts that make no sense.
    """
    workers = _usual_workers(images) if workers is None else workers
    _check(batch, start, rank, ranks, workers)
    steps = _rows_of_steps(images, batch, seed, start, rank, ranks)
    if workers == 0:
        return ((rows, images.images(rows)) for rows in steps)
    return _ahead(images, steps, workers)


def _rows_of_steps(images: ImageSet, batch: int, seed: int, start: int, rank: int, ranks: int) -> Iterator[Rows]:
    @lru_cache(maxsize=2)
    def order(epoch: int) -> Rows:
        return epoch_order(seed, epoch, images.count, images.locality)

    part = batch // ranks
    for step in itertools.count(start):
        epochs, places = np.divmod(step * batch + rank * part + np.arange(part), images.count)
        yield np.concatenate([order(epoch)[places[epochs == epoch]] for epoch in range(epochs[0], epochs[-1] + 1)])


def _ahead(images: ImageSet, steps: Iterator[Rows], workers: int) -> Batches:
    """The same, decoded by threads before they are asked for; an error comes at its own step."""
    pool = ThreadPoolExecutor(workers, thread_name_prefix="images")
    under_way: deque[tuple[Rows, Future[Images8]]] = deque()
    try:
        for rows in steps:
            under_way.append((rows, pool.submit(images.images, rows)))
            if len(under_way) > AHEAD * workers:
                first, pixels = under_way.popleft()
                yield first, pixels.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _usual_workers(images: ImageSet) -> int:
    return min(MOST_WORKERS, os.cpu_count() or 1) if images.streamed else 0


def _check(batch: int, start: int, rank: int, ranks: int, workers: int) -> None:
    numbers = {
        "batch": (batch, 1),
        "start": (start, 0),
        "rank": (rank, 0),
        "ranks": (ranks, 1),
        "workers": (workers, 0),
    }
    for name, (number, least) in numbers.items():
        if isinstance(number, bool) or not isinstance(number, int):
            raise InputTypeError(f"{name} must be an integer, but {number!r} was given: give {least} or more.")
        if number < least:
            raise InputError(f"{name} must be {least} or more, but {number} was given.")
    if rank >= ranks:
        raise InputError(f"rank must be below ranks, but rank {rank} of {ranks} was given: ranks count from 0.")
    if batch % ranks:
        raise InputError(
            f"a batch of {batch} cannot be parted evenly among {ranks} processes: give a multiple, such as "
            f"{ranks * max(1, round(batch / ranks))}."
        )

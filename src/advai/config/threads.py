"""Independent jobs side by side, in as many threads as torch may use."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def side_by_side(job: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """`job` of every item, in their order: for work that numpy or a compiled library does without the interpreter.

    BLAS and OpenMP keep to one thread within, so that the results are the same with any number of threads.
    """
    import torch
    from threadpoolctl import threadpool_limits

    with ThreadPoolExecutor(torch.get_num_threads()) as pool, threadpool_limits(1):
        return list(pool.map(job, items))

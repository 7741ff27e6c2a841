"""Work in threads: all of it is done, in order, little of it waits in memory, and what fails is said."""

import threading
import time
from collections.abc import Iterator

import pytest
import torch
from threadpoolctl import threadpool_info

from advai.config import side_by_side, workers


@pytest.fixture
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_every_job_gives_its_own_answer() -> None:
    futures = []
    with workers() as crew:
        for k in range(40):
            crew.wait_for_room()
            futures.append(crew.submit(lambda k: k * k, k))
    assert [future.result() for future in futures] == [k * k for k in range(40)]


@pytest.mark.usefixtures("two_threads")
def test_few_jobs_are_held_at_a_time() -> None:
    held, most, lock = 0, 0, threading.Lock()

    def job() -> None:
        nonlocal held
        time.sleep(0.001)
        with lock:
            held -= 1

    with workers() as crew:
        for _ in range(30):
            crew.wait_for_room()
            with lock:
                held += 1
                most = max(most, held)
            crew.submit(job)
    assert most <= 5


@pytest.mark.usefixtures("two_threads")
def test_libraries_keep_to_one_thread_inside() -> None:
    with workers() as crew:
        crew.wait_for_room()
        found = crew.submit(threadpool_info).result()
    assert all(library["num_threads"] == 1 for library in found if library["user_api"] == "blas")


def test_a_job_that_fails_says_so() -> None:
    def fails() -> None:
        raise ZeroDivisionError("planted")

    with workers() as crew:
        crew.wait_for_room()
        failed = crew.submit(fails)
        with pytest.raises(ZeroDivisionError, match="planted"):
            failed.result()


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_the_order_of_the_items(threads: int) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        assert side_by_side(lambda k: (time.sleep(0.02 / (k + 1)), k * k)[1], range(7)) == [k * k for k in range(7)]
    finally:
        torch.set_num_threads(before)


def test_jobs_run_at_the_same_time() -> None:
    before, both = torch.get_num_threads(), threading.Barrier(2, timeout=10)
    torch.set_num_threads(2)
    try:
        assert side_by_side(lambda _: both.wait() >= 0, range(2)) == [True, True]
    finally:
        torch.set_num_threads(before)


def test_a_job_that_fails_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda k: 1 / k, [1, 0])

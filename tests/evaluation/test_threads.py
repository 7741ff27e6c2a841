"""Work in threads: all of it is done, little of it waits in memory, and what fails is said."""

import threading
import time

import pytest
import torch
from threadpoolctl import threadpool_info

from advai.evaluation.threads import workers


@pytest.fixture
def two_threads() -> object:
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

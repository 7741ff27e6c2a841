"""Jobs side by side: the same results in the same order, however many threads there are."""

import threading
import time

import pytest
import torch

from advai.config import side_by_side


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

"""Keeping freed memory changes speed alone."""

import resource
import sys

import pytest
import torch

from advai.training.memory import memory_kept

BLOCK, ROUNDS = 1 << 19, 20


def pages_asked_for() -> int:
    """Pages that the system had to clear for `ROUNDS` blocks of 2 MiB, each freed before the next."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(ROUNDS):
        block = torch.ones(BLOCK)
        del block
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's mallopt is asked for on Linux alone")
def test_memory_freed_within_is_reused_and_what_was_computed_stays() -> None:
    pages = BLOCK * 4 // resource.getpagesize()
    with memory_kept():
        kept = torch.arange(1000.0)
        assert pages_asked_for() < ROUNDS * pages / 2
    assert float(kept.sum()) == 499_500.0

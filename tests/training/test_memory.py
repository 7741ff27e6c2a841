"""Keeping freed memory changes speed alone."""

import sys

import pytest
import torch

from advai.training.memory import memory_kept


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's mallopt is asked for on Linux alone")
def test_memory_freed_within_is_reused_and_what_was_computed_stays() -> None:
    with memory_kept():
        places = set()
        for _ in range(20):
            block = torch.ones(1 << 19)
            places.add(block.data_ptr())
            del block
        kept = torch.arange(1000.0)
    assert len(places) <= 3
    assert float(kept.sum()) == 499_500.0

"""What holds for every test: one thread, no network, no window, the same numbers each time, alone or among others."""

import os

import pytest
import torch
from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["MPLBACKEND"] = "Agg"

settings.register_profile("advai", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("advai")


@pytest.fixture(autouse=True)
def seeded() -> None:
    """What a test draws without a generator depends neither on the tests before it nor on how they are shared out."""
    torch.manual_seed(0)

"""What holds for every test: one thread, no network, no window, and the same examples each time."""

import os

from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["MPLBACKEND"] = "Agg"

settings.register_profile("advai", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("advai")

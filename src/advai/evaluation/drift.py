"""Drift: the law of `z_t` for independent pairs against the law of latents, beside its floor, and how the path moves."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import torch

from ..config import InputError, InputTypeError
from ..distances import measure_motion, points_at
from ..distributions import Source, as_source, independent_count, independent_samples
from ..paths import path_name
from ..results import LEVEL, Drift, DriftAt, Statistic
from ..shapes import Path, Points
from .statistics import ...

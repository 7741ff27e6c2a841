"""Distances between clouds of points, and how a path moves: pure functions that training and evaluation use."""

from .judge import judge_accuracy
from .mmd import median_distance, mmd_squared, mmd_test
from .motion import measure_motion
from .norms import norm_distance
from .sliced_wasserstein import random_directions, sliced_wasserstein

__all__ = [
    "judge_accuracy",
    "measure_motion",
    "median_distance",
    "mmd_squared",
    "mmd_test",
    "norm_distance",
    "random_directions",
    "sliced_wasserstein",
]

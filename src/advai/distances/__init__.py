"""Distances between clouds of points, and how a path moves: pure functions that training and evaluation use."""

from .judge import Judgement, folds, judge_accuracy, judge_name
from .mmd import PERMUTATIONS, median_distance, mmd_squared, mmd_test
from .motion import STEPS, measure_motion
from .norms import norm_distance
from .path_points import points_at
from .sliced import DIRECTIONS, random_directions, sliced_wasserstein

__all__ = [
    "DIRECTIONS",
    "PERMUTATIONS",
    "STEPS",
    "Judgement",
    "folds",
    "judge_accuracy",
    "judge_name",
    "measure_motion",
    "median_distance",
    "mmd_squared",
    "mmd_test",
    "norm_distance",
    "points_at",
    "random_directions",
    "sliced_wasserstein",
]

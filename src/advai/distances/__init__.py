"""Distances between clouds of points, and how a path moves: pure functions that training and evaluation use."""

from .frechet import frechet_distance, frechet_of_moments
from .judge import Judgement, folds, judge_accuracy, judge_name
from .kernel import Estimate, kernel_distance, mean_to_others
from .lines import nearest_lines, turn_unevenness
from .manifolds import Balls, ManifoldFigures, balls_of, manifold_figures
from .mmd import PERMUTATIONS, median_distance, mmd_squared, mmd_test
from .motion import STEPS, measure_motion
from .neighbours import nearest_neighbours
from .norms import norm_distance
from .path_points import points_at
from .sliced import DIRECTIONS, random_directions, sliced_wasserstein

__all__ = [
    "DIRECTIONS",
    "PERMUTATIONS",
    "STEPS",
    "Balls",
    "Estimate",
    "Judgement",
    "ManifoldFigures",
    "balls_of",
    "folds",
    "frechet_distance",
    "frechet_of_moments",
    "judge_accuracy",
    "judge_name",
    "kernel_distance",
    "manifold_figures",
    "mean_to_others",
    "measure_motion",
    "median_distance",
    "mmd_squared",
    "mmd_test",
    "nearest_lines",
    "nearest_neighbours",
    "norm_distance",
    "points_at",
    "random_directions",
    "sliced_wasserstein",
    "turn_unevenness",
]

"""Objectives of training: pure functions, one value per sample."""

from .adversarial import Objective, correction_loss, critic_loss, gradient_penalty
from .coefficients import coefficient_error, coefficient_size
from .motion import path_energy
from .prior import divergence, mean_discrepancy, taken_for_prior, told_apart
from .quantisation import codebook_loss, commitment_loss
from .reconstruction import squared_error
from .wasserstein import drift, estimate, slope, slope_penalty

__all__ = [
    "Objective",
    "codebook_loss",
    "coefficient_error",
    "coefficient_size",
    "commitment_loss",
    "correction_loss",
    "critic_loss",
    "divergence",
    "drift",
    "estimate",
    "gradient_penalty",
    "mean_discrepancy",
    "path_energy",
    "slope",
    "slope_penalty",
    "squared_error",
    "taken_for_prior",
    "told_apart",
]

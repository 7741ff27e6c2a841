"""Objectives of training: pure functions, one value per sample."""

from .adversarial import Objective, correction_loss, critic_loss, gradient_penalty
from .motion import path_energy

__all__ = ["Objective", "correction_loss", "critic_loss", "gradient_penalty", "path_energy"]

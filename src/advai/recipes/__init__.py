"""Full configurations by name."""

from .correction import CORRECTIONS, CorrectionRecipe, enough_steps

__all__ = ["CORRECTIONS", "CorrectionRecipe", "enough_steps"]

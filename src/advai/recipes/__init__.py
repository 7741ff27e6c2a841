"""Full configurations by name."""

from .correction import CORRECTIONS, CorrectionRecipe

__all__ = ["CORRECTIONS", "CorrectionRecipe"]

"""Full configurations by name."""

from .correction import CORRECTIONS, CorrectionRecipe, enough_steps
from .family import FAMILY, FamilyRecipe

__all__ = ["CORRECTIONS", "FAMILY", "CorrectionRecipe", "FamilyRecipe", "enough_steps"]

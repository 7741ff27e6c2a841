"""Full configurations by name."""

from .correction import CORRECTIONS, CorrectionRecipe, enough_steps
from .family import FAMILY, FamilyRecipe
from .gan import GANS, GanRecipe

__all__ = ["CORRECTIONS", "FAMILY", "GANS", "CorrectionRecipe", "FamilyRecipe", "GanRecipe", "enough_steps"]

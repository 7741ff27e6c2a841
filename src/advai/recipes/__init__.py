"""Full configurations by name. Each table is loaded on first use: those of images need what trains on images."""

from typing import TYPE_CHECKING

from ..lazy import loader

if TYPE_CHECKING:
    from .correction import CORRECTIONS, CorrectionRecipe, enough_steps
    from .family import FAMILY, FamilyRecipe
    from .gan import GANS, GanRecipe

__all__ = ["CORRECTIONS", "FAMILY", "GANS", "CorrectionRecipe", "FamilyRecipe", "GanRecipe", "enough_steps"]

if not TYPE_CHECKING:  # a type checker would take any name at all from it
    __getattr__ = loader(
        globals(),
        {
            "correction": ["CORRECTIONS", "CorrectionRecipe", "enough_steps"],
            "family": ["FAMILY", "FamilyRecipe"],
            "gan": ["GANS", "GanRecipe"],
        },
    )

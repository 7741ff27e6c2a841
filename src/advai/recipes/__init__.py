"""Full configurations by name. Each table is loaded on first use: those of images need what trains on images."""

from typing import TYPE_CHECKING

from ..lazy import loader

if TYPE_CHECKING:
    from .by_name import RECIPES, changed_settings, recipe_config
    from .correction import CORRECTIONS, CorrectionRecipe, suited
    from .family import FAMILY, FamilyRecipe
    from .gan import GANS, GanRecipe

__all__ = [
    "CORRECTIONS",
    "FAMILY",
    "GANS",
    "RECIPES",
    "CorrectionRecipe",
    "FamilyRecipe",
    "GanRecipe",
    "changed_settings",
    "recipe_config",
    "suited",
]

if not TYPE_CHECKING:  # a type checker would take any name at all from it
    __getattr__ = loader(
        globals(),
        {
            "by_name": ["RECIPES", "changed_settings", "recipe_config"],
            "correction": ["CORRECTIONS", "CorrectionRecipe", "suited"],
            "family": ["FAMILY", "FamilyRecipe"],
            "gan": ["GANS", "GanRecipe"],
        },
    )

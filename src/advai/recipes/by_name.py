"""All recipes of runs on images by their names, made for images, and told apart from what a user made of them."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from ..config import built, differences, merged, plain_values
from ..data import ImageSet
from ..models import ImageNetworkConfig
from ..training.gan_config import GanConfig
from ..training.run_config import RunConfig
from ..training.run_settings import CHANGEABLE
from .family import CODE_CORRECTIONS, FAMILY
from .gan import GANS

RECIPES = {**FAMILY, **GANS}
TOLD_ELSEWHERE = {"format", "recipe", "data", "seed", "samples", *CHANGEABLE}
"""What every run says of itself beside its settings, and what changes nothing of what it computes."""


def recipe_config(recipe: str, images: ImageSet, network: Mapping[str, Any]) -> RunConfig | GanConfig:
    """A recipe's configuration for images, with these settings of its network, and a correction for codes of its size.

    Raises `InputError` for settings that are none of a network.
    """
    usual = RECIPES[recipe](images)
    sized = built(type(usual.network), merged(plain_values(usual.network), network), within="network")
    changes: dict[str, Any] = {"network": sized}
    if isinstance(sized, ImageNetworkConfig) and recipe in CODE_CORRECTIONS:
        changes["correction"] = CODE_CORRECTIONS[recipe](sized.dim)
    return dataclasses.replace(usual, **changes)


def changed_settings(config: RunConfig | GanConfig, images: ImageSet) -> dict[str, Any]:
    """The settings in which a run is not as its recipe would have it for its images, by their dotted names."""
    values = plain_values(config)
    usual = plain_values(recipe_config(config.recipe, images, values["network"]))
    usual["network"] = plain_values(RECIPES[config.recipe](images))["network"]
    found = differences(values, usual)
    return {name: value for name, value in found.items() if name.split(".")[0] not in TOLD_ELSEWHERE}

"""The recipes: complete, sized by the images, each the terms that its method is."""

import dataclasses

import pytest

from advai.data import ImageSet
from advai.recipes import CORRECTIONS, FAMILY, RECIPES, changed_settings, recipe_config
from advai.recipes.family import scales_for
from advai.training.run_config import RunConfig
from advai.training.terms import Terms

TERMS = {
    "ae": set(),
    "dropout": {"dropout"},
    "denoising": {"noise"},
    "vae": {"divergence"},
    "aae": {"adversarial"},
    "vqvae": {"quantisation"},
    "wae": {"mmd"},
    "acai": {"interpolation"},
    "midr": {"mixing", "synthesis", "mmd"},
    "advai": {"interpolation"},
    "advai-paper": {"interpolation", "synthesis", "mmd"},
    "advai-reference": {"interpolation", "synthesis", "mmd"},
}


def images(size: int = 32, channels: int = 1, name: str = "some") -> ImageSet:
    return ImageSet(name=name, count=1, channels=channels, size=size, draw=lambda rows: rows)  # type: ignore[arg-type, return-value]


def names(terms: Terms) -> set[str]:
    return {name for name, _ in terms.present()}


@pytest.mark.parametrize("recipe", list(FAMILY))
def test_a_method_is_the_sum_of_its_terms(recipe: str) -> None:
    config = FAMILY[recipe](images())
    assert names(config.terms) == TERMS[recipe] | {"reconstruction"}
    assert (config.correction is not None) == recipe.startswith("advai")


def test_corrections_come_in_every_order() -> None:
    orders = {name: FAMILY[name](images()).correction for name in ("advai", "advai-paper", "advai-reference")}
    assert {name: correction and correction.order for name, correction in orders.items()} == {
        "advai": "after",
        "advai-paper": "alternating",
        "advai-reference": "before",
    }


@pytest.mark.parametrize("recipe", ["advai", "advai-paper", "advai-reference"])
def test_a_correction_has_the_size_of_the_codes_that_are_asked_for(recipe: str) -> None:
    config = recipe_config(recipe, images(), {"latent": 16})
    assert isinstance(config, RunConfig) and config.correction is not None
    assert config.network.dim == config.correction.training.path.correction.dim == 256
    if recipe == "advai":
        assert config.correction.training == CORRECTIONS["advai"](256)


@pytest.mark.parametrize("recipe", list(RECIPES))
def test_what_a_user_changed_is_told_from_the_recipe(recipe: str) -> None:
    usual = dataclasses.replace(recipe_config(recipe, images(), {}), recipe=recipe)
    assert changed_settings(usual, images()) == {}
    changed = dataclasses.replace(recipe_config(recipe, images(), {"depth": 24}), recipe=recipe)
    changed = dataclasses.replace(changed, learning_rate=1e-2, seed=3, samples=640, threads=1)
    assert changed_settings(changed, images()) == {"network.depth": 24, "learning_rate": 1e-2}


@pytest.mark.parametrize(
    ("facts", "kind", "depth", "code"),
    [
        ({"size": 32}, "acai", 16, (2, 4)),
        ({"size": 32, "name": "lines"}, "acai", 16, (16, 2)),
        ({"size": 32, "channels": 3}, "acai", 64, (16, 4)),
        ({"size": 8}, "acai", 16, (2, 4)),
        ({"size": 64, "channels": 3}, "residual", 32, (16, 4)),
    ],
)
def test_networks_have_the_published_sizes(
    facts: dict[str, object], kind: str, depth: int, code: tuple[int, int]
) -> None:
    network = FAMILY["acai"](images(**facts)).network  # type: ignore[arg-type]
    assert (network.kind, network.depth, (network.latent, network.width)) == (kind, depth, code)


@pytest.mark.parametrize(("size", "scales"), [(8, 1), (16, 2), (24, 2), (32, 3), (40, 3), (64, 4), (96, 4), (128, 5)])
def test_codes_keep_four_rows(size: int, scales: int) -> None:
    assert scales_for(size) == scales
    assert size % (1 << scales) == 0 and size >> scales >= 4

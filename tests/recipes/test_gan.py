"""The GANs' recipes: complete, sized by the images, with the papers' settings where they are said to have them."""

import pytest

from advai.data import ImageSet
from advai.models import Generator, ProgressiveGenerator
from advai.recipes import GANS
from advai.training.gan_players import new_critic, new_generator


def images(size: int = 32, channels: int = 1) -> ImageSet:
    return ImageSet(name="some", count=1, channels=channels, size=size, draw=lambda rows: rows)  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize("recipe", list(GANS))
@pytest.mark.parametrize(
    "facts", [{"size": 8}, {"size": 16}, {"size": 32, "channels": 3}, {"size": 256, "channels": 3}]
)
def test_a_recipe_is_for_the_images_that_it_is_given(recipe: str, facts: dict[str, int]) -> None:
    config = GANS[recipe](images(**facts))
    network = config.network
    assert (network.size, network.channels) == (facts["size"], facts.get("channels", 1))
    assert config.recipe == recipe
    assert (config.growth is not None) == (network.kind == "progressive") == recipe.startswith("pggan")
    assert config.images_until_grown <= config.samples


def test_plain_gans_have_residual_blocks_from_64_pixels_on() -> None:
    assert [GANS["wgan"](images(size)).network.kind for size in (8, 32, 64, 128)] == ["dcgan"] * 2 + ["residual"] * 2


def test_what_is_published_has_the_published_settings() -> None:
    plain = GANS["wgan-published"](images(32, 3))
    assert (plain.critic_steps, plain.penalty, plain.penalty_steps, plain.learning_rate) == (5, 10, 1, 1e-4)
    assert plain.critic_learning_rate is None and plain.network.latent == 128
    grown = GANS["pggan-published"](images(1024, 3))
    assert [grown.network.maps(size) for size in (4, 32, 64, 1024)] == [512, 512, 256, 16]
    assert (grown.network.latent, grown.drift, grown.batch, grown.betas) == (512, 1e-3, 16, (0.0, 0.99))
    assert grown.growth is not None and (grown.growth.fade, grown.growth.stable) == (600_000, 600_000)
    assert grown.critic_learning_rate is None and grown.penalty_steps == 1


def test_networks_of_the_quick_recipes_are_small_on_grey_images() -> None:
    for recipe, kind in (("wgan", Generator), ("pggan", ProgressiveGenerator)):
        config = GANS[recipe](images())
        generator, critic = new_generator(config), new_critic(config)
        assert isinstance(generator, kind)
        assert sum(w.numel() for network in (generator, critic) for w in network.parameters()) < 1_000_000

"""The GANs by name: plain functions of the images that give a complete configuration, sized by the images.

`wgan` and `pggan` are what two CPU cores bring far in minutes on small grey images, and a GPU in hours on larger ones.
`wgan-published` and `pggan-published` have the settings of the papers.
"""

import dataclasses
from collections.abc import Callable

from ..data import ImageSet
from ..models import GanNetworkConfig
from ..training.gan_config import GanConfig
from ..training.growth import Growth
from ..training.run_settings import DataConfig

LARGE = 64
"""The size from which on a plain GAN has residual blocks."""

GanRecipe = Callable[[ImageSet], GanConfig]


def wgan(images: ImageSet) -> GanConfig:
    """WGAN-GP, quick: one step of each player, the critic's rate twice the generator's."""
    large = images.size >= LARGE
    network = GanNetworkConfig(
        kind="residual" if large else "dcgan",
        size=images.size,
        channels=images.channels,
        latent=128 if images.channels == 3 else 64,
        depth=16 if images.channels == 1 else 64,
        widest=128 if images.channels == 1 else 512,
    )
    return GanConfig(
        recipe="wgan",
        data=data_of(images),
        network=network,
        samples=budget(images),
        critic_steps=1,
        learning_rate=5e-4,
        critic_learning_rate=1e-3,
        betas=(0.0, 0.9),
        averaging=0.999,
        penalty_steps=2,
    )


def wgan_published(images: ImageSet) -> GanConfig:
    """WGAN-GP with the settings of Gulrajani et al. 2017: five critic steps, Adam 1e-4, a penalty at every step."""
    quick = wgan(images)
    return dataclasses.replace(
        quick,
        recipe="wgan-published",
        network=dataclasses.replace(quick.network, latent=128, depth=64, widest=512),
        critic_steps=5,
        learning_rate=1e-4,
        critic_learning_rate=None,
        betas=(0.0, 0.9),
        penalty_steps=1,
    )


def pggan(images: ImageSet) -> GanConfig:
    """The progressive GAN in small: narrow networks, large steps, and the full size after a third of the budget.

    At its layers' equalised rate of 1e-3 weights would need a million images to move; and a critic of the generator's
    own rate falls behind it.
    """
    grey = images.channels == 1
    network = GanNetworkConfig(
        kind="progressive",
        size=images.size,
        channels=images.channels,
        latent=64 if grey else 256,
        depth=max(8, 256 // images.size) if grey else 64,
        widest=64 if grey else 256,
    )
    return GanConfig(
        recipe="pggan",
        data=data_of(images),
        network=network,
        samples=budget(images),
        growth=Growth(grown=0.3),
        critic_steps=1,
        learning_rate=4e-3,
        critic_learning_rate=8e-3,
        betas=(0.0, 0.99),
        averaging=0.999,
        drift=1e-3,
        penalty_steps=2,
    )


def pggan_published(images: ImageSet) -> GanConfig:
    """The progressive GAN as in Karras et al. 2018: 600 thousand images in a phase, 12 million in all."""
    small = pggan(images)
    return dataclasses.replace(
        small,
        recipe="pggan-published",
        network=dataclasses.replace(small.network, latent=512, depth=max(1, 16_384 // images.size), widest=512),
        samples=12_000_000,
        batch=16,
        growth=Growth(fade=600_000, stable=600_000),
        learning_rate=1e-3,
        critic_learning_rate=None,
        penalty_steps=1,
    )


def budget(images: ImageSet) -> int:
    """Training images: minutes of two cores up to 16 pixels, some twenty for grey ones of 32, and a GPU's beyond."""
    if images.size <= 16:
        return 1 << 17
    return 1 << 19 if images.size <= 32 and images.channels == 1 else 1 << 23


def data_of(images: ImageSet) -> DataConfig:
    """The images by name, as they are."""
    return DataConfig(name=images.name, size=images.size, channels=images.channels)


GANS: dict[str, GanRecipe] = {
    "wgan": wgan,
    "pggan": pggan,
    "wgan-published": wgan_published,
    "pggan-published": pggan_published,
}

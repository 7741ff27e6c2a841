"""The part of the loss that looks at features: what a network sees in an image, beside its pixels."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from ..config import counter_generator
from ..decoders import AnyDecoder
from ..shapes import Images, PerSample
from .starts import prior_draws

Embed = Callable[[Images], Float[Tensor, "images features"]]

SPREAD = 256
"""Draws that tell the deviation of features."""

FeatureLosses = Callable[[Images], Callable[[Images], PerSample]]
"""From the images that are wanted, what gives a loss for each that is made."""


@torch.no_grad()
def feature_losses(decoder: AnyDecoder, embed: Embed, seed: int) -> FeatureLosses:
    """The mean squared difference of features, each in its deviation over images of the law's draws."""
    draws = prior_draws(decoder, SPREAD, counter_generator(seed, "inversion", "features"))
    features = embed(decoder.pictures(draws).to(decoder.device))
    deviation = features.std(dim=0)
    deviation = deviation.clamp(min=0.1 * float(deviation.mean()) + 1e-6)

    def against(images: Images) -> Callable[[Images], PerSample]:
        with torch.no_grad():
            wanted = embed(images)
        return lambda made: ((embed(made) - wanted) / deviation).square().mean(dim=1)

    return against

"""Where the search for a latent begins: at draws whose images are near the target, and at the encoder's latent."""

import torch
from jaxtyping import Float
from torch import Tensor

from ..config import counter_generator
from ..decoders import AnyDecoder
from ..shapes import Images, Points
from .config import InversionConfig


def start_latents(
    decoder: AnyDecoder, images: Images, config: InversionConfig
) -> Float[Tensor, "starts images latent"]:
    """The starts of every image, the nearest draw first, on the CPU; the encoder's in the last place if there is one.

    The draws, from the law or from N(0, I) where it is not known, are the same for all images and depend on the seed.
    """
    drawn = config.starts - (decoder.encode is not None)
    draws = prior_draws(decoder, max(config.draws, config.starts), counter_generator(config.seed, "inversion", "draws"))
    found = []
    if drawn:
        made = decoder.pictures(draws).flatten(1)
        distances = torch.cat([torch.cdist(few.flatten(1), made) for few in images.split(256)])
        nearest = distances.topk(drawn, largest=False).indices
        found += list(draws[nearest].unbind(1))
    if decoder.encode is not None:
        found.append(decoder.codes(images))
    return torch.stack(found)


def prior_draws(decoder: AnyDecoder, count: int, generator: torch.Generator) -> Points:
    """Latents from the decoder's law, or from N(0, I)."""
    if decoder.law is None:
        return torch.randn(count, decoder.dim, generator=generator)
    return decoder.law.sample(count, generator)

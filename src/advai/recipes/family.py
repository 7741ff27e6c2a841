"""The autoencoders by name: plain functions of the images that give a complete configuration.

Each is another one with a term more, or with other fields. Sizes follow the published ones: codes of 4 x 4 positions
(2 x 2 for lines), 2 channels for grey images and 16 for colour; depth 16 and 64.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from ..config import built
from ..data import ImageSet
from ..models import ImageNetworkConfig
from ..training import CorrectionTrainingConfig
from ..training.run_config import LatentCorrection, RunConfig
from ..training.run_settings import DataConfig
from ..training.terms import (
    AdversarialPrior,
    CodeDropout,
    Divergence,
    InputNoise,
    Interpolation,
    Mixing,
    PriorDiscrepancy,
    Quantisation,
    Synthesis,
)
from .correction import CORRECTIONS

LEAST_WIDTH = 4
LARGE = 64
"""The size from which on the residual network is used."""
DECODER_DEVIATION = 0.2
"""Of the VAE's decoder: about the root mean squared error that it reaches on MNIST in [-1, 1]."""

DECODER_ALONE = 0.125
"""Of the budget of `advai`: what its decoder learns on alone."""

FamilyRecipe = Callable[[ImageSet], RunConfig]


def ae(images: ImageSet) -> RunConfig:
    """Reconstruction alone."""
    return RunConfig(
        recipe="ae",
        data=DataConfig(name=images.name, size=images.size, channels=images.channels),
        network=network_for(images),
        classes=len(images.classes) if images.classes and images.labels() is not None else 0,
    )


def dropout(images: ImageSet) -> RunConfig:
    """Half of the code's coordinates dropped."""
    return with_terms(ae(images), dropout=CodeDropout())


def denoising(images: ImageSet) -> RunConfig:
    """Noise of deviation 1 on the input."""
    return with_terms(ae(images), noise=InputNoise())


def vae(images: ImageSet) -> RunConfig:
    """A posterior and its divergence from the prior, beside the error of a Gaussian decoder."""
    pixels = images.channels * images.size**2
    return with_terms(ae(images), divergence=Divergence(weight=2 * DECODER_DEVIATION**2 / pixels))


def aae(images: ImageSet) -> RunConfig:
    """A critic of codes against the prior."""
    return with_terms(ae(images), adversarial=AdversarialPrior())


def vqvae(images: ImageSet) -> RunConfig:
    """A codebook."""
    return with_terms(ae(images), quantisation=Quantisation())


def wae(images: ImageSet) -> RunConfig:
    """The mean discrepancy from the prior."""
    return with_terms(ae(images), mmd=PriorDiscrepancy())


def acai(images: ImageSet) -> RunConfig:
    """The interpolation critic on linear paths (Berthelot et al. 2018)."""
    return with_terms(ae(images), interpolation=Interpolation())


def midr(images: ImageSet) -> RunConfig:
    """A coefficient for every element, and both games on noise, weighted as in the authors' run with 32 coordinates."""
    synthesis = Synthesis(per_element=True, mixture_weight=0.1, sample_weight=0.005)
    return with_terms(wae(images), mixing=Mixing(), synthesis=synthesis)


def advai(images: ImageSet) -> RunConfig:
    """Our best, the default: ACAI's codes, a decoder that learns on without its game, and the default fit to the codes.

    The game makes codes that classify and cluster, and costs the decoder its sharpness, which the last eighth of the
    budget gives back. What the published terms add inside of training cost more than they gave (docs/log.md,
    2026-11-29): corrected mixtures teach the image critic less, the game on noise and a heavy prior blur images.
    """
    correction = learned_after(network_for(images).dim)
    return dataclasses.replace(acai(images), decoder_alone=DECODER_ALONE, correction=correction)


def advai_paper(images: ImageSet) -> RunConfig:
    """As the authors' page has it: formula and losses as published, the correction alternating on the codes."""
    return published(images, learned_alternating(network_for(images).dim))


def advai_reference(images: ImageSet) -> RunConfig:
    """As the authors' program has it: endpoint gain, scaled latents, the correction learned on noise and then frozen.

    32,000 steps of 64: its 2,048 thousand samples.
    """
    return published(images, learned_before(network_for(images).dim))


def published(images: ImageSet, correction: LatentCorrection) -> RunConfig:
    """The published sum of terms, along the paths of this correction."""
    base = with_terms(acai(images), mmd=PriorDiscrepancy(), synthesis=Synthesis())
    return dataclasses.replace(base, correction=correction)


def learned_after(dim: int) -> LatentCorrection:
    """The default correction for codes of `dim` coordinates, learned when they are."""
    return LatentCorrection(order="after", training=CORRECTIONS["advai"](dim))


def learned_alternating(dim: int) -> LatentCorrection:
    """The published correction for codes of `dim` coordinates, learned beside them."""
    return LatentCorrection(order="alternating", training=as_autoencoders(CORRECTIONS["paper"](dim)))


def learned_before(dim: int) -> LatentCorrection:
    """The authors' correction for codes of `dim` coordinates, learned on noise."""
    training = dataclasses.replace(as_autoencoders(CORRECTIONS["reference"](dim)), steps=32_000)
    return LatentCorrection(order="before", training=training)


def as_autoencoders(correction: CorrectionTrainingConfig) -> CorrectionTrainingConfig:
    """A published correction, trained as the autoencoders are: batches of 64 and Adam at 1e-4."""
    return dataclasses.replace(correction, batch=64, learning_rate=1e-4)


def with_terms(config: RunConfig, **terms: Any) -> RunConfig:
    """The configuration with these terms more, or otherwise."""
    return dataclasses.replace(config, terms=dataclasses.replace(config.terms, **terms))


def network_for(images: ImageSet) -> ImageNetworkConfig:
    """The network for images of this size and these channels; `InputError` for a size that cannot be halved."""
    grey, lines, large = images.channels == 1, images.name == "lines", images.size >= LARGE
    values = {
        "kind": "residual" if large else "acai",
        "size": images.size,
        "channels": images.channels,
        "depth": 16 if grey else 32 if large else 64,
        "scales": scales_for(images.size) + int(lines),
        "latent": 2 if grey and not lines else 16,
    }
    return built(ImageNetworkConfig, values, within="network")


def scales_for(size: int) -> int:
    """How often images are halved: as long as they can be, and codes keep 4 rows."""
    scales = 1
    while size % (1 << (scales + 1)) == 0 and size >> (scales + 1) >= LEAST_WIDTH:
        scales += 1
    return scales


FAMILY: dict[str, FamilyRecipe] = {
    "ae": ae,
    "dropout": dropout,
    "denoising": denoising,
    "vae": vae,
    "aae": aae,
    "vqvae": vqvae,
    "wae": wae,
    "acai": acai,
    "midr": midr,
    "advai": advai,
    "advai-paper": advai_paper,
    "advai-reference": advai_reference,
}

CODE_CORRECTIONS: dict[str, Callable[[int], LatentCorrection]] = {
    "advai": learned_after,
    "advai-paper": learned_alternating,
    "advai-reference": learned_before,
}
"""The recipes with a correction, and theirs for codes of so many coordinates."""

"""Inversion: the latents whose images are given ones, by Adam from several starts at once.

    minimise  |G(z + w_k e) - x|^2 / values  +  a |(F(G) - F(x)) / s|^2 / features  +  b ((|u| / sqrt(dim) - m) / d)^2

G the decoder, x the image, F a feature network and s the deviations of its features over images of draws, u the
standardised latent, m and d the mean and deviation of its norm under the law; e is noise whose size w_k falls to zero
over the first three quarters of the steps, as in the projection of StyleGAN2 (Karras et al. 2020), from which the step
sizes are too. Every row has its own Adam, and the noise of a start is the same for all images, so that an image's
latent does not depend on the others beside it, but for rounding.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from ..config import InputError, counter_generator
from ..decoders import AnyDecoder
from ..shapes import Images, PerSample, Points
from .config import InversionConfig
from .feature_loss import Embed, FeatureLosses, feature_losses
from .latent_scale import LatentScale, scale_of
from .starts import start_latents

Report = Callable[[int, str], None]
"""Told the number of steps done and a few words about them."""

RISE, FALL, NOISY = 0.05, 0.75, 0.75
"""Step sizes rise over this share of the steps, and fall from this share on; noise ends at this share."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Inverted:
    """The best latent of every image; `errors`: the mean squared error per value of its image in [-1, 1].

    `start_errors`: the same for every start, and `first_errors` before the first step. `seconds` for all images.
    """

    latents: Points
    errors: PerSample
    start_errors: Float[Tensor, "starts images"]
    first_errors: Float[Tensor, "starts images"]
    best: Int[Tensor, " images"]
    seconds: float


def invert_images(
    decoder: AnyDecoder,
    images: Images,
    config: InversionConfig,
    *,
    embed: Embed | None = None,
    report: Report = lambda done, words: None,
) -> Inverted:
    """The latents of images in [-1, 1] of the decoder's size and channels, on the CPU; `embed` is a feature network.

    Raises `InputError` for images of another shape and for a decoder through which no gradient passes.
    """
    wanted = (decoder.channels, decoder.size, decoder.size)
    if tuple(images.shape[1:]) != wanted:
        raise InputError(
            f"{decoder.name} makes images of the shape {wanted}, but {tuple(images.shape[1:])} were given."
        )
    if not decoder.differentiable:
        raise InputError(
            f"inversion follows gradients, and none pass through {decoder.name}: "
            "give the same decoder as torch:FILE or python:MODULE:NAME."
        )
    began = time.perf_counter()
    starts = start_latents(decoder, images, config)
    scale = scale_of(decoder.law, decoder.dim, counter_generator(config.seed, "inversion", "norms"), decoder.device)
    losses = None if embed is None or not config.features else feature_losses(decoder, embed, config.seed)
    few = max(1, decoder.rows_at_once // len(starts))
    parts = [slice(k, k + few) for k in range(0, len(images), few)]
    found = []
    for number, part in enumerate(parts):

        def told(step: int, words: str, before: int = number * config.steps) -> None:
            report(before + step, words)

        found.append(_searched(decoder, images[part], starts[:, part], scale, config, losses, told))
    latents, errors, first = (torch.cat(columns, dim=1) for columns in zip(*found, strict=True))
    best = errors.argmin(dim=0)
    chosen = best, torch.arange(len(images))
    seconds = time.perf_counter() - began
    return Inverted(
        latents=latents[chosen],
        errors=errors[chosen],
        start_errors=errors,
        first_errors=first,
        best=best,
        seconds=seconds,
    )


def batches_of(decoder: AnyDecoder, count: int, starts: int) -> int:
    """How many batches this number of images is inverted in."""
    return -(-count // max(1, decoder.rows_at_once // starts))


def _searched(
    decoder: AnyDecoder,
    images: Images,
    starts: Float[Tensor, "starts images latent"],
    scale: LatentScale,
    config: InversionConfig,
    losses: FeatureLosses | None,
    report: Report,
) -> tuple[Tensor, Tensor, Tensor]:
    """Latents (starts, images, latent), and their errors at the end and at the start (starts, images)."""
    shape = starts.shape[:2]
    x = images.to(decoder.device).expand(shape[0], *images.shape).flatten(0, 1)
    u = scale.standardised(starts.flatten(0, 1).to(decoder.device)).clone().requires_grad_(True)
    first = _errors(decoder, scale.latents(u), x)
    features = None if losses is None else losses(x)
    adam = torch.optim.Adam([u], lr=config.learning_rate, betas=(0.9, 0.999))
    for step in range(config.steps):
        part = step / config.steps
        for group in adam.param_groups:
            group["lr"] = config.learning_rate * step_size(part)
        e = torch.randn(shape[0], 1, u.shape[1], generator=counter_generator(config.seed, "inversion", "noise", step))
        noise = config.noise * max(0.0, 1 - part / NOISY) ** 2 * e.expand(*shape, -1).flatten(0, 1).to(decoder.device)
        made = decoder.decode(scale.latents(u + noise)).float()
        pixel = (made - x).square().flatten(1).mean(dim=1)
        loss = pixel + config.prior * scale.penalty(u)
        if features is not None:
            loss = loss + config.features * features(made)
        (u.grad,) = torch.autograd.grad(loss.sum(), u)
        adam.step()
        with torch.no_grad():
            u.copy_(scale.standardised(scale.latents(u)))
        report(step + 1, f"pixel error {float(pixel.detach().view(shape).amin(dim=0).median()):.4f}")
    with torch.no_grad():
        z = scale.latents(u)
    return z.cpu().view(*shape, -1), _errors(decoder, z, x).view(shape), first.view(shape)


def step_size(part: float) -> float:
    """The share of the learning rate at a share of the steps: a straight rise, a level, half a cosine down."""
    fall = max(0.0, (part - FALL) / (1 - FALL))
    return min(1.0, part / RISE + 0.05) * 0.5 * (1 + math.cos(math.pi * fall))


@torch.no_grad()
def _errors(decoder: AnyDecoder, z: Points, x: Images) -> PerSample:
    """Of the images as they are seen: values beyond black or white cut off."""
    return (decoder.decode(z).float().clamp(-1, 1) - x).square().flatten(1).mean(dim=1).cpu()

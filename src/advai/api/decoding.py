"""Opening a decoder by what a user names: a run of ours, a file, another package's network, or a Python object."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch

from ..config import InputError, unknown_name
from ..decoders import (
    AnyDecoder,
    checked_decoder,
    checked_shape,
    decoder_of_object,
    open_diffusers_decoder,
    open_onnx_decoder,
    open_python_decoder,
    open_torch_decoder,
)
from ..distributions import Empirical, Gaussian, Source, as_source
from ..evaluation import codes_of
from ..paths import lerp
from ..shapes import Images, Points
from ..training.players import decode
from .evaluation.evaluated_run import some_rows
from .fitting import chosen_device
from .loading import GanRun, Run, load

KINDS = {"run": "DIR", "diffusers": "DIR", "onnx": "FILE", "torch": "FILE", "python": "MODULE:NAME"}
IN_RANGE = ("run", "diffusers")
"""Kinds whose images are known to lie in [-1, 1]."""
CODES = 2_000
"""Training images whose codes stand for the law of an autoencoder's latents."""


def open_decoder(
    decoder: object,
    *,
    dim: int | Sequence[int] | None = None,
    prior: object = None,
    value_range: tuple[float, float] = (-1.0, 1.0),
    device: str | torch.device = "auto",
) -> AnyDecoder:
    """The decoder that is meant by `run:DIR`, `diffusers:DIR`, `onnx:FILE`, `torch:FILE` or `python:MODULE:NAME`.

    Or by an object: a loaded run, or a function or module of latents (n, dim) with an attribute `dim`. `dim`: the
    number of coordinates of a latent, or its shape, where that is not known; `prior`: the law of latents, likewise.
    `value_range`: the values of black and white, where they are not -1 and 1. Raises `InputError` or `InputTypeError`
    for what cannot be opened or makes no square images, in which the kind that is nearest to an unknown one is named.
    """
    latent = checked_shape(dim)
    if isinstance(decoder, AnyDecoder):
        opened = decoder
    elif isinstance(decoder, Run | GanRun):
        opened = decoder_of_run(decoder)
    elif isinstance(decoder, str):
        opened = _named(decoder, latent, value_range, chosen_device(device))
    else:
        opened = decoder_of_object("the decoder", decoder, latent=latent, value_range=value_range)
    if latent is not None and latent != opened.latent:
        raise InputError(f"the latents of {opened.name} have the shape {opened.latent}, not {latent}: leave out --dim.")
    return opened if prior is None else replace(opened, find_law=partial(as_source, prior))


def _named(
    text: str, latent: tuple[int, ...] | None, value_range: tuple[float, float], device: torch.device
) -> AnyDecoder:
    kind, _, place = text.partition(":")
    if kind not in KINDS:
        if (Path(text) / "config.yaml").is_file():
            raise InputError(f"{text!r} is not said to be a decoder of what kind: write run:{text}.")
        raise unknown_name("kind of decoder", kind, KINDS)
    if not place:
        raise InputError(f"{kind} needs a place, but {text!r} was given: write {kind}:{KINDS[kind]}.")
    if kind in IN_RANGE and value_range != (-1, 1):
        raise InputError(f"the images of {text} lie in [-1, 1] as they are: leave out --range.")
    path = Path(place).expanduser()
    match kind:
        case "run":
            return decoder_of_run(load(path, device=device))
        case "diffusers":
            return open_diffusers_decoder(path, latent=latent, device=device)
        case "onnx":
            return open_onnx_decoder(path, latent=latent, value_range=value_range)
        case "torch":
            return open_torch_decoder(path, latent=latent, value_range=value_range, device=device)
        case _:
            return open_python_decoder(place, latent=latent, value_range=value_range)


def decoder_of_run(run: Run | GanRun) -> AnyDecoder:
    """What a trained run makes of latents, with gradients.

    The law of a GAN's latents is its prior. An autoencoder's is N(0, I) where a term pulls its codes there, else that
    of the codes of its training images.
    """
    raw = run.decode if isinstance(run, GanRun) else partial(_decoded_by_autoencoder, run)
    latent = (run.prior.dim,) if isinstance(run, GanRun) else (run.config.network.dim,)
    decoder = checked_decoder(f"run:{run.folder}", raw, latent=latent, device=run.device)
    path = None if run.path is lerp else run.path
    decoder = replace(decoder, path=path, images=run.data)
    if isinstance(run, GanRun):
        return replace(decoder, find_law=lambda: run.prior)
    return replace(decoder, encode=run.encode, find_law=partial(_law_of_codes, run))


def _decoded_by_autoencoder(run: Run, z: Points) -> Images:
    return decode(run.networks, run.config.terms, z)


def _law_of_codes(run: Run) -> Source | None:
    terms = run.config.terms
    if terms.divergence or terms.mmd or terms.adversarial:
        return Gaussian(run.config.network.dim)
    images = run.data("train")
    codes = codes_of(run.encode, images, some_rows(images, CODES))
    try:
        return Empirical(codes, holdout=0, name="codes of training images")
    except InputError:  # a coordinate that never changes: no law to match or to draw from
        return None

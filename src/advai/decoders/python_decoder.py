"""Decoders in Python: `python:PACKAGE.MODULE:NAME`, or the object itself: a function or a module of latents (n, dim).

What the object has as attributes is used: `dim` (a number, or the shape of one latent), `encode` (images in [-1, 1] to
flat latents), `prior` (the law of its latents, or its name).
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from torch import nn

from ..config import InputError, InputTypeError, unknown_name
from ..distributions import as_source
from ..models import short_reason
from .any_decoder import AnyDecoder, checked_decoder
from .latent_shape import shape_told


def open_python_decoder(place: str, *, latent: tuple[int, ...] | None, value_range: tuple[float, float]) -> AnyDecoder:
    """The decoder with this name in this module, which is imported from the current folder or from where Python looks.

    Raises `InputError` for a module that cannot be imported and for a name that is not in it.
    """
    module_name, colon, name = place.partition(":")
    if not colon or not name or not module_name:
        raise InputError(f"python needs a module and a name in it, but {place!r} was given: write python:MODULE:NAME.")
    with _current_folder_first():
        try:
            module = import_module(module_name)
        except Exception as error:  # a module raises what it likes
            raise InputError(
                f"the module {module_name!r} cannot be imported ({short_reason(error)}): "
                "name one that is in this folder or installed."
            ) from error
    if not hasattr(module, name):
        raise unknown_name(f"name in {module_name}", name, [known for known in vars(module) if known[0] != "_"])
    return decoder_of_object(f"python:{place}", getattr(module, name), latent=latent, value_range=value_range)


def decoder_of_object(
    name: str, given: Any, *, latent: tuple[int, ...] | None, value_range: tuple[float, float]
) -> AnyDecoder:
    """The decoder that a callable is; a module is used as in evaluation, where its weights lie."""
    if not callable(given) or isinstance(given, type):
        kind = "a class" if isinstance(given, type) else type(given).__name__
        raise InputTypeError(f"{name} must be a function or a module that takes latents (n, dim), but is {kind}.")
    shape = latent or shape_told(given)
    if shape is None:
        raise InputError(f"{name} does not say what a latent is: give it an attribute dim, or write --dim 64.")
    device = torch.device("cpu")
    if isinstance(given, nn.Module):
        given.eval()
        device = next((weights.device for weights in given.parameters()), device)
    decoder = checked_decoder(name, given, latent=shape, device=device, value_range=value_range)
    encode: Callable[..., Any] | None = getattr(given, "encode", None)
    prior = getattr(given, "prior", None)
    law = (lambda: None) if prior is None else partial(as_source, prior)
    return replace(decoder, encode=encode, find_law=law)


@contextmanager
def _current_folder_first() -> Iterator[None]:
    """Within: modules in the current folder are found first, as with `python -m`."""
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        yield
    finally:
        sys.path.remove(here)

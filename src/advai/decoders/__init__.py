"""Decoders of every kind as one: latents (n, dim) to images in [-1, 1]; those of runs are made in `api`."""

from .any_decoder import AnyDecoder, checked_decoder, with_law
from .diffusers_decoder import open_diffusers_decoder
from .file_decoder import open_onnx_decoder, open_torch_decoder
from .latent_shape import checked_shape
from .python_decoder import decoder_of_object, open_python_decoder

__all__ = [
    "AnyDecoder",
    "checked_decoder",
    "checked_shape",
    "decoder_of_object",
    "open_diffusers_decoder",
    "open_onnx_decoder",
    "open_python_decoder",
    "open_torch_decoder",
    "with_law",
]

"""The decoder of a variational autoencoder of the package diffusers: `diffusers:DIR`, an AutoencoderKL.

Latents are what diffusers' pipelines call so: shifted and scaled, `(z - shift_factor) scaling_factor`, flattened from
(channels, height, width). Encoding gives the mean of the posterior. The law of such latents is nobody's closed form, so
none is claimed.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..config import InputError
from ..models import short_reason
from ..shapes import Images, Points
from .any_decoder import AnyDecoder, checked_decoder


def open_diffusers_decoder(folder: Path, *, latent: tuple[int, ...] | None, device: torch.device) -> AnyDecoder:
    """The AutoencoderKL in a folder, for images of the size that it was trained on unless `latent` is of another."""
    network = _loaded(folder).to(device).eval()
    config = network.config
    shift, scale = config.shift_factor or 0.0, config.scaling_factor
    side = config.sample_size >> (len(config.block_out_channels) - 1)

    def decode(z: Tensor) -> Tensor:
        return network.decode(z / scale + shift, return_dict=False)[0]

    def encode(x: Images) -> Points:
        return ((network.encode(x).latent_dist.mode() - shift) * scale).flatten(1)

    shape = latent or (config.latent_channels, side, side)
    decoder = checked_decoder(f"diffusers:{folder}", decode, latent=shape, device=device)
    return replace(decoder, encode=encode)


def _loaded(folder: Path) -> Any:
    if not (folder / "config.json").is_file():
        raise InputError(f"expected the folder of an AutoencoderKL, but {str(folder)!r} has no config.json.")
    try:
        from diffusers import AutoencoderKL  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise InputError("diffusers:DIR needs the package diffusers: install it with pip install diffusers.") from error
    options: dict[str, Any] = {"use_safetensors": True, "local_files_only": True, "low_cpu_mem_usage": False}
    try:
        return AutoencoderKL.from_pretrained(folder, **options)
    except Exception as error:  # the package raises what it likes
        raise InputError(
            f"{str(folder)!r} holds no AutoencoderKL with weights as safetensors ({short_reason(error)})."
        ) from error

"""Decoders in files: `onnx:FILE` (no gradients), and `torch:FILE`, TorchScript or a .pt2 program of torch.export."""

from pathlib import Path

import torch

from ..config import InputError
from ..models import open_onnx, open_program, open_torchscript
from .any_decoder import AnyDecoder, Raw, checked_decoder
from .latent_shape import shape_of_input, shape_told


def open_onnx_decoder(file: Path, *, latent: tuple[int, ...] | None, value_range: tuple[float, float]) -> AnyDecoder:
    """The decoder in an ONNX file, on the CPU."""
    _check_there(file, "an ONNX file")
    network = open_onnx(file)
    name = f"onnx:{file}"
    return _from_network(name, network.run, latent or shape_of_input(network.shape), torch.device("cpu"), value_range)


def open_torch_decoder(
    file: Path, *, latent: tuple[int, ...] | None, value_range: tuple[float, float], device: torch.device
) -> AnyDecoder:
    """The decoder in a TorchScript file, or in one of torch.export if the name ends in .pt2; pickles are refused.

    A TorchScript module may have its latent's shape as the attribute `dim`.
    """
    _check_there(file, "a TorchScript or .pt2 file")
    name = f"torch:{file}"
    if file.suffix == ".pt2":
        network = open_program(file, device)
        return _from_network(name, network.run, latent or shape_of_input(network.shape), device, value_range)
    script = open_torchscript(file, device)
    return _from_network(name, script, latent or shape_told(script), device, value_range)


def _from_network(
    name: str, raw: Raw, latent: tuple[int, ...] | None, device: torch.device, value_range: tuple[float, float]
) -> AnyDecoder:
    if latent is None:
        raise InputError(f"{name} does not say what a latent is: give its shape, as in --dim 64 or --dim 4,8,8.")
    return checked_decoder(name, raw, latent=latent, device=device, value_range=value_range)


def _check_there(file: Path, kind: str) -> None:
    if not file.is_file():
        raise InputError(f"expected {kind} in {str(file)!r}, but there is no such file: check its name.")

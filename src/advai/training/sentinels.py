"""What stops a run, or is said about it: numbers that are not finite, processes that differ, codes that collapse."""

import math
from collections.abc import Iterable, Mapping

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from ..config import TrainingStopped
from ..shapes import Points

COLLAPSED = 1e-6
"""The deviation of every coordinate over a batch below which all images have one code."""


def check_finite(values: Mapping[str, float], step: int) -> None:
    """Raise `TrainingStopped` for a loss or gradient norm that is not finite; checkpoints before it are untouched."""
    broken = [name for name, value in values.items() if not math.isfinite(value)]
    if broken:
        raise TrainingStopped(
            f"training stopped at step {step}: {broken[0].replace('_', ' ')} is not finite; the checkpoints before "
            "it are whole: use a smaller learning_rate, precision=float32, or other weights of the terms."
        )


def gradient_norm(networks: Iterable[nn.Module]) -> Tensor:
    """The norm of all gradients that are there."""
    gradients = [weight.grad for network in networks for weight in network.parameters() if weight.grad is not None]
    return torch.nn.utils.get_total_norm(gradients)


def check_same_everywhere(fabric: Fabric, networks: Iterable[nn.Module], step: int) -> None:
    """Raise `TrainingStopped` unless every process has the same weights, to the bit."""
    if fabric.world_size == 1:
        return
    sums = fabric.all_gather(checksum(networks))
    assert isinstance(sums, Tensor)
    if len(sums.unique()) > 1:
        raise TrainingStopped(
            f"training stopped at step {step}: the processes' weights differ (their checksums are {sums.tolist()}), so "
            "they no longer learn one model; go on from the last checkpoint with --resume."
        )


def checksum(networks: Iterable[nn.Module]) -> Tensor:
    """The sum of all weights' and buffers' bits, as integers that wrap: int64, one number."""
    parts = [value for network in networks for value in (*network.parameters(), *network.buffers())]
    bits = [value.detach().contiguous().flatten().view(torch.uint8).long() for value in parts]
    total = torch.zeros((), dtype=torch.int64, device=bits[0].device)
    for place, part in enumerate(bits):
        total += (place + 1) * (part * (torch.arange(len(part), device=part.device) % 65521 + 1)).sum()
    return total


def collapsed(codes: Points) -> bool:
    """Whether all images of a batch have one code."""
    return bool(codes.std(0).max() < COLLAPSED)

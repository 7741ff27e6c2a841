"""Whether products run in bfloat16."""

from contextlib import AbstractContextManager, nullcontext
from typing import Literal

import torch

from ..shapes import Images


def uses_bfloat16(precision: Literal["auto", "float32", "bfloat16"], device: torch.device) -> bool:
    """As asked for; `auto` where the hardware has such products."""
    if precision != "auto":
        return precision == "bfloat16"
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return (
        device.type == "cpu"
        and torch.backends.cpu.get_cpu_capability() == "AVX512"
        and torch.cpu._is_avx512_bf16_supported()
    )


LEAST_TWICE = 16
"""Images from which on the gradients of a gradient come out right in bfloat16 on every processor."""


def twice_differentiable(images: Images) -> AbstractContextManager[object]:
    """Within: few images on a processor are not taken in bfloat16, for a convolution's gradient of a gradient.

    There the batch takes the place of the channels, and with 2 to 15 of them the oneDNN of torch 2.13 gives noise for
    the weights' gradients where the processor has AMX.
    """
    few = images.device.type == "cpu" and len(images) < LEAST_TWICE
    return torch.autocast("cpu", enabled=False) if few else nullcontext()

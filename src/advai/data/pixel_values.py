"""The two forms of an image: bytes, in which it is kept, and floats from -1 to 1, on which networks work."""

import torch

from ..shapes import Images, Images8

HALF = 127.5


def to_floats(images: Images8) -> Images:
    """x = byte / 127.5 - 1, float32: exactly -1 for 0 and 1 for 255."""
    return images.to(torch.float32).div_(HALF).sub_(1)


def to_bytes(images: Images) -> Images8:
    """The nearest byte of 127.5 (x + 1); what lies beyond -1 or 1, as decoders give it, is shown as black or white."""
    return images.add(1).mul_(HALF).round_().clamp_(0, 255).to(torch.uint8)

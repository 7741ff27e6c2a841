"""Whatever turns latents into images, as one thing: a run of ours, a file, another package's network, a function."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import torch
from torch import Tensor

from ..config import InputError, InputTypeError
from ..data import ImageSet
from ..distributions import Source
from ..models import short_reason
from ..shapes import Images, Path, Points

VALUES_AT_ONCE = 1 << 20
"""Images are decoded so many values at a time: 1,024 grey ones of 32 pixels a side."""

FURTHEST = 4.0
"""No decoder of images in [-1, 1] gives values so far beyond."""


@dataclass(frozen=True, kw_only=True, eq=False)
class AnyDecoder:
    """`decode` takes flat latents (n, dim) to images (n, channels, size, size), about in [-1, 1].

    `latent`: the shape of one latent. `differentiable`: whether gradients pass through `decode`. `device`: where it
    works; latents and images may come from elsewhere. `encode`: images in [-1, 1] to flat latents, where that is to be
    had. `find_law`: the law of the latents that it was made for, if it is known; found on first use. `path`: the one
    that comes with a run. `images`: from `train` or `test` the images that a run knows.
    """

    name: str
    latent: tuple[int, ...]
    channels: int
    size: int
    device: torch.device
    differentiable: bool
    decode: Callable[[Points], Images] = field(repr=False)
    encode: Callable[[Images], Points] | None = field(default=None, repr=False)
    find_law: Callable[[], Source | None] = field(default=lambda: None, repr=False)
    path: Path | None = field(default=None, repr=False)
    images: Callable[[str], ImageSet] | None = field(default=None, repr=False)

    @property
    def dim(self) -> int:
        """Coordinates of one latent."""
        return math.prod(self.latent)

    @cached_property
    def law(self) -> Source | None:
        """The law of its latents; raises `InputError` for one of another dimension."""
        law = self.find_law()
        if law is not None and law.dim != self.dim:
            raise InputError(
                f"{self.name} takes latents of dimension {self.dim}, but {law.name} has dimension {law.dim}: "
                f"name a law of dimension {self.dim}."
            )
        return law

    @property
    def rows_at_once(self) -> int:
        """How many images fit into one batch."""
        return max(1, VALUES_AT_ONCE // (self.channels * self.size**2))

    @torch.no_grad()
    def pictures(self, z: Points) -> Images:
        """The images of latents as they are seen: on the CPU, values beyond black or white cut off; any number."""
        parts = z.split(self.rows_at_once)
        return torch.cat([self.decode(part.to(self.device)).float().clamp(-1, 1).cpu() for part in parts])

    @torch.no_grad()
    def codes(self, x: Images) -> Points:
        """The latents of images by its encoder, which it must have; on the CPU.

        Raises `InputError` for an encoder whose latents are not those of the decoder.
        """
        assert self.encode is not None
        z = torch.cat([self.encode(part.to(self.device)).float().cpu() for part in x.split(self.rows_at_once)])
        if tuple(z.shape[1:]) != (self.dim,):
            raise InputError(
                f"the encoder of {self.name} gives latents of the shape {tuple(z.shape[1:])}, "
                f"but its decoder takes {self.dim} coordinates: leave the encoder out."
            )
        return z


Raw = Callable[[Tensor], object]
"""Latents of the shape that the network wants, to what it gives."""


def checked_decoder(
    name: str,
    raw: Raw,
    *,
    latent: tuple[int, ...],
    device: torch.device,
    value_range: tuple[float, float] = (-1.0, 1.0),
) -> AnyDecoder:
    """A decoder from a function, which is tried with two latents: channels, size and gradients are seen there.

    `value_range`: the values of black and white in what it gives. Raises `InputError` for what fails, gives no square
    images, values that are not finite, or values far outside of the range.
    """
    low, high = value_range

    def decode(z: Points) -> Tensor:  # whatever the network gives: it is checked below
        images = raw(z.unflatten(1, latent) if len(latent) > 1 else z)
        if not isinstance(images, Tensor):
            raise InputTypeError(f"{name} must give images as a tensor, but gives {type(images).__name__}.")
        return images if (low, high) == (-1, 1) else (images - low) * (2 / (high - low)) - 1

    z = torch.zeros(2, math.prod(latent), device=device, requires_grad=True)
    try:
        images = decode(z)
    except (InputError, InputTypeError):
        raise
    except Exception as error:  # whatever the network raises
        shape = ", ".join(map(str, latent))
        raise InputError(
            f"{name} fails on latents of the shape (n, {shape}) ({short_reason(error)}): say the shape of one latent, "
            "as in --dim 64 or --dim 4,8,8."
        ) from error
    channels, size = _checked_images(name, images.detach(), value_range)
    return AnyDecoder(
        name=name,
        latent=latent,
        channels=channels,
        size=size,
        device=device,
        differentiable=images.requires_grad,
        decode=decode,
    )


def with_law(decoder: AnyDecoder, find_law: Callable[[], Source | None]) -> AnyDecoder:
    """The same decoder, of latents that follow this law."""
    return replace(decoder, find_law=find_law)


def _checked_images(name: str, images: Tensor, value_range: tuple[float, float]) -> tuple[int, int]:
    """Channels and size of two images; `InputError` for what is none, or of another range."""
    shape = tuple(images.shape)
    if images.ndim != 4 or shape[0] != 2 or shape[2] != shape[3] or not images.is_floating_point():
        raise InputError(
            f"{name} must give square images (n, channels, size, size) as floating-point numbers, but gives "
            f"{str(images.dtype).removeprefix('torch.')} of the shape {shape} for two latents."
        )
    if not bool(images.isfinite().all()):
        raise InputError(f"{name} gives values that are not finite for a latent of zeros: is it trained?")
    if float(images.abs().max()) > FURTHEST:
        low, high = value_range
        raise InputError(
            f"{name} gives values up to {float(images.abs().max()) * (high - low) / 2:.3g}, far outside of "
            f"{low:g} to {high:g}: say what black and white are, as in --range 0,255."
        )
    return shape[1], shape[2]

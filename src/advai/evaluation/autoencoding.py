"""From images to codes and back, a batch at a time, through whatever encodes and decodes."""

from collections.abc import Callable, Iterator

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from ..config import InputError, counter_generator
from ..data import ImageSet, to_floats
from ..results import Measured
from ..shapes import Cloud, Path

Encode = Callable[[Tensor], Tensor]
"""Images (images, channels, size, size) in [-1, 1] to flat codes (images, latent)."""
Decode = Callable[[Tensor], Tensor]
"""Flat codes to images."""

BATCH = 125


def images_in_batches(images: ImageSet, rows: Tensor) -> Iterator[Tensor]:
    """The images of these rows in [-1, 1], `BATCH` at a time."""
    for few in rows.split(BATCH):
        yield to_floats(images.images(few))


@torch.no_grad()
def codes_of(encode: Encode, images: ImageSet, rows: Tensor) -> Cloud:
    """The codes of these rows; raises `InputError` for codes that are not finite, as broken training leaves them."""
    codes = np.concatenate([encode(x).float().cpu().numpy() for x in images_in_batches(images, rows)])
    if not np.isfinite(codes).all():
        raise InputError(
            f"the codes of {images.name} are not all finite numbers, so nothing can be measured: "
            "train again with another seed, or go back to an earlier checkpoint."
        )
    return codes


@torch.no_grad()
def decoded(decode: Decode, codes: Float[np.ndarray, "rows latent"]) -> Iterator[Tensor]:
    """What becomes of the codes, `BATCH` images at a time."""
    for few in torch.from_numpy(codes).split(BATCH):
        yield decode(few).float().cpu()


@torch.no_grad()
def reconstruction_error(decode: Decode, codes: Cloud, images: ImageSet, rows: Tensor) -> Measured:
    """The mean squared error per pixel of what comes back from the codes of these rows, pixels in [-1, 1].

    Among the conditions is the error of showing the mean image, whatever the code.
    """
    squared, square = 0.0, 0.0
    total = torch.zeros(images.channels, images.size, images.size, dtype=torch.float64)
    for x, made in zip(images_in_batches(images, rows), decoded(decode, codes), strict=True):
        squared += float((made - x).double().square().sum())
        total += x.double().sum(dim=0)
        square += float(x.double().square().sum())
    pixels = len(rows) * total.numel()
    of_mean_image = square / pixels - float((total / len(rows)).square().mean())
    conditions = {"test": len(rows), "pixels": "[-1, 1], not clamped", "of_mean_image": of_mean_image}
    return Measured(value=squared / pixels, conditions=conditions)


@torch.no_grad()
def midpoints(path: Path, codes: Cloud, *, seed: int) -> Cloud:
    """The path at t = 1/2 between random pairs: as many as there are codes, each once a first and once a second end."""
    z = torch.from_numpy(codes)
    order = torch.randperm(len(z), generator=counter_generator(seed, "midpoints"))
    z0, z1 = z[order], z[order.roll(1)]
    return np.concatenate([path(a, b, 0.5).numpy() for a, b in zip(z0.split(4096), z1.split(4096), strict=True)])

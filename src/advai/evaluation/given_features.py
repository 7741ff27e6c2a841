"""A feature network that a user hands over, as ONNX or TorchScript: Inception, or whatever else maps images to rows.

Distances are on the scale of published ones only with the network of those: the Inception of 2015 that the Fréchet
distance was defined with. Its weights are not ours to give. The package pytorch-fid has them, with torchvision, best in
an environment of its own, and this writes them as a file (2,048 features; resized to 299 pixels here, not again there):

    import torch
    from pytorch_fid.inception import InceptionV3

    class Features(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.network = InceptionV3(resize_input=False)

        def forward(self, x):
            return self.network(x)[0]

    torch.jit.trace(Features().eval(), torch.zeros(2, 3, 299, 299)).save("inception.pt")

Then: `advai evaluate RUN --features inception.pt --features-size 299 --features-range 0,1`.
Its sample covariance needs more than 2,048 images. Figures also move with how images are resized (here: bilinear with
antialiasing; the programs behind published tables differ), which is stamped beside them.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from ..config import InputError
from ..models import open_onnx, open_torchscript, short_reason
from ..shapes import Images
from .feature_network import FeatureNetwork

Raw = Callable[[Tensor], Tensor]
"""Images as the network wants them to its output, whatever its shape."""


def open_features(
    file: str | os.PathLike[str],
    *,
    image_size: int,
    image_channels: int,
    size: int | None = None,
    value_range: tuple[float, float] = (-1.0, 1.0),
) -> FeatureNetwork:
    """The network in a file `.onnx` (through onnxruntime) or any other (TorchScript), for images of this kind.

    Images are resized (bilinear, with antialiasing) to `size` pixels a side, else to what an ONNX file says, else left
    as they are; grey ones are repeated where the network wants three channels; values are mapped to `value_range`. An
    output with places (images, features, down, across) is averaged over them. Raises `InputError` for a file that is
    neither, and for a network that does not give one finite row for every image.
    """
    place = Path(file)
    if not place.is_file():
        raise InputError(f"expected a feature network in {str(place)!r}, but there is no such file: see --features.")
    low, high = value_range
    if not low < high:
        raise InputError(f"the value range of a feature network must rise, but {low:g},{high:g} was given: as in -1,1.")
    raw, channels, own_size = _onnx(place) if place.suffix == ".onnx" else (open_torchscript(place), None, None)
    side = size or own_size or image_size

    def embed(images: Images) -> Float[Tensor, "images features"]:
        x = images if side == images.shape[-1] else _resized(images, side)
        x = (x + 1) * ((high - low) / 2) + low
        rows = raw(x.expand(-1, wanted, -1, -1) if x.shape[1] == 1 else x)
        return rows.flatten(2).mean(dim=2) if rows.ndim > 2 else rows

    wanted = _channels(raw, place, image_channels, side) if channels is None else channels
    if image_channels not in (1, wanted):
        raise InputError(
            f"the network in {str(place)!r} wants {wanted} channels, but the images have {image_channels}."
        )
    features = _checked(embed, place, torch.zeros(2, image_channels, image_size, image_size))
    stamp: dict[str, Any] = {
        "network": place.name,
        "sha256": hashlib.sha256(place.read_bytes()).hexdigest(),
        "features": features,
        "input": f"{side} x {side} pixels, {wanted} channels, range [{low:g}, {high:g}], "
        + ("not resized" if side == image_size else f"resized from {image_size} (bilinear, antialiased)"),
    }
    return FeatureNetwork(embed=embed, stamp=stamp)


def _resized(images: Images, side: int) -> Tensor:
    """Clamped, since the filter may leave the range by rounding."""
    made = functional.interpolate(images, size=(side, side), mode="bilinear", antialias=True, align_corners=False)
    return made.clamp(-1, 1)


def _onnx(file: Path) -> tuple[Raw, int | None, int | None]:
    """The network, and the channels and the side that it says it wants."""
    network = open_onnx(file)
    if len(network.shape) != 4:
        raise InputError(
            f"a feature network takes images (images, channels, height, width); {file.name} takes {network.shape}."
        )
    return network.run, network.shape[1], network.shape[2]


def _channels(raw: Raw, file: Path, channels: int, side: int) -> int:
    """The channels that a network which does not say so takes: those of the images, or three instead of one."""
    errors = []
    for wanted in dict.fromkeys((channels, 3)):
        try:
            raw(torch.zeros(2, wanted, side, side))
        except (RuntimeError, ValueError, IndexError) as error:
            errors.append(error)
        else:
            return wanted
    raise InputError(
        f"the network in {str(file)!r} takes no images of {side} x {side} pixels ({short_reason(errors[-1])}): "
        "say which size it takes with --features-size."
    )


def _checked(embed: Callable[[Images], Tensor], file: Path, two: Images) -> int:
    """How many features there are; `InputError` unless two images give two finite rows."""
    try:
        rows = embed(two)
    except Exception as error:  # as above
        raise InputError(
            f"the network in {str(file)!r} fails on images ({short_reason(error)}): see --features-size."
        ) from error
    if rows.ndim != 2 or len(rows) != 2 or not bool(torch.isfinite(rows).all()):
        raise InputError(
            f"the network in {str(file)!r} must give a finite row of features for each image, but gives "
            f"{tuple(rows.shape)} for two."
        )
    return int(rows.shape[1])

"""Real data: sets of square images as bytes, splits that never change, and batches that are exact to resume."""

from .batching import batches
from .digits import Digits, read_digits
from .image_set import ImageSet
from .images_by_name import GivenImages, given_images
from .lines import render_lines
from .opening import open_images
from .order import Locality, epoch_order
from .pixel_values import to_bytes, to_floats
from .set_identity import identity, place_free

__all__ = [
    "Digits",
    "GivenImages",
    "ImageSet",
    "Locality",
    "batches",
    "epoch_order",
    "given_images",
    "identity",
    "open_images",
    "place_free",
    "read_digits",
    "render_lines",
    "to_bytes",
    "to_floats",
]

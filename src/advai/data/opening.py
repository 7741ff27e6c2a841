"""Opening a set of images by its name."""

from pathlib import Path

from ..config import InputError, InputTypeError, unknown_name
from .digits import open_digits
from .encoded import decode_images
from .folder_images import open_folder
from .hub_images import open_hub
from .image_set import ImageSet
from .lines import open_lines
from .parquet_images import open_parquet

BUILT_IN = {"digits": open_digits, "lines": open_lines}
PLACED = {"parquet": "DIR", "folder": "DIR", "hub": "NAME"}
SPLITS = ("train", "test")
BROKEN = ("refuse", "skip")
HELD_BYTES = 2**29
"""Sets of up to 512 MiB, decoded, are kept in memory; of others, as much of the encoded images at most."""


def open_images(
    data: str,
    split: str,
    *,
    size: int | None = None,
    channels: int | None = None,
    broken: str = "refuse",
    held_bytes: int = HELD_BYTES,
) -> ImageSet:
    """The part `train` or `test` of a set of images, as bytes of one size.

    `data`: `digits` (8 x 8, embedded), `lines` (drawn), `parquet:DIR` (train.parquet and test.parquet), `folder:DIR`
    (PNG and JPEG files) or `hub:NAME` (Hugging Face). `size` and `channels` (1 or 3) of the images, by the rules of
    `advai.data.canvas`; as they are, where nothing is asked: then all must be square and of one size, and they are in
    colour if one is of the up to 64, spread over the set, that are looked at for that.

    A set that takes up to `held_bytes` is decoded here, once; of a larger one the images are decoded when they are
    asked for, and read in an order that keeps within `held_bytes` (`epoch_order`). `broken` images are refused, by
    name, or with "skip" left out and counted. In a larger set they are met on the way; to skip them, it is decoded here
    once as a whole, which takes as long as an epoch of loading.

    Raises `InputError` for what cannot be opened, has no images, or images of several sizes when no size is asked.
    """
    _check(split, size, channels, broken)
    kind, colon, place = data.partition(":")
    if kind in BUILT_IN:
        if colon:
            raise InputError(f"{kind} come with advai and take no place, but {data!r} was given: write {kind}.")
        return BUILT_IN[kind](split, size=size, channels=channels)
    if kind not in PLACED:
        raise _unknown(data, kind)
    if not place:
        raise InputError(f"{kind} needs a place, but {data!r} was given: write {kind}:{PLACED[kind]}.")
    match kind:
        case "parquet":
            source = open_parquet(Path(place).expanduser(), split, held_bytes)
        case "folder":
            source = open_folder(Path(place).expanduser(), split)
        case _:
            source = open_hub(place, split)
    return decode_images(source, size=size, channels=channels, broken=broken, held_bytes=held_bytes)


def _unknown(data: str, kind: str) -> InputError:
    if Path(data).expanduser().is_dir():
        return InputError(
            f"{data!r} is a folder, but not said to be of what: "
            f"write folder:{data} for image files, or parquet:{data} for Parquet files."
        )
    return unknown_name("data", kind, [*BUILT_IN, *PLACED])


def _check(split: str, size: int | None, channels: int | None, broken: str) -> None:
    """Raise `InputError` or `InputTypeError` for settings that no set can be opened with."""
    if split not in SPLITS:
        raise unknown_name("split", split, SPLITS)
    if broken not in BROKEN:
        raise unknown_name("treatment of broken images", broken, BROKEN)
    if size is not None and (isinstance(size, bool) or not isinstance(size, int)):
        raise InputTypeError(f"the size of images must be an integer, but {size!r} was given: write for instance 32.")
    if size is not None and size < 1:
        raise InputError(f"the size of images must be 1 pixel or more, but {size} was given: write for instance 32.")
    if channels not in (None, 1, 3):
        raise InputError(f"images have 1 channel (grey) or 3 (colour), but {channels} was given: write 1 or 3.")

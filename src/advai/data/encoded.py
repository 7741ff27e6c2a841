"""Encoded images (PNG, JPEG), wherever they come from, as a set of images: decoded once into memory, or on demand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import UInt8

from ..config import InputError
from ..shapes import Images8
from .canvas import BrokenImage, Canvas, decode, look
from .image_set import ImageSet, Labels, held_images
from .order import Locality, Rows

LOOKED_AT = 64
"""The images whose headers say what a set is like, spread evenly over it."""

Header = tuple[tuple[int, int], bool]
Pixels = UInt8[np.ndarray, "channels height width"]


@dataclass(frozen=True, kw_only=True, eq=False)
class EncodedImages:
    """`count` encoded images: `read` gives the bytes of a row or raises `BrokenImage`, `where` says where it is."""

    name: str
    count: int
    read: Callable[[int], bytes] = field(repr=False)
    where: Callable[[int], str] = field(repr=False)
    labels: Labels | None = field(default=None, repr=False)
    classes: tuple[str, ...] | None = None
    locality: Locality | None = field(default=None, repr=False)


def decode_images(
    source: EncodedImages, *, size: int | None, channels: int | None, broken: str, held_bytes: int
) -> ImageSet:
    """The set of the images of a source, in memory if they fit into `held_bytes`; the rest as `open_images` has it."""
    canvas = _canvas(source, size, channels, broken)
    if source.count * np.prod(canvas.shape) <= held_bytes:
        return _held(source, canvas, broken)
    if broken == "refuse":
        return _streamed(source, canvas, np.arange(source.count))
    return _streamed(source, canvas, _rows([row for row, _ in _decodable(source, canvas, broken)], source))


def _held(source: EncodedImages, canvas: Canvas, broken: str) -> ImageSet:
    pixels, kept = np.empty((source.count, *canvas.shape), np.uint8), []
    for row, decoded in _decodable(source, canvas, broken):
        pixels[len(kept)] = decoded
        kept.append(row)
    rows = _rows(kept, source)
    return held_images(
        source.name,
        torch.from_numpy(pixels[: len(rows)]),
        labels=None if source.labels is None else source.labels[rows],
        classes=source.classes,
        skipped=source.count - len(rows),
    )


def _streamed(source: EncodedImages, canvas: Canvas, kept: Rows) -> ImageSet:
    def draw(rows: Rows) -> Images8:
        pixels = np.empty((len(rows), *canvas.shape), np.uint8)
        wanted = kept[rows]
        for place in np.argsort(wanted, kind="stable"):  # rows that are read together come one after the other
            row = int(wanted[place])
            try:
                pixels[place] = _decoded(source, row, canvas)
            except BrokenImage as error:
                raise _refused(source, row, error) from error
        return torch.from_numpy(pixels)

    locality = source.locality
    return ImageSet(
        name=source.name,
        count=len(kept),
        channels=canvas.channels,
        size=canvas.size,
        classes=source.classes,
        skipped=source.count - len(kept),
        streamed=True,
        locality=None if locality is None else Locality(locality.group[kept], locality.mixed),
        draw=draw,
        all_labels=None if source.labels is None else source.labels[kept],
    )


def _decodable(source: EncodedImages, canvas: Canvas, broken: str) -> Iterator[tuple[int, Pixels]]:
    """The rows with their images; broken ones are left out where that is wanted."""
    for row in range(source.count):
        try:
            pixels = _decoded(source, row, canvas)
        except BrokenImage as error:
            if broken == "refuse":
                raise _refused(source, row, error) from error
        else:
            yield row, pixels


def _decoded(source: EncodedImages, row: int, canvas: Canvas) -> Pixels:
    pixels = decode(source.read(row), canvas)
    if pixels.shape != canvas.shape:
        height, width = pixels.shape[1:]
        raise _unequal(source, row, (width, height), canvas.size)
    return pixels


def _rows(kept: list[int], source: EncodedImages) -> Rows:
    if not kept:
        raise _all_broken(source)
    return np.array(kept, dtype=np.int64)


def _canvas(source: EncodedImages, size: int | None, channels: int | None, broken: str) -> Canvas:
    """What the images become: as asked, else as they are by a look at some of them."""
    if source.count == 0:
        raise InputError(f"{source.name} has no images: name a place that has some.")
    if size is not None and channels is not None:
        return Canvas(size=size, channels=channels)
    headers = dict(_headers(source, broken))
    if not headers:
        raise _all_broken(source)
    channels = channels or (3 if any(colour for _, colour in headers.values()) else 1)
    if size is not None:
        return Canvas(size=size, channels=channels)
    first = next(iter(headers.values()))[0]
    if first[0] != first[1]:
        raise InputError(
            f"images must be square, but those of {source.name} are {first[0]} x {first[1]}: "
            f"give a size, such as size={min(first)}, which takes their middle."
        )
    for row, (extent, _) in headers.items():
        if extent != first:
            raise _unequal(source, row, extent, first[0])
    return Canvas(size=first[0], channels=channels, fit=False)


def _headers(source: EncodedImages, broken: str) -> Iterator[tuple[int, Header]]:
    rows = np.linspace(0, source.count - 1, min(LOOKED_AT, source.count)).astype(int)
    for row in rows.tolist():
        try:
            yield row, look(source.read(row))
        except BrokenImage as error:
            if broken == "refuse":
                raise _refused(source, row, error) from error


def _refused(source: EncodedImages, row: int, error: BrokenImage) -> InputError:
    return InputError(
        f"{source.where(row)} is a broken image ({error}): replace or remove it, "
        "or leave out what is broken with broken='skip' (--set data.broken=skip)."
    )


def _unequal(source: EncodedImages, row: int, extent: tuple[int, int], usual: int) -> InputError:
    return InputError(
        f"{source.where(row)} is {extent[0]} x {extent[1]} pixels, but others of {source.name} are {usual} x {usual}: "
        f"give a size that all of them get, such as size={usual}."
    )


def _all_broken(source: EncodedImages) -> InputError:
    return InputError(f"none of the images of {source.name} can be read: expected PNG or JPEG.")

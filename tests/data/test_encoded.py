"""Encoded images as a set: held or streamed alike, broken ones refused or counted, sizes asked or found."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from advai.config import InputError
from advai.data import ImageSet, Locality
from advai.data.canvas import BrokenImage
from advai.data.encoded import EncodedImages, decode_images

Encode = Callable[..., bytes]
Noise = Callable[..., np.ndarray]
PLENTY = 2**20


def source_of(
    encoded: list[bytes], *, labels: list[int] | None = None, group: list[int] | None = None
) -> EncodedImages:
    def read(row: int) -> bytes:
        if encoded[row] == b"missing":
            raise BrokenImage("no such file")
        return encoded[row]

    return EncodedImages(
        name="some",
        count=len(encoded),
        read=read,
        where=lambda row: f"image {row}",
        labels=None if labels is None else np.array(labels),
        classes=None if labels is None else ("a", "b"),
        locality=None if group is None else Locality(np.array(group), 1),
    )


def opened(source: EncodedImages, **options: Any) -> ImageSet:
    usual = {"size": None, "channels": None, "broken": "refuse", "held_bytes": PLENTY}
    return decode_images(source, **{**usual, **options})


@pytest.fixture
def six(encode: Encode, noise: Noise) -> list[bytes]:
    return [encode(image) for image in noise(6, 8, 8)]


@pytest.mark.parametrize("rows", [[0], [5, 0, 3], [2, 2], []])
@pytest.mark.parametrize("options", [{}, {"size": 10}, {"size": 4, "channels": 3}])
def test_held_and_streamed_give_the_same(six: list[bytes], rows: list[int], options: dict[str, int]) -> None:
    held, streamed = (opened(source_of(six), held_bytes=bound, **options) for bound in (PLENTY, 0))
    assert (held.streamed, streamed.streamed) == (False, True)
    assert (held.size, held.channels, held.count) == (streamed.size, streamed.channels, streamed.count)
    images = held.images(np.array(rows, dtype=np.int64))
    assert images.shape == (len(rows), held.channels, held.size, held.size)
    assert torch.equal(images, streamed.images(torch.tensor(rows, dtype=torch.int64)))


def test_what_fits_exactly_is_held(six: list[bytes]) -> None:
    assert not opened(source_of(six), held_bytes=6 * 64).streamed
    assert opened(source_of(six), held_bytes=6 * 64 - 1).streamed


def test_size_and_channels_are_those_of_the_images(encode: Encode, noise: Noise, six: list[bytes]) -> None:
    images = opened(source_of(six))
    assert (images.size, images.channels, images.count, images.skipped) == (8, 1, 6, 0)
    with_colour = opened(source_of([*six, encode(noise(8, 8, 3))]))
    assert with_colour.channels == 3
    assert torch.equal(with_colour.images(np.arange(6)), images.images(np.arange(6)).expand(-1, 3, -1, -1))


@pytest.mark.parametrize("held_bytes", [PLENTY, 0])
@pytest.mark.parametrize("content", [b"no image", b"", b"missing"])
def test_broken_images_are_left_out_and_counted(six: list[bytes], content: bytes, held_bytes: int) -> None:
    whole = opened(source_of(six))
    source = source_of(
        [*six[:2], content, *six[2:], content], labels=[0, 1, 1, 0, 1, 0, 1, 0], group=[0, 0, 0, 1, 1, 1, 2, 2]
    )
    images = opened(source, broken="skip", held_bytes=held_bytes)
    assert (images.count, images.skipped, images.size) == (6, 2, 8)
    assert torch.equal(images.images(np.arange(6)), whole.images(np.arange(6)))
    labels = images.labels()
    assert labels is not None and labels.tolist() == [0, 1, 0, 1, 0, 1]
    if held_bytes == 0:
        assert images.locality is not None and images.locality.group.tolist() == [0, 0, 1, 1, 1, 2]


def test_a_truncated_image_in_the_middle_is_refused_by_name(six: list[bytes]) -> None:
    source = source_of([*six[:3], six[3][:-30], *six[4:]])
    for held_bytes in (PLENTY, 0):
        with pytest.raises(InputError, match=r"^image 3 is a broken image \(.*\): replace or remove it, or leave"):
            opened(source, held_bytes=held_bytes).images(np.array([2, 3]))
    assert opened(source, held_bytes=0).images(np.array([2, 4])).shape == (2, 1, 8, 8)


@pytest.mark.parametrize("held_bytes", [PLENTY, 0])
def test_several_sizes_need_a_rule(encode: Encode, noise: Noise, six: list[bytes], held_bytes: int) -> None:
    source = source_of([*six, encode(noise(6, 7))])
    with pytest.raises(
        InputError, match=r"image 6 is 7 x 6 pixels, but others of some are 8 x 8: give a size .*size=8"
    ):
        opened(source, held_bytes=held_bytes)
    assert opened(source, size=8, held_bytes=held_bytes).images(np.array([6])).shape == (1, 1, 8, 8)


def test_another_size_that_no_look_found_is_refused_when_met(encode: Encode, noise: Noise, six: list[bytes]) -> None:
    source = source_of([*six * 50, encode(noise(6, 6)), *six])
    images = opened(source, held_bytes=0)
    with pytest.raises(InputError, match="image 300 is 6 x 6 pixels"):
        images.images(np.arange(306))
    with pytest.raises(InputError, match="image 300 is 6 x 6 pixels"):
        opened(source, broken="skip")


def test_oblong_images_need_a_size(encode: Encode, noise: Noise) -> None:
    source = source_of([encode(image) for image in noise(3, 6, 9)])
    with pytest.raises(InputError, match="must be square, but those of some are 9 x 6: give a size, such as size=6"):
        opened(source)
    assert opened(source, size=6).images(np.array([0])).shape == (1, 1, 6, 6)


@pytest.mark.parametrize("options", [{}, {"size": 8, "channels": 1}])
@pytest.mark.parametrize("held_bytes", [PLENTY, 0])
def test_nothing_that_can_be_read_is_refused(options: dict[str, int], held_bytes: int) -> None:
    with pytest.raises(InputError, match="none of the images of some can be read: expected PNG or JPEG"):
        opened(source_of([b"x", b"y"]), broken="skip", held_bytes=held_bytes, **options)
    with pytest.raises(InputError, match="some has no images"):
        opened(source_of([]), held_bytes=held_bytes, **options)


def test_labels_that_are_needed(six: list[bytes]) -> None:
    labelled = opened(source_of(six, labels=[0, 1] * 3))
    assert labelled.needed_labels("the probe").tolist() == [0, 1] * 3
    assert labelled.classes == ("a", "b")
    bare = opened(source_of(six))
    assert bare.labels() is None
    with pytest.raises(InputError, match="^the probe needs labels, but some has none: "):
        bare.needed_labels("the probe")


def test_rows_are_read_in_order_so_that_each_group_is_read_once(six: list[bytes]) -> None:
    read: list[int] = []
    source = source_of(six, group=[0, 0, 1, 1, 2, 2])

    def noted(row: int) -> bytes:
        read.append(row)
        return six[row]

    images = opened(EncodedImages(name="some", count=6, read=noted, where=source.where), held_bytes=0)
    read.clear()
    images.images(np.array([5, 1, 3, 0]))
    assert read == [0, 1, 3, 5]

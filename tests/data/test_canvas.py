"""The rules by which images become of one size, grey or in colour; known answers for each."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from advai.data.canvas import BrokenImage, Canvas, decode, look

Encode = Callable[..., bytes]
Noise = Callable[..., np.ndarray]


def grey(size: int) -> Canvas:
    return Canvas(size=size, channels=1)


def colour(size: int) -> Canvas:
    return Canvas(size=size, channels=3)


@pytest.mark.parametrize(("side", "size"), [(28, 32), (30, 32), (8, 10), (16, 20), (64, 80)])
def test_a_small_even_margin_is_padded_with_black(encode: Encode, noise: Noise, side: int, size: int) -> None:
    image = noise(side, side)
    margin = (size - side) // 2
    assert np.array_equal(decode(encode(image), grey(size))[0], np.pad(image, margin))


@pytest.mark.parametrize(("side", "size"), [(24, 32), (31, 32), (8, 32), (33, 32), (64, 32)])
def test_any_other_size_is_resized(encode: Encode, side: int, size: int) -> None:
    flat = np.full((side, side), 77, np.uint8)
    assert (decode(encode(flat), grey(size)) == 77).all()
    half = flat.copy()
    half[:, : side // 2] = 0
    resized = decode(encode(half), grey(size))[0]
    assert resized[:, : size // 2 - 4].max() < 4
    assert abs(resized[:, size // 2 + 4 :].astype(int) - 77).max() < 4


def test_shrinking_averages(encode: Encode, noise: Noise) -> None:
    image = noise(64, 64)
    shrunk = decode(encode(image), grey(8))[0].astype(float)
    means = image.reshape(8, 8, 8, 8).mean(axis=(1, 3))
    assert abs(shrunk - means).mean() < 12  # a bicubic window is wider; picked pixels would be 60 apart
    assert shrunk.std() < 25


def test_the_same_size_is_left_as_it_is(encode: Encode, noise: Noise) -> None:
    image = noise(9, 9, 3)
    assert np.array_equal(decode(encode(image), colour(9)), image.transpose(2, 0, 1))
    oblong = decode(encode(noise(5, 7)), Canvas(size=99, channels=1, fit=False))
    assert np.array_equal(oblong[0], noise(5, 7))


def test_the_middle_of_an_oblong_is_taken(encode: Encode) -> None:
    image = np.zeros((10, 30), np.uint8)
    image[:, 10:20] = 200
    assert (decode(encode(image), grey(10)) == 200).all()
    assert (decode(encode(image.T.copy()), grey(5)) > 150).all()


def test_grey_is_the_luma_of_colour_and_colour_of_grey_is_three_times_the_same(encode: Encode) -> None:
    primaries = np.eye(3, dtype=np.uint8)[None] * 255  # one row: red, green, blue
    image = np.repeat(primaries, 3, axis=0)
    assert decode(encode(image), grey(3))[0, 0].tolist() == [76, 150, 29]
    painted = decode(encode(np.arange(9, dtype=np.uint8).reshape(3, 3)), colour(3))
    assert painted.shape == (3, 3, 3)
    assert (painted == np.arange(9).reshape(1, 3, 3)).all()


def test_what_is_transparent_lies_on_black(encode: Encode) -> None:
    image = np.full((2, 2, 4), 200, np.uint8)
    image[0, :, 3], image[1, :, 3] = 0, 255
    assert decode(encode(image), colour(2))[:, :, 0].tolist() == [[0, 200]] * 3
    assert decode(encode(image), grey(2))[0, :, 0].tolist() == [0, 200]
    faint = Image.fromarray(image).convert("LA")
    assert decode(encode(faint), grey(2))[0, :, 0].tolist() == [0, 200]
    palette = Image.fromarray(np.array([[0, 1], [1, 0]], np.uint8)).convert("P")
    palette.putpalette([255, 255, 255, 10, 20, 30])
    assert decode(encode(palette, transparency=0), colour(2))[:, 0].tolist() == [[0, 10], [0, 20], [0, 30]]


def test_of_16_bits_the_upper_8_are_kept(encode: Encode) -> None:
    image = np.array([[0, 255, 256], [32768, 65535, 4660], [1, 2, 511]], np.uint16)
    assert np.array_equal(decode(encode(image), grey(3))[0], image >> 8)
    assert look(encode(image)) == ((3, 3), False)


@pytest.mark.parametrize(("orientation", "turned"), [(1, 0), (6, -1), (3, 2), (8, 1)])
def test_the_orientation_of_the_camera_is_applied(encode: Encode, noise: Noise, orientation: int, turned: int) -> None:
    image = np.kron(noise(2, 2), np.ones((8, 8), np.uint8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind in ("JPEG", "PNG"):
        shown = decode(encode(image, kind, exif=exif), grey(16))[0].astype(int)
        assert abs(shown - np.rot90(image, turned)).max() <= 3


def test_a_note_that_cannot_be_read_does_no_harm(encode: Encode, noise: Noise) -> None:
    assert np.array_equal(decode(encode(noise(4, 4), exif=b"Exif\0\0no such thing"), grey(4))[0], noise(4, 4))


def test_a_large_jpeg_is_as_if_decoded_as_a_whole(encode: Encode, noise: Noise) -> None:
    smooth = Image.fromarray(noise(6, 6, 3)).resize((900, 900), Image.Resampling.BICUBIC)
    whole = np.asarray(smooth.resize((32, 32), Image.Resampling.BICUBIC)).transpose(2, 0, 1)
    assert abs(decode(encode(smooth, "JPEG", quality=95), colour(32)).astype(int) - whole).mean() < 2


@pytest.mark.parametrize(
    ("mode", "in_colour"), [("1", False), ("L", False), ("LA", False), ("P", True), ("RGB", True), ("RGBA", True)]
)
def test_the_header_says_size_and_colour(encode: Encode, mode: str, in_colour: bool) -> None:
    assert look(encode(Image.new(mode, (5, 3)))) == ((5, 3), in_colour)


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "CMYK"])
def test_white_is_white_in_every_mode(encode: Encode, mode: str) -> None:
    white = Image.new("RGB", (4, 4), (255, 255, 255)).convert(mode)
    for canvas in (grey(4), colour(4)):
        assert (decode(encode(white, "JPEG" if mode == "CMYK" else "PNG"), canvas) >= 254).all()


def damaged(content: bytes) -> bytes:
    """A byte in the middle changed; PNG sees it by its checksum."""
    half = len(content) // 2
    return content[:half] + bytes([content[half] ^ 255]) + content[half + 1 :]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("share", [0, 0.02, 0.3, 0.9])
def test_a_truncated_image_is_broken(encode: Encode, noise: Noise, kind: str, share: float) -> None:
    whole = encode(noise(32, 32, 3), kind)
    decode(whole, colour(32))
    with pytest.raises(BrokenImage):
        decode(whole[: int(share * len(whole))], colour(32))


def test_a_damaged_png_is_broken(encode: Encode, noise: Noise) -> None:
    with pytest.raises(BrokenImage):
        decode(damaged(encode(noise(32, 32, 3))), colour(32))


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"no image at all", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"])
def test_something_else_is_broken(content: bytes) -> None:
    for read in (look, lambda held: decode(held, grey(4))):
        with pytest.raises(BrokenImage):
            read(content)


def test_other_formats_are_not_taken(encode: Encode, noise: Noise) -> None:
    options: dict[str, Any] = {"kind": "GIF"}
    with pytest.raises(BrokenImage, match="neither PNG nor JPEG"):
        decode(encode(noise(4, 4), **options), grey(4))

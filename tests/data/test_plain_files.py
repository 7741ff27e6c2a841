"""Plain files decode to Pillow's own pixels; whatever is not plain or not whole is left to it."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from advai.data.canvas import BrokenImage, Canvas, decode
from advai.data.plain_files import SMALL, plain_image

Encode = Callable[..., bytes]
Noise = Callable[..., np.ndarray]
KINDS = {
    "png": ("PNG", {}),
    "png, optimised": ("PNG", {"optimize": True}),
    "png of much data": ("PNG", {"compress_level": 0}),
    "jpeg": ("JPEG", {}),
    "jpeg, best": ("JPEG", {"quality": 100, "subsampling": 0}),
    "jpeg, progressive": ("JPEG", {"progressive": True}),
    "jpeg with restarts": ("JPEG", {"restart_marker_rows": 1}),
    "jpeg with a comment and a profile": ("JPEG", {"comment": b"from afar", "icc_profile": b"x" * 200}),
}


def by_pillow(encoded: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(encoded)))


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("shape", [(28, 28), (32, 32, 3), (1, 1), (17, 9, 3), (SMALL, SMALL)])
def test_plain_files_have_the_pixels_that_pillow_finds(
    kind: str, shape: tuple[int, ...], encode: Encode, noise: Noise
) -> None:
    way, options = KINDS[kind]
    encoded = encode(noise(*shape), way, **options)
    image = plain_image(encoded)
    assert image is not None
    assert np.array_equal(np.asarray(image), by_pillow(encoded))


def test_what_may_mean_something_else_is_left_to_pillow(encode: Encode, noise: Noise) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    large = noise(SMALL + 1, 8)
    kinds = [
        encode(noise(8, 8, 3), "JPEG", exif=turned),
        encode(noise(8, 8, 3), "PNG", exif=turned),
        encode(noise(8, 8), "PNG", transparency=0),
        encode(noise(8, 8, 4)),
        encode(Image.fromarray(noise(8, 8)).convert("P")),
        encode(Image.fromarray(noise(8, 8)).convert("1")),
        encode(noise(8, 8).astype(np.uint16) * 257),
        encode(Image.fromarray(noise(8, 8, 3)).convert("CMYK"), "JPEG"),
        encode(noise(8, 8), "BMP"),
        encode(large),
        encode(large, "JPEG"),
        b"",
        b"nothing",
    ]
    assert [plain_image(encoded) for encoded in kinds] == [None] * len(kinds)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_damaged_file_has_the_same_fate_as_with_pillow_alone(kind: str, encode: Encode, noise: Noise) -> None:
    whole = encode(noise(12, 12), kind)
    canvas, rng = Canvas(size=12, channels=1), np.random.default_rng(0)
    cut = [whole[:length] for length in range(0, len(whole), 3)]
    flipped = []
    for place, value in zip(rng.integers(0, len(whole), 200), rng.integers(1, 256, 200), strict=True):
        damaged = bytearray(whole)
        damaged[place] ^= value
        flipped.append(bytes(damaged))
    refused = 0
    for encoded in [*cut, *flipped]:
        image = plain_image(encoded)
        if image is None:
            refused += 1
            continue
        assert np.array_equal(np.asarray(image), by_pillow(encoded))
    assert refused > (len(cut) if kind == "PNG" else len(cut) // 2)
    with pytest.raises(BrokenImage):
        decode(whole[: len(whole) // 2], canvas)


def test_a_large_jpeg_on_a_small_canvas_is_decoded_at_a_fraction_as_before(encode: Encode, noise: Noise) -> None:
    encoded = encode(noise(200, 200), "JPEG")
    image = Image.open(io.BytesIO(encoded))
    image.draft(None, (48, 48))
    expected = np.asarray(image.resize((16, 16), Image.Resampling.BICUBIC, reducing_gap=3))
    assert np.array_equal(decode(encoded, Canvas(size=16, channels=1))[0], expected)

"""Small PNG and JPEG files of the plain kind, decoded without a look at all that they might be.

Of an image of 32 x 32 pixels Pillow takes a third of the time to decode it and two thirds to find out, in Python, how:
its chunks, tables and notes. Here a plain file is known by its first bytes and goes as it is to Pillow's decoders, for
the same pixels. Whatever is not plain, or not whole, is left to `Image.open`, which also says what is wrong.
"""

import struct
import zlib
from collections.abc import Iterator

from PIL import Image

SMALL = 256
"""Pixels of a side beyond which nothing is gained."""
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
PNG_MODES = {0: "L", 2: "RGB"}
"""By the colour type."""
NOTES = (b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"tIME", b"tEXt")
"""Chunks of a PNG file that change no pixel."""
JPEG_MODES = {1: "L", 3: "RGB"}
"""By the number of components."""
FRAMES = (0xC0, 0xC1, 0xC2)
"""Markers of a frame: baseline, extended and progressive."""
SKIPPED = (0xC4, 0xDB, 0xDD, 0xE0, 0xE2, 0xFE)
"""Tables, JFIF and colour profiles, comments."""


def plain_image(encoded: bytes) -> Image.Image | None:
    """The decoded image of a small, plain, whole file, in grey or colour of 8 bits; None for any other."""
    try:
        if encoded.startswith(PNG):
            return _png(encoded)
        return _jpeg(encoded) if encoded.startswith(JPEG) else None
    except (ValueError, OSError, struct.error, Image.DecompressionBombError):
        return None


def _png(encoded: bytes) -> Image.Image | None:
    chunks = _chunks(encoded)
    kind, header = next(chunks, (b"", b""))
    if kind != b"IHDR" or len(header) != 13:
        return None
    width, height, bits, colour, *ways = struct.unpack(">IIBBBBB", header)
    if bits != 8 or any(ways) or colour not in PNG_MODES or not _small(width, height):
        return None
    data = []
    for kind, content in chunks:
        if kind == b"IDAT":
            data.append(content)
        elif kind not in (b"IEND", *NOTES):
            return None
    mode = PNG_MODES[colour]
    return Image.frombytes(mode, (width, height), b"".join(data), "zip", mode)


def _chunks(encoded: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content; raises `ValueError` for a checksum that is wrong, or missing, before the end is reached."""
    place, kind = len(PNG), b""
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", encoded, place)
        kind, content = encoded[place + 4 : place + 8], encoded[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack_from(">I", encoded, place + 8 + length)
        if zlib.crc32(content, zlib.crc32(kind)) != checksum:
            raise ValueError("a chunk is damaged")
        yield kind, content
        place += 12 + length


def _jpeg(encoded: bytes) -> Image.Image | None:
    place = 2
    while True:
        start, marker, length = struct.unpack_from(">BBH", encoded, place)
        if start != 0xFF:
            return None
        if marker in FRAMES:
            bits, height, width, components = struct.unpack_from(">BHHB", encoded, place + 4)
            if bits != 8 or components not in JPEG_MODES or not _small(width, height):
                return None
            mode = JPEG_MODES[components]
            return Image.frombytes(mode, (width, height), encoded, "jpeg", mode, "")
        if marker not in SKIPPED:
            return None
        place += 2 + length


def _small(width: int, height: int) -> bool:
    return 0 < width <= SMALL and 0 < height <= SMALL

"""What inversion made: every image above what its latent is decoded to, and the error below."""

from collections.abc import Sequence

from jaxtyping import UInt8
from numpy import ndarray

from .image_sheet import GAP, Sheet, font_size, side_of, width_of
from .style import INK, QUIET

COLUMNS, MOST = 12, 96
"""Images in a row, and in all; of more, the first are shown."""

Pictures8 = UInt8[ndarray, "images channels height width"]


def inverted_sheet(images: Pictures8, decoded: Pictures8, errors: Sequence[float]) -> Sheet:
    """Blocks of images, reconstructions and errors (mean squared, in [-1, 1])."""
    count = min(len(images), MOST)
    columns, side = min(COLUMNS, count), side_of(images.shape[-1])
    letters = font_size(side)
    names = ["image", "decoded", "error"]
    left = max(width_of(name, letters) for name in names) + 3 * GAP
    line = letters + 3 * GAP
    block = 2 * (side + GAP) + line + 2 * GAP
    blocks = -(-count // columns)
    words = "error: mean squared per value, in [-1, 1]"
    words += f"; the first {count} of {len(images)}" if count < len(images) else ""
    width = max(left + columns * (side + GAP) + GAP, width_of(words, letters) + 4 * GAP)
    sheet = Sheet(width, blocks * block + line + GAP)
    for number in range(blocks):
        shown = slice(number * columns, min(count, (number + 1) * columns))
        top = GAP + number * block
        below = top + side + GAP
        sheet.put(list(images[shown]), left, top, side)
        sheet.put(list(decoded[shown]), left, below, side)
        under = below + side + line / 2
        for name, y in zip(names, (top + side / 2, below + side / 2, under), strict=True):
            sheet.write(name, left - 2 * GAP, y, size=letters, anchor="rm", colour=INK)
        for place, error in enumerate(errors[shown]):
            sheet.write(f"{error:.4f}", left + place * (side + GAP) + side / 2, under, size=letters, anchor="mm")
    sheet.write(words, 2 * GAP, blocks * block + GAP + line / 2, size=letters, anchor="lm", colour=QUIET)
    return sheet

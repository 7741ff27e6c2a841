"""Lines: images of one line from the centre outwards, with the angle as all there is to them (Berthelot et al. 2018).

Drawn pixel for pixel as the released code of ACAI (arXiv 1807.07543) draws them, so that distances compare with
published ones. The line has the angle a, counted anticlockwise from the right, and the length size / 2 - 1. In every
row that it crosses (in every column, where it is flatter than 45 degrees) it covers a stretch of 2 pixels, and a pixel
is as bright as the share of it that is covered. Three things follow that one would not choose, and that are kept:
across a steep line the stretch is 2 wide, across a diagonal one 1.4; it lies one row too far along, so that the line
jumps by 1.4 pixels where the rule changes from rows to columns at 135 and 315 degrees; and of the end to the right or
below the last row is bright in full.
"""

import math

import numpy as np
import torch
from jaxtyping import Float, UInt64
from torch import Tensor

from ..shapes import Images8
from .image_set import ImageSet
from .order import Rows

SIZE = 32
WIDTH = 2
FIRST_ROW = {"train": 0, "test": 2**32}
COUNT = {"train": 2**22, "test": 10_000}
"""Nominal: there are as many as anybody draws. ACAI trains on fresh ones only, and tests on 5,000."""
PIECE = 1024


def open_lines(split: str, *, size: int | None, channels: int | None) -> ImageSet:
    """Lines at angles uniform over the circle, each drawn by its row alone; no two splits share a row."""
    side, copies = size or SIZE, channels or 1

    def draw(rows: Rows) -> Images8:
        angles = torch.from_numpy(2 * math.pi * unit_by_counter(rows.astype(np.uint64) + np.uint64(FIRST_ROW[split])))
        return render_lines(angles, side).expand(-1, copies, -1, -1).contiguous()

    return ImageSet(name="lines", count=COUNT[split], channels=copies, size=side, draw=draw)


def render_lines(angles: Float[Tensor, " images"], size: int = SIZE) -> Images8:
    """The line at each angle, in radians, white on black, on `size` x `size` pixels and one channel."""
    pieces = angles.detach().cpu().double().split(PIECE)
    return torch.cat([_rendered(piece, size) for piece in pieces])[:, None]


def unit_by_counter(counter: UInt64[np.ndarray, " images"]) -> Float[np.ndarray, " images"]:
    """Numbers in [0, 1), independent to all appearance, one for each counter (SplitMix64, Steele et al. 2014)."""
    mixed = (counter + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _rendered(angles: Float[Tensor, " images"], size: int) -> Tensor:
    """Along is the axis, of rows and columns, that the line runs along more than across."""
    centre, length = size / 2, size / 2 - 1
    down, right = -length * angles.sin(), length * angles.cos()
    steep = down.abs() >= right.abs()
    along, across = torch.where(steep, down, right), torch.where(steep, right, down)
    first = centre + along.clamp(max=0)
    last = centre + along.clamp(min=0)
    start = centre + torch.where(along < 0, across, 0)
    slope = across / along
    pixel = torch.arange(size, dtype=torch.float64)
    reached = (pixel >= first.floor()[:, None]) & (pixel < last.ceil()[:, None])
    weight = torch.where(pixel < first.ceil()[:, None], (first.ceil() - first)[:, None], 1.0) * reached
    low = (start - WIDTH / 2)[:, None] + (pixel - first[:, None] - 0.5) * slope[:, None]
    share = torch.minimum(pixel + 1, (low + WIDTH)[..., None]) - torch.maximum(pixel, low[..., None])
    drawn = (weight[..., None] * share.clamp(0, 1)).mul(255).round().to(torch.uint8)
    return torch.where(steep[:, None, None], drawn, drawn.mT)

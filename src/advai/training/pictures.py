"""The pictures that a run shows of itself while it learns, as bytes: reconstructions, interpolations, samples."""

import torch

from ..config import counter_generator
from ..data import ImageSet, to_bytes, to_floats
from ..paths import trace
from ..shapes import Images, Path, Picture8
from .players import decode, encode
from .run_config import RunConfig
from .terms import Networks

COLUMNS, PAIRS = 9, 8
GAP = 2
"""Pixels between two images."""


@torch.no_grad()
def pictures_of(
    config: RunConfig, networks: Networks, path: Path, images: ImageSet, device: torch.device
) -> dict[str, Picture8]:
    """Pictures by name, always of the same test images and the same noise.

    `reconstructions`: pairs of rows, images above what comes back. `interpolations`: in each row the path between two
    images' codes, both ends reconstructions. `samples`: decoded draws of N(0, I).
    """
    rows = torch.arange(2 * PAIRS) % images.count
    x = to_floats(images.images(rows)).to(device)
    z = encode(networks, config.terms, x)
    x_hat = decode(networks, config.terms, z)
    between = trace(path, z[:PAIRS], z[PAIRS:], steps=COLUMNS).transpose(0, 1).flatten(0, 1)
    noise = torch.randn(PAIRS * COLUMNS, z.shape[1], generator=counter_generator(config.seed, "pictures")).to(device)
    both = torch.stack([x[:PAIRS], x_hat[:PAIRS], x[PAIRS:], x_hat[PAIRS:]])
    return {
        "reconstructions": grid(both.flatten(0, 1), PAIRS),
        "interpolations": grid(decode(networks, config.terms, between), COLUMNS),
        "samples": grid(decode(networks, config.terms, noise), COLUMNS),
    }


def grid(images: Images, columns: int) -> Picture8:
    """Images in rows of so many columns, with black between them."""
    pixels = to_bytes(images.cpu())
    count, channels, height, width = pixels.shape
    rows = -(-count // columns)
    sheet = torch.zeros(channels, rows * (height + GAP) - GAP, columns * (width + GAP) - GAP, dtype=torch.uint8)
    for place, image in enumerate(pixels):
        top, left = (place // columns) * (height + GAP), (place % columns) * (width + GAP)
        sheet[:, top : top + height, left : left + width] = image
    return sheet

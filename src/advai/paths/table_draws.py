"""Points of a source that the tables of its coordinates are made from."""

import numpy as np
import torch

from ..distributions import Source
from ..shapes import Cloud

SEED = 1711
LARGEST, SMALLEST, NUMBERS = 1 << 16, 1 << 13, 1 << 23


def marginal_draws(source: Source) -> tuple[Cloud, Cloud]:
    """Two independent samples (points, latent) of a law, or of the part of given latents that is for fitting.

    Always the same ones: 65,536 points each, but fewer above 128 coordinates, so that tables take seconds to make.
    """
    count = min(LARGEST, max(SMALLEST, NUMBERS // source.dim))
    both = source.sample(2 * count, torch.Generator().manual_seed(SEED)).double().numpy()
    return np.ascontiguousarray(both[:count]), np.ascontiguousarray(both[count:])

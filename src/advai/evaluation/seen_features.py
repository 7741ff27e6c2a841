"""The features of images as they are, for how far apart they look: bytes would hide a small step."""

import torch
from jaxtyping import Float
from torch import Tensor

from ..distances import points_at
from ..shapes import Path, Points
from .autoencoding import BATCH, Decode
from .feature_network import FeatureNetwork


@torch.no_grad()
def features_at(
    path: Path,
    z0: Points,
    z1: Points,
    t: float | Float[Tensor, " points"],
    decode: Decode,
    features: FeatureNetwork,
) -> Float[Tensor, "points features"]:
    """The features of the images at t (one for all pairs, or one for each), in float64 on the CPU.

    Values beyond black and white are shown as that, but nothing is rounded to bytes, unlike where made images are
    compared with real ones: a step of the path may be much smaller than a grey value.
    """
    few = points_at(path, z0, z1, t).split(BATCH)
    return torch.cat([features.embed(decode(z).float().cpu().clamp(-1, 1)).double().cpu() for z in few])

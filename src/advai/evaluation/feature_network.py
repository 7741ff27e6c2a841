"""Feature networks: what turns images into the points between which Fréchet and kernel distances are taken."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from ..data import to_bytes, to_floats
from ..shapes import Images

Features = Float[np.ndarray, "images features"]


@dataclass(frozen=True, kw_only=True)
class FeatureNetwork:
    """`embed` takes a batch of images in [-1, 1] to features; `stamp` says which network it is and what it is fed."""

    embed: Callable[[Images], Float[Tensor, "images features"]]
    stamp: Mapping[str, Any]


@torch.no_grad()
def features_of(network: FeatureNetwork, batches: Iterable[Tensor]) -> Features:
    """The features of all images, given in batches of images in [-1, 1]: float32, one batch in memory at a time.

    What was made is first rounded to bytes, as real images are: the network must not see that it has finer grey values,
    or values beyond black and white. Nothing else is done to an image, its contrast least of all.
    """
    found = [network.embed(to_floats(to_bytes(batch))).float().cpu().numpy() for batch in batches]
    return np.concatenate(found)

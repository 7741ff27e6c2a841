"""Perceptual path length: how fast images change along a path, in the features of a network.

    PPL = E |phi(G(z_(t+e))) - phi(G(z_t))|^2 / e^2,    z_t = path(z0, z1, t)

Karras et al., CVPR 2019 (StyleGAN), with our features phi in place of VGG's: `full` has t even in [0, 1], `end` t = 0.
"""

import numpy as np
import torch

from ..config import counter_generator
from ..distributions import Source, independent_samples
from ..results import Measured
from ..shapes import Path, Points
from .autoencoding import Decode
from .feature_network import FeatureNetwork
from .image_distances import Stamp
from .seen_features import features_at

EPSILON = 1e-3
"""The step e: ten times StyleGAN's, whose own drowns in the rounding of float32 where images hardly change."""
KEPT = (1.0, 99.0)
"""The percentiles between which single lengths are averaged, as StyleGAN does: a few pairs else decide alone."""


def perceptual_path_length(
    path: Path,
    law: Source,
    decode: Decode,
    features: FeatureNetwork,
    *,
    pairs: int,
    seed: int,
    end: bool = False,
    stamp: Stamp,
) -> Measured:
    """The mean over independent `pairs`, in squared feature distance; `end`: at t = 0 alone.

    No path is shorter than the straight line: E |phi(G(z1)) - phi(G(z0))|^2, of the same pairs, is the floor of the
    full length. Raises `InputError` for a path that cannot be measured (`points_at`).
    """
    generator = counter_generator(seed, "perceptual path length")
    z0, z1 = independent_samples(law, [pairs, pairs], generator)
    share = torch.rand(pairs, generator=generator)
    lengths = squared_speeds(path, z0, z1, torch.zeros(pairs) if end else share, decode, features)
    low, high = np.percentile(lengths, KEPT)
    kept = lengths[(lengths >= low) & (lengths <= high)]
    conditions = {
        **stamp,
        "pairs": pairs,
        "epsilon": EPSILON,
        "t": "0" if end else "even in [0, 1]",
        "kept": f"from the {KEPT[0]:g}st to the {KEPT[1]:g}th percentile",
        "mean_of_all": float(lengths.mean()),
        "median": float(np.median(lengths)),
        "pixels": "clamped to [-1, 1], not rounded",
    }
    return Measured(
        value=float(kept.mean()),
        floor=None if end else float(_straight(path, z0, z1, decode, features).mean()),
        error=float(kept.std(ddof=1) / np.sqrt(len(kept))),
        conditions=conditions,
    )


def squared_speeds(
    path: Path, z0: Points, z1: Points, share: torch.Tensor, decode: Decode, features: FeatureNetwork
) -> np.ndarray:
    """`|phi(G(z_(t+e))) - phi(G(z_t))|^2 / e^2` of every pair at `t = (1 - e) share`: (pairs,), float64."""
    before = share * (1 - EPSILON)
    after = before + EPSILON
    step = (after - before).double()  # what float32 makes of e
    here, there = (features_at(path, z0, z1, t, decode, features) for t in (before, after))
    return ((there - here).square().sum(dim=1) / step.square()).numpy()


def _straight(path: Path, z0: Points, z1: Points, decode: Decode, features: FeatureNetwork) -> np.ndarray:
    here, there = (features_at(path, z0, z1, t, decode, features) for t in (0.0, 1.0))
    return (there - here).square().sum(dim=1).numpy()

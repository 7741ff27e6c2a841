"""A path at an even pace: the times at which its images, as a feature network sees them, change by equal amounts.

    s(t) = length of phi(G(z)) from z_0 to z_t,    t_k = s^-1(k / (steps - 1) s(1))

`s` is measured along a fine trace as the sum of the distances of neighbouring features, first at equal steps of t, then
once more at the times found so far, so that a stretch in which much happens is resolved as well as any other.
"""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from ..config import InputError
from ..shapes import Latents, Path, Points, Trace
from .autoencoding import Decode
from .feature_network import FeatureNetwork
from .seen_features import features_at

FINE, ROUNDS = 128, 2
"""Steps of the fine trace, and how often it is taken; more steps where more than a quarter of them is asked for."""


def perceptual_times(
    path: Path, z0: Latents, z1: Latents, decode: Decode, features: FeatureNetwork, steps: int = 9
) -> Float[Tensor, "steps ..."]:
    """The times of `steps` frames between each z0 and z1 whose images are equally far apart along the path.

    They rise from exactly 0 to exactly 1, and are equal steps where nothing changes at all. `path(z0, z1, times[k])`
    are the latents of frame k (`paced_trace`). Raises `InputError` for fewer than 2 steps, and for images that have no
    finite features.
    """
    if steps < 2:
        raise InputError(f"steps must be at least 2, both ends, but {steps} was given.")
    first, last = z0.reshape(-1, z0.shape[-1]).cpu(), z1.reshape(-1, z1.shape[-1]).cpu()
    fine = max(FINE, 4 * (steps - 1))
    times = np.tile(np.linspace(0, 1, fine + 1), (len(first), 1))
    for _ in range(ROUNDS - 1):
        times = _evened(times, _lengths(path, first, last, times, decode, features), fine + 1)
    times = _evened(times, _lengths(path, first, last, times, decode, features), steps)
    return torch.from_numpy(times.T).to(dtype=z0.dtype, device=z0.device).reshape(steps, *z0.shape[:-1])


def paced_trace(path: Path, z0: Latents, z1: Latents, times: Float[Tensor, "steps ..."]) -> Trace:
    """The latents at times of each pair's own: (steps, *batch, latent)."""
    return torch.stack([path(z0, z1, t) for t in times])


def _lengths(
    path: Path,
    z0: Points,
    z1: Points,
    times: Float[np.ndarray, "pairs fine"],
    decode: Decode,
    features: FeatureNetwork,
) -> Float[np.ndarray, "pairs steps"]:
    """The distances between the features of neighbouring times."""
    pairs, fine = times.shape
    rows = torch.arange(pairs).repeat_interleave(fine)
    t = torch.from_numpy(times.reshape(-1)).float()
    seen = features_at(path, z0[rows], z1[rows], t, decode, features).unflatten(0, (pairs, fine))
    lengths = seen.diff(dim=1).norm(dim=2).numpy()
    if not np.isfinite(lengths).all():
        raise InputError("the images along the path have no finite features, so it has no pace: look at the decoder.")
    return lengths


def _evened(
    times: Float[np.ndarray, "pairs fine"], lengths: Float[np.ndarray, "pairs steps"], count: int
) -> Float[np.ndarray, "pairs count"]:
    """`count` times at equal shares of each pair's whole length; equal steps for a pair that does not change."""
    made = np.empty((len(times), count))
    even = np.linspace(0, 1, count)
    for row, (t, length) in enumerate(zip(times, lengths, strict=True)):
        covered = np.concatenate([[0.0], np.cumsum(length)])
        made[row] = even if covered[-1] == 0 else np.interp(even * covered[-1], covered, t)
    made[:, 0], made[:, -1] = 0.0, 1.0
    return np.maximum.accumulate(made, axis=1)

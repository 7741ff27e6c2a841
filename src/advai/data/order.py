"""The order of an epoch: a permutation that depends on the seed and the epoch alone, so resuming is exact."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Int64

from ..config import counter_generator

Rows = Int64[np.ndarray, " images"]


@dataclass(frozen=True, eq=False)
class Locality:
    """Rows that are read together: the `group` of each, numbered from 0, and how many groups are mixed at a time."""

    group: Rows
    mixed: int


def epoch_order(seed: int, epoch: int, count: int, locality: Locality | None = None) -> Rows:
    """A permutation of `count` rows, f(seed, epoch): uniform, or with `locality` one that reads each group once.

    There the groups come in random order, and row i of the p-th group has the place p + mixed u_i, u_i ~ U[0, 1):
    at any time rows of `mixed` groups are being drawn from, so as many must be kept at hand.
    """
    generator = counter_generator(seed, "order", epoch)
    if locality is None:
        return torch.randperm(count, generator=generator).numpy()
    group = torch.from_numpy(locality.group)
    place = torch.randperm(int(group.max()) + 1, generator=generator)[group]
    drawn = torch.rand(count, generator=generator, dtype=torch.float64)
    return torch.argsort(place + locality.mixed * drawn, stable=True).numpy()

"""Points of paths as plain arrays, for the figures: clouds at one t or at random ones, and traces of a few pairs."""

from collections.abc import Mapping

import numpy as np
import torch
from jaxtyping import Float

from ..distributions import Source
from ..paths import Matched, trace
from ..report import DensityRow, PlaneRow
from ..shapes import Path, Points

Pairs = Float[torch.Tensor, "pairs latent"]

POINTS = 40_000
STEPS = 65


@torch.no_grad()
def density_row(source: Source, paths: Mapping[str, Path], *, t: float | None, seed: int) -> DensityRow:
    """The clouds of all paths between the same pairs beside fresh points; `t` None draws a time for every pair."""
    generator = torch.Generator().manual_seed(seed)
    z0, z1, fresh = (source.sample(POINTS, generator) for _ in range(3))
    times = torch.rand(POINTS, generator=generator) if t is None else torch.full((POINTS,), t)
    clouds = {"original": fresh.numpy(), **{name: path(z0, z1, times).numpy() for name, path in paths.items()}}
    moments = [name for name, path in paths.items() if isinstance(path, Matched) and not path.exact]
    return DensityRow(law=source.name, clouds=clouds, notes=dict.fromkeys(moments, "moments only"))


def plane_row(source: Source, paths: Mapping[str, Path], *, pairs: int, seed: int) -> PlaneRow:
    """A few pairs of fresh points, joined by every path, over the points of the law."""
    generator = torch.Generator().manual_seed(seed)
    z0, z1, cloud = (source.sample(count, generator) for count in (pairs, pairs, POINTS // 10))
    return PlaneRow(law=source.name, cloud=cloud.numpy(), paths=traces(paths, z0, z1))


def projected_row(cloud: Points, paths: Mapping[str, Path], z0: Pairs, z1: Pairs, *, law: str) -> PlaneRow:
    """The same for latents of many coordinates, seen along the two directions in which the cloud varies most."""
    mean = cloud.mean(dim=0)
    _, _, directions = torch.linalg.svd(cloud - mean, full_matrices=False)
    plane = directions[:2].T.numpy()
    shifted = {name: (points - mean.numpy()) @ plane for name, points in traces(paths, z0, z1).items()}
    axes = ("first principal direction", "second")
    return PlaneRow(law=law, cloud=(cloud - mean).numpy() @ plane, paths=shifted, axes=axes)


@torch.no_grad()
def traces(paths: Mapping[str, Path], z0: Points, z1: Points, *, steps: int = STEPS) -> dict[str, np.ndarray]:
    """Every path between the same pairs at equal steps of t: (pairs, steps, latent)."""
    return {name: trace(path, z0, z1, steps=steps).transpose(0, 1).numpy() for name, path in paths.items()}

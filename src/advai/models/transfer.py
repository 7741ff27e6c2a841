"""Maps that take a cloud of points to the latents' law, one direction at a time: what the game leaves, these remove.

A critic is slow to see a little mass in the wrong place: coordinates that leave their range, a blurred edge, a shell
that is too thick. In one dimension the map that takes one law to another is known without any game: quantile to
quantile. A chain of such maps, along the coordinates, along turned axes and along the norm, takes the whole cloud to
the law (iterative distribution transfer: Pitié, Kokaram and Dahyot 2007). There is one chain for every alpha =
min(t, 1 - t), made of the path's own points there; all are the identity at alpha = 0, so that the ends stay exact.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import grid_sample

from ..config import side_by_side
from ..shapes import Points
from .features import safe_norm

Stage = Literal["axes", "turned", "norm"]
TURNED, TURNED_ABOVE, FEW = 8, 2, 32
"""Turned stages of a chain in up to 32 dimensions, and in more, where each of them costs more."""

ALPHAS = 17
CELLS, MANY, FEWER_CELLS = 256, 64, 128
"""Of a map: fine, since an edge of the law may lie anywhere in a cell; in more than 64 dimensions, half as fine."""
LEAST_CELLS, LATENTS_PER_CELL = 8, 48
"""With few latents cells are wide: finer maps take points to the latents themselves, and paths wriggle from one to the
next."""


def chain(dim: int) -> tuple[Stage, ...]:
    """The longest chain; what comes last is exact, so bounded coordinates want `axes` there and a thin shell `norm`."""
    turned: tuple[Stage, ...] = ("turned",) * (TURNED if dim <= FEW else TURNED_ABOVE)
    return ("axes", *turned, "norm", "axes", "norm")


def cells_for(dim: int, latents: int | None) -> int:
    """How many cells a map has that is made from so many different latents; None for a law."""
    most = CELLS if dim <= MANY else FEWER_CELLS
    return most if latents is None else min(most, max(LEAST_CELLS, latents // LATENTS_PER_CELL))


class Transfer(nn.Module):
    """`z -> z_K`, `z_k` = the map of stage k, direction by direction, of `z_{k-1}`; z standardised (points, latent).

    `axes` maps every coordinate, `turned` every coordinate in a basis turned at random, `norm` the length alone. Maps
    are piecewise linear in z and in alpha, and constant beyond the points that they were made from: no coordinate
    leaves the latents' own range.
    """

    def __init__(self, dim: int, stages: tuple[Stage, ...], cells: int) -> None:
        super().__init__()
        self.stages = nn.ModuleList(MonotoneMaps(dim, stage, cells) for stage in stages)

    def forward(self, z: Points, alpha: Float[Tensor, " times"]) -> Points:
        """The mapped points; `alpha` in [0, 1/2] (points,), or (1,) for all of them."""
        z = z.T.contiguous().T  # a direction's values side by side, as every stage reads and leaves them
        for stage in self.stages:
            z = stage(z, alpha)
        return z

    def _each(self) -> Iterator["MonotoneMaps"]:
        for stage in self.stages:
            assert isinstance(stage, MonotoneMaps)
            yield stage

    @torch.no_grad()
    def learn(
        self,
        latents: Float[Tensor, "latents latent"],
        clouds: Float[Tensor, "alphas points latent"],
        generator: torch.Generator,
    ) -> None:
        """Make all stages from latents and the path's points at each of `alphas()` but 0, which it maps in place.

        Bases come from `generator`. Of latents better more than of points: their noise comes on top of that of the
        points.
        """
        for stage in self._each():
            stage.learn(latents, list(clouds), generator)
            side_by_side(partial(_map_in_place, stage), zip(clouds, alphas()[1:], strict=True))


class MonotoneMaps(nn.Module):
    """One stage: a monotone map for each direction and each tabulated alpha, kept as displacements on a common grid."""

    low: Tensor
    width: Tensor
    shift: Tensor
    basis: Tensor | None

    def __init__(self, dim: int, stage: Stage, cells: int) -> None:
        super().__init__()
        self.along_norm = stage == "norm"
        size = 1 if self.along_norm else dim
        self.cells = cells
        self.register_buffer("low", torch.zeros(size))
        self.register_buffer("width", torch.ones(size))
        self.register_buffer("shift", torch.zeros(size, ALPHAS, self.cells + 1))
        self.register_buffer("basis", torch.eye(dim) if stage == "turned" else None)

    def forward(self, z: Points, alpha: Float[Tensor, " times"]) -> Points:
        """The points with every direction mapped."""
        along = self._along(z)
        mapped = self._mapped(along, alpha)
        if self.along_norm:
            return z * (mapped / along)
        return mapped if self.basis is None else (self.basis @ mapped.T).T

    def _along(self, z: Points) -> Float[Tensor, "points directions"]:
        if self.along_norm:
            return safe_norm(z)
        return z if self.basis is None else (self.basis.T @ z.T).T

    def _mapped(
        self, along: Float[Tensor, "points directions"], alpha: Float[Tensor, " times"]
    ) -> Float[Tensor, "points directions"]:
        """Beyond the grid a point goes to its edge, but in share towards alpha = 0, where nothing may move."""
        inside = torch.minimum(torch.maximum(along, self.low), self.low + self.width)
        share = (inside - self.low) / self.width
        shift = self._differentiable_shift if torch.is_grad_enabled() else self._shift
        edge = (alpha * (2 * (ALPHAS - 1))).clamp(max=1.0)[:, None] * (inside - along)
        return along + edge + shift(share, alpha)

    def _shift(
        self, share: Float[Tensor, "points directions"], alpha: Float[Tensor, " times"]
    ) -> Float[Tensor, "points directions"]:
        """The displacements at a share of the grid, by a routine that has no derivatives of higher order or forward."""
        row = (4 * alpha - 1).expand(len(share))  # both places from -1 to 1
        place = torch.stack([2 * share.T - 1, row.expand(share.shape[1], -1)], dim=-1)
        shifts = grid_sample(self.shift[:, None], place[:, :, None], padding_mode="border", align_corners=True)
        return shifts[:, 0, :, 0].T

    def _differentiable_shift(
        self, share: Float[Tensor, "points directions"], alpha: Float[Tensor, " times"]
    ) -> Float[Tensor, "points directions"]:
        """The same, three times slower."""
        row, along_alpha = _parted(alpha * (2 * (ALPHAS - 1)), ALPHAS - 2)
        cell, along_cell = _parted(share * self.cells, self.cells - 1)
        direction, row = torch.arange(share.shape[1], device=share.device), row[:, None]
        nearer, farther = (
            torch.lerp(self.shift[direction, row + k, cell], self.shift[direction, row + k, cell + 1], along_cell)
            for k in (0, 1)
        )
        return torch.lerp(nearer, farther, along_alpha[:, None])

    def learn(
        self, latents: Float[Tensor, "latents latent"], clouds: Sequence[Points], generator: torch.Generator
    ) -> None:
        """Take the quantiles of each cloud, one for every tabulated alpha but 0, to those of the latents."""
        if self.basis is not None:
            self.basis.copy_(torch.linalg.qr(torch.randn(self.basis.shape, generator=generator))[0])
        known, *sources = side_by_side(lambda z: _sorted(self._along(z)), [latents, *clouds])
        target = _quantiles(known, len(clouds[0]))
        low = np.min([points[:, 0] for points in sources], axis=0)
        width = np.maximum(np.max([points[:, -1] for points in sources], axis=0) - low, 1e-12)
        grid = low[:, None] + width[:, None] * np.linspace(0, 1, self.cells + 1)
        shift = [np.stack([np.interp(*row) for row in zip(grid, points, target, strict=True)]) for points in sources]
        self.shift[:, 0] = 0
        self.shift[:, 1:] = torch.as_tensor(np.swapaxes(np.stack(shift) - grid, 0, 1))
        for table, value in ((self.low, low), (self.width, width)):
            table.copy_(torch.as_tensor(value))


def alphas() -> tuple[float, ...]:
    """The mixing coefficients for which maps are tabulated, from 0 to 1/2."""
    return tuple(row / (2 * (ALPHAS - 1)) for row in range(ALPHAS))


@torch.no_grad()
def _map_in_place(stage: MonotoneMaps, at: tuple[Points, float]) -> None:
    """Map the points of one alpha by a stage."""
    z, alpha = at
    z.copy_(stage(z, torch.full((1,), alpha)))


def _parted(place: Tensor, last: int) -> tuple[Tensor, Tensor]:
    """The cell that a place lies in, at most `last`, and how far into it."""
    cell = place.floor().clamp(0, last)
    return cell.long(), place - cell


def _quantiles(
    ascending: Float[np.ndarray, "directions latents"], count: int
) -> Float[np.ndarray, "directions points"]:
    """The values at `count` even levels."""
    size = ascending.shape[1]
    levels = (np.arange(count) + 0.5) * (size / count) - 0.5
    return np.stack([np.interp(levels, np.arange(size), row) for row in ascending])


def _sorted(along: Float[Tensor, "points directions"]) -> Float[np.ndarray, "directions points"]:
    """The values along each direction, ascending (numpy sorts many times faster than torch)."""
    return np.sort(np.ascontiguousarray(along.numpy().T), axis=1)

"""A monotone map for each coordinate, which gives the points of a path the latents' own marginals.

What a critic of a whole latent is slow to see in many dimensions is that single coordinates leave their range: 6 points
in 100 beyond the edge of a uniform law in each of 64 coordinates. That needs no game: for every coordinate and every
alpha = min(t, 1 - t) the map that restores the marginal is the one that takes the quantiles of the path's points to
those of the latents (Agustsson et al., arXiv 1711.01970, do this to the linear path in closed form).
"""

from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..shapes import Cloud, Points

CELLS, ALPHAS = 64, 17


class Marginals(nn.Module):
    """`z -> C_alpha(z)`, coordinate by coordinate: piecewise linear in z and in alpha, the identity at alpha = 0.

    Beyond the range of the points that it was made from it is constant: no coordinate leaves the latents' own range,
    but towards the ends of a path whose ends lie outside.
    """

    low: Tensor
    width: Tensor
    values: Tensor

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.register_buffer("low", torch.zeros(ALPHAS, dim))
        self.register_buffer("width", torch.ones(ALPHAS, dim))
        self.register_buffer("values", torch.linspace(0, 1, CELLS + 1)[None, :, None].repeat(ALPHAS, 1, dim))

    def forward(self, z: Points, alpha: Float[Tensor, " points"]) -> Points:
        """The mapped points."""
        place = alpha.clamp(0, 0.5) * (2 * (ALPHAS - 1))
        below = place.floor().clamp(max=ALPHAS - 2)
        share, row = (place - below)[:, None], below.long()
        return (1 - share) * self._map(z, row) + share * self._map(z, row + 1)

    def _map(self, z: Points, row: Tensor) -> Points:
        """The maps of one tabulated alpha per point."""
        u = (z - self.low[row]) / self.width[row]
        inside = u.clamp(0, 1)
        cell = (inside * CELLS).floor().clamp(max=CELLS - 1).long()
        left, right = self._value(row, cell), self._value(row, cell + 1)
        mapped = left + (inside * CELLS - cell) * (right - left)
        return torch.where(row[:, None] == 0, z, mapped)

    def _value(self, row: Tensor, cell: Tensor) -> Points:
        return self.values[row[:, None], cell, torch.arange(cell.shape[1], device=cell.device)]

    @torch.no_grad()
    def learn(self, latents: Cloud, points_at: Callable[[float], Cloud]) -> None:
        """Take the quantiles of `points_at(alpha)` to those of `latents` (as many points) for every tabulated alpha."""
        target = np.sort(latents, axis=0)
        for row in range(1, ALPHAS):
            points = np.sort(points_at(row / (2 * (ALPHAS - 1))), axis=0)
            low, high = points[0], points[-1]
            values = _quantile_map(low + (high - low) * np.linspace(0, 1, CELLS + 1)[:, None], points, target)
            for table, value in ((self.low, low), (self.width, high - low), (self.values, values)):
                table[row] = torch.as_tensor(value, dtype=table.dtype)


def _quantile_map(
    grid: Float[np.ndarray, "knots latent"], points: Cloud, target: Cloud
) -> Float[np.ndarray, "knots latent"]:
    """For sorted columns: where the quantile of `points` that each grid value is stands in `target`."""
    columns = [np.interp(grid[:, k], points[:, k], target[:, k]) for k in range(grid.shape[1])]
    return np.stack(columns, axis=1)

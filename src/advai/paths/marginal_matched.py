"""The linear path, moved back to the marginals of any source by tabulated maps, coordinate by coordinate.

Of each coordinate, y = (1 - t) z0 + t z1 has another law than the latents: it is too narrow. The monotone map between
the two, which takes quantiles to quantiles, restores it (Agustsson et al., "Optimal transport maps for distribution
preserving operations on latent spaces of generative models", arXiv 1711.01970):

    z_t = F^-1(F_t(y)),    F the distribution function of the coordinate, F_t that of y

F_t depends on alpha = min(t, 1 - t) alone. Where coordinates are independent this keeps the whole law, as `Matched`
does in closed form for two laws; where they are not, the marginals and no more.
"""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..distributions import Source, as_source
from ..shapes import Cloud, Latents
from .checks import check_dimension, check_floating
from .chunks import Room, run_formula
from .linear import linear_point
from .table_draws import marginal_draws

CELLS, ALPHAS = 1024, 17


class MarginalMaps(nn.Module):
    """The tables of F^-1(F_t(.)) for every coordinate, and the formula on them; all zero until `learn`."""

    low: Tensor
    width: Tensor
    values: Tensor

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.dim = dim
        self.register_buffer("low", torch.zeros(ALPHAS, dim))
        self.register_buffer("width", torch.ones(ALPHAS, dim))
        self.register_buffer("values", torch.zeros(ALPHAS, CELLS + 1, dim))

    def learn(self, source: Source) -> None:
        """Make the tables from draws of a source of this dimension."""
        for table, made in zip((self.low, self.width, self.values), _tables(*marginal_draws(source)), strict=True):
            table.copy_(torch.from_numpy(made))

    def point(self, z0: Tensor, z1: Tensor, t: Tensor, room: Room | None = None) -> Tensor:
        """The formula alone, unchecked: t with a last axis of size 1. The same to the bit for (z1, z0, 1 - t)."""
        y = linear_point(z0, z1, t, room)
        place = torch.minimum(t, 1 - t) * (2 * (ALPHAS - 1))
        row = place.detach().nan_to_num().floor().clamp(max=ALPHAS - 2)
        share, row = place - row, row.long()
        return (1 - share) * self._map(y, row) + share * self._map(y, row + 1)

    def _map(self, y: Tensor, row: Tensor) -> Tensor:
        """The map of one tabulated alpha per latent: the identity for alpha = 0."""
        low, width, values = (table.to(y.device) for table in (self.low, self.width, self.values))
        latent = torch.arange(self.dim, device=y.device)
        inside = ((y - low[row, latent]) / width[row, latent]).clamp(0, 1) * CELLS
        cell = inside.detach().nan_to_num().floor().clamp(max=CELLS - 1).long()
        left, right = values[row, cell, latent], values[row, cell + 1, latent]
        return torch.where(row == 0, y, left + (inside - cell) * (right - left))


class MarginalMatched(MarginalMaps):
    """The linear path with the marginals of a source, `z_t = F^-1(F_t(y))`; called with `(z0, z1, t, *, out=None)`.

    source: a law, its name (`"laplace:16"`), or latents as a tensor, an array or a file's path, of which the part for
    fitting is used. The maps come from draws of the source: piecewise linear in y, over 1,024 equal cells between the
    least and the largest draw, and linear in alpha between 17 values; beyond the draws, constant. Where a marginal has
    gaps, up to some points in a hundred come to lie in them, for alphas between the 17. `.source` and `.dim`.
    """

    name = "matched per coordinate"

    def __init__(self, source: object) -> None:
        self.source: Source = as_source(source)
        super().__init__(self.source.dim)
        self.learn(self.source)

    def forward(
        self, z0: Latents, z1: Latents, t: float | Float[Tensor, "*#batch"], *, out: Tensor | None = None
    ) -> Latents:
        """The latents between z0 and z1 at t in [0, 1]; raises for what does not fit, another dimension included."""
        check_floating("z0", z0)
        if z0.ndim:
            check_dimension(z0, self.dim, f"the path matched to the coordinates of {self.source.name}")
        return run_formula(self.point, z0, z1, t, out)

    def extra_repr(self) -> str:
        """What the module is made from."""
        return self.source.name


def _tables(first: Cloud, second: Cloud) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The least point and the range of y, both (alphas, latent), and F^-1(F_t(.)) at the edges of its cells."""
    dim = first.shape[1]
    low, width = np.zeros((ALPHAS, dim), np.float32), np.ones((ALPHAS, dim), np.float32)
    values, edges = np.zeros((ALPHAS, CELLS + 1, dim), np.float32), np.linspace(0, 1, CELLS + 1)
    for k in range(dim):
        a, b = first[:, k], second[:, k]
        target = np.sort(np.concatenate([a, b]))
        for row in range(1, ALPHAS):
            alpha = row / (2 * (ALPHAS - 1))
            y = np.sort(np.concatenate([(1 - alpha) * a + alpha * b, alpha * a + (1 - alpha) * b]))
            low[row, k], width[row, k] = y[0], y[-1] - y[0]
            values[row, :, k] = np.interp(y[0] + (y[-1] - y[0]) * edges, y, target)
    return low, width, values

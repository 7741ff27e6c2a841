"""Linear combination in the space where every coordinate is standard normal (LOL; Bodin et al., arXiv 2408.08558).

    z_t = F^-1(Phi(x)),    x = ((1 - t) x0 + t x1) / sqrt((1 - t)^2 + t^2),    x_i = Phi^-1(F(z_i))

coordinate by coordinate, F the distribution function of the coordinate and Phi that of N(0, 1). The x_i are standard
normal, so x is, and z_t has the marginals of the latents, whatever they are; their whole law where the coordinates are
independent, or Gaussian once each is.
"""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..distributions import Source, as_source
from ..shapes import Latents
from .checks import check_dimension, check_floating
from .chunks import Room, run_formula
from .matched import moment_matched_point
from .normal_scores import CELLS, EDGE, latents_at, quantile_table
from .table_draws import marginal_draws


class Gaussianised(nn.Module):
    """The combination of normal scores, `F^-1(Phi(((1-t) x0 + t x1) / sqrt(s)))`; called with `(z0, z1, t)` and `out=`.

    source: a law, its name (`"laplace:16"`), or latents as a tensor, an array or a file's path, of which the part for
    fitting is used. F^-1(Phi(.)) comes from draws of the source: piecewise linear over 1,024 equal cells of x between
    -4.25 and 4.25, and a straight line where there are too few draws, and beyond. `.source` and `.dim`.
    """

    name = "LOL"
    quantiles: Tensor

    def __init__(self, source: object) -> None:
        super().__init__()
        self.source: Source = as_source(source)
        self.dim: int = self.source.dim
        draws = np.concatenate(marginal_draws(self.source))
        self.register_buffer("quantiles", torch.from_numpy(np.stack([quantile_table(column) for column in draws.T])))

    def forward(
        self, z0: Latents, z1: Latents, t: float | Float[Tensor, "*#batch"], *, out: Tensor | None = None
    ) -> Latents:
        """The latents between z0 and z1 at t in [0, 1]; raises for what does not fit, another dimension included."""
        check_floating("z0", z0)
        if z0.ndim:
            check_dimension(z0, self.dim, f"the path through the scores of {self.source.name}")
        return run_formula(self.point, z0, z1, t, out)

    def point(self, z0: Tensor, z1: Tensor, t: Tensor, room: Room | None = None) -> Tensor:
        """The formula alone, unchecked: t with a last axis of size 1. The same to the bit for (z1, z0, 1 - t)."""
        quantiles = self.quantiles.to(z0.device, z0.dtype)
        return latents_at(quantiles, moment_matched_point(_scores(quantiles, z0), _scores(quantiles, z1), t))

    def extra_repr(self) -> str:
        """What the module is made from."""
        return self.source.name


def _scores(quantiles: Tensor, z: Tensor) -> Tensor:
    """Phi^-1(F(z))."""
    columns = z.reshape(-1, len(quantiles)).T.contiguous()
    cell = (torch.searchsorted(quantiles, columns.detach(), right=True) - 1).clamp(0, CELLS - 1)
    left, right = quantiles.gather(1, cell), quantiles.gather(1, cell + 1)
    share = (columns - left) / (right - left)
    return ((cell + share) * (2 * EDGE / CELLS) - EDGE).T.reshape(z.shape)

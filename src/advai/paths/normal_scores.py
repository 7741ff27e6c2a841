"""Normal scores: coordinates that are standard normal, each by a monotone map of its own.

    x = Phi^-1(F(z)),    z = F^-1(Phi(x))

F is the distribution function of a coordinate, Phi that of N(0, 1). A value that many latents share (a pixel's grey
levels, the zeros behind a rectifier) has a range of scores, of which each latent takes one by what its other
coordinates are: then x is standard normal all the same, as the noise of dequantisation makes it (Ho et al., ICML 2019),
and z has such values exactly.
"""

import math

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from ..distributions import Empirical, Source
from ..shapes import Cloud
from .table_draws import marginal_draws

CELLS, EDGE = 1024, 4.25
BEYOND = 16
"""How many draws lie beyond the last quantile that is trusted, at either end."""
END = 0.25
"""The width in x of the end of a table, whose slope is taken further out."""
ATOM = 0.01
"""The share of latents that makes a value of a continuous coordinate one that has a range of scores."""
ROUNDING = 1e-5
"""Of a coordinate's range: what differs by less is the same."""
ROWS_OF_VALUE = 1.5
"""Rows that have the same value of a coordinate, on average over its rarer values, from which on all are shared."""
END_FROM, END_TO, PILED_UP = 2.0, 2.5, 0.15
"""Where latents between these scores, at either end, lie this much closer than normal ones, they have an edge there.

Uniform ones lie 0.11 as far apart, exponential ones 0.05; of codes nearly all more than 0.24."""
WORTH_OF_EDGES = 1.5
"""How many nats of volume one of edges is worth: a flow mends a bent plane more easily than it makes edges."""
CELLS_TOGETHER, THIN, STEEP = 16, 1e-4, 1e-6
"""Cells over which a slope is seen, the least variance along a principal axis that counts, in those of coordinates (a
plane that is exact, as of shares that sum to one, says nothing), and the least slope, in deviations."""
PARTS_OF_CELL = 64
"""How finely a latent's place is told from others, when one of the scores that it shares with them is chosen."""
SCORES = np.linspace(-EDGE, EDGE, CELLS + 1)
NORMAL = np.exp(-SCORES * SCORES / 2)
"""The scores of the knots of a table, and how many latents are there."""
GOLDEN, PLASTIC = -0x61C8864680B583EB, -0x3EC05656FD59CD71
"""The fractions of the golden ratio and of 1 / 1.3247, in 64 bits with a sign."""


class NormalScores(nn.Module):
    """`x = Phi^-1(F(z))` for latents (..., latent), called, and `latents(x)`; the identity until `learn`.

    A straight line for a coordinate without an edge. For others piecewise linear in 1,024 equal cells of x from
    -4.25 to 4.25, and a straight line where there are too few draws, and beyond; where all values but some are shared,
    there are none between. Straight lines for all coordinates where that bends a thin plane that latents lie in more
    than it tells of their edges: where a Gaussian of the scores explains latents plainly less well than one of
    them.
    """

    quantiles: Tensor
    discrete: Tensor
    shared: Tensor

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.dim = dim
        self.register_buffer("quantiles", torch.linspace(-EDGE, EDGE, CELLS + 1).repeat(dim, 1))
        self.register_buffer("discrete", torch.zeros(dim, dtype=torch.bool))
        self.register_buffer("shared", torch.tensor(False))

    def learn(self, source: Source) -> None:
        """Make the tables from draws of a source of this dimension."""
        draws = np.concatenate(marginal_draws(source))
        rows = source.fit_count if isinstance(source, Empirical) else math.inf
        tables = [_table(column, rows) for column in draws.T]
        self.quantiles.copy_(torch.from_numpy(np.stack([quantiles for quantiles, _ in tables])))
        self.discrete.copy_(torch.tensor([discrete for _, discrete in tables]))
        lines = np.stack([_line(quantiles) for quantiles, _ in tables])
        if not torch.allclose(self.quantiles, torch.from_numpy(lines).float()) and self._explain_less(draws):
            self.quantiles.copy_(torch.from_numpy(lines))
            self.discrete.zero_()
        self.shared.copy_((self.quantiles.diff(dim=1) <= 0).any())

    def _explain_less(self, draws: Cloud) -> bool:
        """Whether a Gaussian of the scores explains draws plainly less well than a Gaussian of the draws.

        In nats: what the marginals tell of edges, against the volume that the scores fill beyond that of the draws.
        """
        deviation = draws.std(axis=0)
        x = self(torch.from_numpy(draws)).double().numpy()
        knots = self.quantiles[:, ::CELLS_TOGETHER].double().numpy()
        slopes = np.diff(knots, axis=1) / (CELLS_TOGETHER * 2 * EDGE / CELLS) / deviation[:, None]
        middle = np.linspace(-EDGE, EDGE, CELLS // CELLS_TOGETHER + 1)
        weights = np.exp(-np.square((middle[1:] + middle[:-1]) / 2) / 2)
        of_edges = -np.average(np.log(slopes.clip(STEEP)), axis=1, weights=weights).sum()
        return bool(WORTH_OF_EDGES * of_edges < _log_volume(x) - _log_volume(draws / deviation))

    def forward(self, z: Float[Tensor, "*points latent"]) -> Float[Tensor, "*points latent"]:
        """The scores of latents; in float32."""
        columns = z.to(self.quantiles.dtype).reshape(-1, self.dim).T.contiguous()
        known = columns.detach()
        last = torch.searchsorted(self.quantiles, known, right=True) - 1
        cell = last.clamp(0, CELLS - 1)
        left, right = self.quantiles.gather(1, cell), self.quantiles.gather(1, cell + 1)
        flat = right <= left
        place = cell + torch.where(flat, 0.5, (columns - left) / torch.where(flat, 1.0, right - left))
        x = _score(place)
        if torch.compiler.is_compiling() or bool(self.shared):
            first = torch.searchsorted(self.quantiles, known)
            below, above = (torch.special.ndtr(_score(knot)) for knot in (first, last))
            chosen = torch.special.ndtri(below + _shares(first, place) * (above - below))
            x = torch.where(last > first, chosen, x)
        return x.T.reshape(z.shape)

    def latents(self, x: Float[Tensor, "*points latent"]) -> Float[Tensor, "*points latent"]:
        """The latents of scores."""
        return latents_at(self.quantiles, x, self.discrete)

    def untold(self, z: Float[Tensor, "*points latent"], x: Float[Tensor, "*points latent"]) -> Tensor:
        """What latents differ by from those of their scores x, where that is more than rounding: values never seen."""
        difference = z - self.latents(x)
        rounding = ROUNDING * (self.quantiles[:, -1] - self.quantiles[:, 0] + self.quantiles.abs().amax(dim=1))
        return torch.where(difference.abs() > rounding, difference, 0.0)


def _score(place: Tensor) -> Tensor:
    """The score at a place in the table, in cells."""
    return place * (2 * EDGE / CELLS) - EDGE


def latents_at(
    quantiles: Float[Tensor, "latent knots"],
    x: Float[Tensor, "*points latent"],
    discrete: Bool[Tensor, " latent"] | None = None,
) -> Float[Tensor, "*points latent"]:
    """F^-1(Phi(x)); of `discrete` coordinates the nearer of two values, not one between."""
    place = (x + EDGE) * (CELLS / (2 * EDGE))
    cell = place.detach().nan_to_num().floor().clamp(0, CELLS - 1).long()
    latent = torch.arange(len(quantiles), device=x.device)
    left, right = quantiles[latent, cell], quantiles[latent, cell + 1]
    share = place - cell
    if discrete is not None:
        share = torch.where(discrete, share.clamp(0, 1).round(), share)
    return left + share * (right - left)


def quantile_table(draws: Float[np.ndarray, " draws"]) -> Float[np.ndarray, " knots"]:
    """F^-1(Phi(.)) at the edges of the cells, strictly growing; equal draws count half below and half above."""
    values, counts = np.unique(draws, return_counts=True)
    below = (counts.cumsum() - counts / 2) / len(draws)
    return _continued(below, values, len(draws))


def _table(draws: Float[np.ndarray, " draws"], rows: float) -> tuple[Float[np.ndarray, " knots"], bool]:
    """The same for a coordinate of which values may be shared, from draws of so many rows; and if all values are."""
    from scipy.special import ndtr

    values, counts = np.unique(draws, return_counts=True)
    shared = counts >= ATOM * len(draws)
    drawn = len(draws) if math.isinf(rows) else -rows * math.expm1(-len(draws) / rows)
    discrete = counts[~shared].sum() / len(draws) * drawn >= ROWS_OF_VALUE * (~shared).sum()
    if not discrete and not shared.any():
        return _if_edged(quantile_table(draws)), False
    shared |= discrete
    ends = counts.cumsum() / len(draws)
    starts = np.concatenate([[0.0], ends[:-1]])
    middle = (starts + ends) / 2
    below = np.stack([np.where(shared, starts + 1e-12, middle), np.where(shared, ends, middle + 1e-12)], axis=1).ravel()
    both = values.repeat(2)
    if discrete:
        return np.interp(ndtr(SCORES), below, both), True
    return _continued(below, both, len(draws)), False


def _log_volume(z: Cloud) -> float:
    """The logarithm of the volume of a Gaussian that is as wide as a cloud, and nowhere thinner than `THIN`."""
    return float(np.linalg.slogdet(np.cov(z.T) + THIN * np.eye(z.shape[1]))[1]) / 2


def _if_edged(quantiles: Float[np.ndarray, " knots"]) -> Float[np.ndarray, " knots"]:
    """The table of a coordinate that has an edge, else the straight line through it: it leaves planes plane."""
    near, far = np.interp([(-END_FROM, END_FROM), (-END_TO, END_TO)], SCORES, quantiles)
    mean = np.average(quantiles, weights=NORMAL)
    deviation = math.sqrt(np.average(np.square(quantiles - mean), weights=NORMAL))
    piled_up = np.abs(far - near).min() < PILED_UP * (END_TO - END_FROM) * deviation
    return quantiles if piled_up else _line(quantiles)


def _line(quantiles: Float[np.ndarray, " knots"]) -> Float[np.ndarray, " knots"]:
    """The straight line through a table that is nearest to it where latents are."""
    slope, mean = np.polyfit(SCORES, quantiles, 1, w=np.sqrt(NORMAL))
    return mean + slope * SCORES


def _continued(
    below: Float[np.ndarray, " values"], values: Float[np.ndarray, " values"], count: int
) -> Float[np.ndarray, " knots"]:
    """The values at the scores of the knots, from the share of `count` draws below each; a line where few are."""
    from scipy.special import ndtr, ndtri

    edge = -ndtri(BEYOND / count)
    low, high = max(-edge, ndtri(below[0])), min(edge, ndtri(below[-1]))
    inside = SCORES.clip(low, high)

    def quantile(x: np.ndarray) -> np.ndarray:
        return np.interp(ndtr(x), below, values)

    ends = quantile(np.array([low, low + END, high - END, high]))
    slope = np.where(SCORES < low, ends[1] - ends[0], ends[3] - ends[2]) / END
    return quantile(inside) + slope * (SCORES - inside)


def _shares(
    first: Int[Tensor, "latent points"], place: Float[Tensor, "latent points"]
) -> Float[Tensor, "latent points"]:
    """For each coordinate a number in [0, 1) that a latent's place decides, spread evenly and as if by chance.

    By integers, which wrap around: the same to the bit alone and among others, and everywhere (multiplicative hashing,
    Knuth, The Art of Computer Programming, 6.4).
    """
    order = torch.arange(1, len(place) + 1, device=place.device)[:, None]
    where = (torch.minimum(first, place.detach()) * PARTS_OF_CELL).long()
    whole = (where * (order * GOLDEN | 1)).sum(dim=0)
    whole = whole ^ (whole >> 29)
    return ((whole * (order * PLASTIC | 1)) >> 24 & 0xFFFFFF).to(place.dtype) / (1 << 24)

"""The kernel distance of features: the squared maximum mean discrepancy with a polynomial kernel, unbiased."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from ..shapes import Cloud, OtherCloud

BLOCK = 2**21
"""Entries of the kernel matrix held at once: 16 MiB."""

Rows = Float[np.ndarray, "rows latent"]
Columns = Float[np.ndarray, "columns latent"]


class Estimate(NamedTuple):
    """A value, which may be below zero, and its standard error."""

    value: float
    error: float


def kernel_distance(x: Cloud, y: OtherCloud, *, within_x: Float[np.ndarray, " points"] | None = None) -> Estimate:
    """`mean k(x, x') + mean k(y, y') - 2 mean k(x, y)` over pairs of different points, `k(a, b) = (a b / dim + 1)^3`.

    Unbiased, whatever the sizes of the clouds (two points or more in each): between two clouds of one law its mean is
    zero. The standard error is that of the statistic's projection on single points, `sqrt(4 (var g / n + var h / m))`
    with `g(x_i) = mean k(x_i, x) - mean k(x_i, y)` and `h` the same for y; where both have one law it is a little too
    large. `within_x`: `mean_to_others(x)`, where it is known. Bińkowski et al. 2018 (KID).
    """
    within_x = mean_to_others(x) if within_x is None else within_x
    within_y, (from_x, from_y) = mean_to_others(y), _means_between(x, y)
    value = within_x.mean() + within_y.mean() - from_x.mean() - from_y.mean()
    g, h = within_x - from_x, within_y - from_y
    error = np.sqrt(4 * (g.var(ddof=1) / len(x) + h.var(ddof=1) / len(y)))
    return Estimate(float(value), float(error))


def mean_to_others(x: Cloud) -> Float[np.ndarray, " points"]:
    """For every point the mean of the kernel over all others of its cloud."""
    a = x.astype(np.float64)
    own = (np.einsum("ij,ij->i", a, a) / a.shape[1] + 1.0) ** 3
    return (len(a) * _means_between(a, a)[0] - own) / (len(a) - 1)


def _means_between(x: Rows, y: Columns) -> tuple[Float[np.ndarray, " rows"], Float[np.ndarray, " columns"]]:
    """The mean of the kernel for every row of `x` over all of `y`, and the other way round, block by block."""
    a, b = x.astype(np.float64), y.astype(np.float64)
    rows, of_rows, of_columns = max(1, BLOCK // len(b)), [], np.zeros(len(b))
    for start in range(0, len(a), rows):
        values = _kernel(a[start : start + rows], b)
        of_rows.append(values.mean(axis=1))
        of_columns += values.sum(axis=0)
    return np.concatenate(of_rows), of_columns / len(a)


def _kernel(a: Rows, b: Columns) -> Float[np.ndarray, "rows columns"]:
    base = a @ b.T
    base /= a.shape[1]
    base += 1.0
    cube = base * base  # numpy's own power takes many times longer
    cube *= base
    return cube

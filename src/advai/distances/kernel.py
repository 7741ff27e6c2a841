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


def kernel_distance(x: Cloud, y: OtherCloud) -> Estimate:
    """`mean k(x, x') + mean k(y, y') - 2 mean k(x, y)` over pairs of different points, `k(a, b) = (a b / dim + 1)^3`.

    Unbiased, whatever the sizes of the clouds (two points or more in each): between two clouds of one law its mean is
    zero. The standard error is that of the statistic's projection on single points, `sqrt(4 (var g / n + var h / m))`
    with `g(x_i) = mean k(x_i, x) - mean k(x_i, y)` and `h` the same for y; where both have one law it is a little too
    large. Bińkowski et al. 2018 (KID).
    """
    a, b = x.astype(np.float64), y.astype(np.float64)
    within_x, within_y = _mean_to_others(a), _mean_to_others(b)
    from_x, from_y = _mean_to(a, b), _mean_to(b, a)
    value = within_x.mean() + within_y.mean() - from_x.mean() - from_y.mean()
    g, h = within_x - from_x, within_y - from_y
    error = np.sqrt(4 * (g.var(ddof=1) / len(a) + h.var(ddof=1) / len(b)))
    return Estimate(float(value), float(error))


def _mean_to(a: Rows, b: Columns) -> Float[np.ndarray, " rows"]:
    """For every row of `a` the mean of the kernel over all rows of `b`, block by block."""
    rows = max(1, BLOCK // len(b))
    return np.concatenate([_kernel(a[i : i + rows], b).mean(axis=1) for i in range(0, len(a), rows)])


def _mean_to_others(a: Rows) -> Float[np.ndarray, " rows"]:
    own = (np.einsum("ij,ij->i", a, a) / a.shape[1] + 1.0) ** 3
    return (len(a) * _mean_to(a, a) - own) / (len(a) - 1)


def _kernel(a: Rows, b: Columns) -> Float[np.ndarray, "rows columns"]:
    base = a @ b.T
    base /= a.shape[1]
    base += 1.0
    return base * base * base  # numpy's own power takes many times longer

"""The maximum mean discrepancy of a mixture of Gaussian kernels, with a permutation test."""

import numpy as np

from ..shapes import Cloud

MULTIPLES = (4.0, 2.0, 1.0, 0.5, 0.25)
"""Widths of the kernels in median distances, each half of the one before."""


def median_distance(x: Cloud, *, points: int = 1_000) -> float:
    """The median distance between different rows among the first `points` of a cloud: the kernels' middle width."""
    squared = _squared_distances(x[:points])
    above = squared[np.triu_indices(len(squared), k=1)]
    return float(np.sqrt(max(float(np.median(above)), 1e-12)))


def kernel_matrix(z: Cloud, *, width: float) -> Cloud:
    """`k(z_i, z_j) = mean over m in MULTIPLES of exp(-|z_i - z_j|^2 / (2 (m width)^2))`: (points, points), float32."""
    power = _squared_distances(z)
    power *= -1.0 / (2.0 * (MULTIPLES[0] * width) ** 2)
    np.exp(power, out=power)
    total = power.copy()
    for _ in MULTIPLES[1:]:  # half the width is the fourth power
        np.square(power, out=power)
        np.square(power, out=power)
        total += power
    total /= len(MULTIPLES)
    return total


def mmd_squared(x: Cloud, y: Cloud, *, width: float | None = None) -> float:
    """`E k(x, x') + E k(y, y') - 2 E k(x, y)` over all pairs (the biased form, never negative). Gretton et al. 2012."""
    kernel, sign = _kernel_and_sign(x, y, width)
    return float(sign @ (kernel @ sign)) / len(x) ** 2


def mmd_test(x: Cloud, y: Cloud, *, width: float | None = None, permutations: int = 499, seed: int = 0) -> tuple[float, float]:
    """The squared discrepancy and its p-value: `(1 + relabelings at least as large) / (1 + permutations)`.

    All relabelings are one product with the kernel matrix of the 2n points (clouds of as many points; memory 4n^2 floats, so
    give it a few thousand). `width` is the median distance of both clouds unless given. Exact under exchangeability.
    """
    kernel, sign = _kernel_and_sign(x, y, width)
    rng = np.random.default_rng(seed)
    signs = rng.permuted(np.tile(sign, (permutations, 1)), axis=1)
    relabeled = np.einsum("pi,pi->p", signs @ kernel, signs, dtype=np.float64) / len(x) ** 2
    value = float(sign @ (kernel @ sign)) / len(x) ** 2
    return value, (1 + int(np.sum(relabeled >= value))) / (1 + permutations)


def _kernel_and_sign(x: Cloud, y: Cloud, width: float | None) -> tuple[Cloud, np.ndarray]:
    z = np.concatenate([x, y])
    kernel = kernel_matrix(z, width=median_distance(z, points=len(z)) if width is None else width)
    return kernel, np.repeat(np.array([1.0, -1.0], dtype=np.float32), len(x))


def _squared_distances(z: Cloud) -> Cloud:
    squared = np.einsum("ij,ij->i", z, z)
    distances = z @ z.T
    distances *= -2.0
    distances += squared[:, None]
    distances += squared[None, :]
    return np.maximum(distances, 0.0, out=distances)

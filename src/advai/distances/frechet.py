"""The Fréchet distance between the Gaussians that have the means and covariances of two clouds of features."""

import numpy as np
from jaxtyping import Float

from ..shapes import Cloud, OtherCloud

Mean = Float[np.ndarray, " latent"]
Covariance = Float[np.ndarray, "latent latent"]


def frechet_distance(x: Cloud, y: OtherCloud) -> float:
    """`|m_x - m_y|^2 + tr(S_x + S_y - 2 (S_x^(1/2) S_y S_x^(1/2))^(1/2))`, in the units of the features squared.

    In float64, with the unbiased covariances. The clouds may differ in size, and may have fewer points than
    dimensions. The value is biased upwards by about one over the number of points: compare it with a floor of as many.
    Dowson and Landau 1982; Heusel et al. 2017.
    """
    (mean_x, covariance_x), (mean_y, covariance_y) = _moments(x), _moments(y)
    return frechet_of_moments(mean_x, covariance_x, mean_y, covariance_y)


def frechet_of_moments(mean_x: Mean, covariance_x: Covariance, mean_y: Mean, covariance_y: Covariance) -> float:
    """The same for means and covariances that are known.

    The trace of the root is the sum of the roots of the eigenvalues of a symmetric matrix: no root of a product that
    is not symmetric is taken, which for nearly singular covariances comes out complex or not at all.
    """
    values, vectors = np.linalg.eigh(covariance_x)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    inner = root @ covariance_y @ root
    mixed = np.linalg.eigvalsh((inner + inner.T) / 2)
    shift = float(np.square(mean_x - mean_y).sum())
    spread = float(np.trace(covariance_x) + np.trace(covariance_y) - 2 * np.sqrt(np.maximum(mixed, 0.0)).sum())
    return shift + max(spread, 0.0)


def _moments(x: Cloud) -> tuple[Mean, Covariance]:
    z = x.astype(np.float64)
    return z.mean(axis=0), np.atleast_2d(np.cov(z, rowvar=False))

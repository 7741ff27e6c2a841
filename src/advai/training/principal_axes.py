"""The principal axes of latents, with the variance along each that others than those they were taken from have.

Along the axes of little variance the latents that these were taken from vary less than others do, along some not at
all: with n of them in p dimensions down to `(1 - sqrt(p / n))^2` of it (Marchenko and Pastur 1967). So the variances
are those of a fifth of the latents along the axes of the other four, fold by fold (Bartz, Cross-validation based
Nonlinear Shrinkage, 2016).
"""

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from ..distributions import Empirical
from ..shapes import Points

FOLDS = 5
PLENTY = 50
"""Latents for each coordinate from which on their own variances are right."""
LEAST_SEEN, NO_VARIANCE = 0.5, 1e-6
"""What share of an axis' variance the latents themselves show, and its variance in that of a coordinate, up to which
they tell nothing of what else there is along it."""


class PrincipalAxes(NamedTuple):
    """Axes (latent, axes) from the least to the most variance, the variance along each, and along how many of the last
    there is something to learn."""

    axes: Float[Tensor, "latent axes"]
    variances: Float[Tensor, " axes"]
    moved: int


def axes_of(covariance: Float[Tensor, "latent latent"]) -> PrincipalAxes:
    """Those of a covariance that is known; float64."""
    variances, axes = torch.linalg.eigh(covariance.double())
    return PrincipalAxes(axes, variances, _to_learn(variances, variances))


def axes_of_latents(latents: Empirical) -> PrincipalAxes:
    """Those of given latents of about unit variance, from the rows for fitting; float64."""
    known = axes_of(latents.covariance())
    if latents.fit_count >= PLENTY * latents.dim or latents.fit_count < FOLDS:
        return known
    variances = validated_variances(latents.fit_rows().double())
    return PrincipalAxes(known.axes, variances, _to_learn(known.variances, variances))


def validated_variances(z: Points) -> Float[Tensor, " axes"]:
    """The variance of each fifth of the latents along the axes of the others; growing, as the axes come in order."""
    from sklearn.isotonic import isotonic_regression

    parts = (z - z.mean(dim=0)).tensor_split(FOLDS)
    products = torch.stack([part.T @ part for part in parts])
    variances = torch.zeros_like(z[0])
    for part, own in zip(parts, products, strict=True):
        _, axes = torch.linalg.eigh(products.sum(dim=0) - own)
        variances += (part @ axes).square().sum(dim=0) / len(z)
    return torch.from_numpy(isotonic_regression(variances.numpy()))


def _to_learn(seen: Float[Tensor, " axes"], variances: Float[Tensor, " axes"]) -> int:
    return max(1, int(((seen > NO_VARIANCE) & (seen > LEAST_SEEN * variances)).sum()))

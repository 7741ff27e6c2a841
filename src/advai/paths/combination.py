"""Linear combinations of any number of latents that keep their law (LOL; Bodin et al., arXiv 2408.08558).

For independent z_i of the law N(mu, C), weights w_i, A = sum w_i and B = sum w_i^2, the sum y = sum w_i z_i has the
mean A mu and the covariance B C. So z = (1 - A / sqrt B) mu + y / sqrt B has the law N(mu, C), whatever C and the
weights are; for independent latents of any other law it has their mean and full covariance. Scaling all weights changes
nothing, and the weights (1 - t, t) give the moment-matched path.

Independent coordinates of another known law go through the Gaussian: F^-1(Phi(.)) coordinate by coordinate, with F the
law's distribution function and Phi that of N(0, 1). For the uniform law on [-1, 1] this is
erf(sum w_i erfinv(z_i) / sqrt B).
"""

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from ..config import InputError, InputTypeError
from ..distributions import Uniform
from ..shapes import Latents
from .checks import check_dimension, check_floating, compute_dtype
from .linear import lerp
from .matched import Matched
from .naming import path_name


def combine(
    z: Float[Tensor, "points *batch latent"],
    weights: Sequence[float] | Float[Tensor, " points"],
    path: object = None,
) -> Latents:
    """`(1 - A / sqrt B) mu + y / sqrt B` with `y = sum w_i z_i`, `A = sum w_i`, `B = sum w_i^2`: (*batch, latent).

    The weights (points,) are any numbers but all zero; they need not add up to 1. `path` says whose law is kept:

    - None: a law of mean 0, as the N(0, I) that a generator's seeds come from, mu = 0
    - a `Matched`, or what makes one (a law, its name, latents): its mean; the whole law if it is Gaussian or uniform
    - a learned path: the mean of its source, `path.mean`. Its correction is for pairs and is not used: in a sequence
      of pairs the result would depend on their order
    - `lerp`: the plain sum y, which keeps no law

    Raises `InputError` for a shape or weights that do not fit, for latents outside a uniform law's [-1, 1] and for
    another dimension than the path's, `InputTypeError` for anything else: slerp, say, has no form for many points.
    """
    check_floating("z", z)
    if z.ndim < 2 or len(z) == 0:
        raise InputError(
            f"z must have the shape (points, *batch, latent), at least one point, but has {tuple(z.shape)}."
        )
    w = _checked_weights(weights, len(z))
    if path is lerp:
        return _sum(_beside(w, z), z).to(z.dtype)
    largest = w.detach().abs().max()
    if largest == 0:
        raise InputError("the weights must not all be 0, since no law has a combination of nothing: give one at least.")
    w = w / largest
    unit = _beside(w / w.square().sum().sqrt(), z)
    matched = _as_matched(path)
    if isinstance(matched, Matched):
        check_dimension(z, matched.dim, f"the path matched to {matched.source.name}")
        if isinstance(matched.source, Uniform):
            return _uniform_combination(unit, z).to(z.dtype)
    point = _sum(unit, z)
    mean = getattr(matched, "mean", None)
    if mean is not None:
        check_dimension(z, len(mean), f"the path {path_name(matched)!r}")
        point = point + (1 - unit.sum()) * mean.to(point.dtype).to(point.device)
    return point.to(z.dtype)


def _as_matched(path: Any) -> Any:
    """None, or something with the mean of a law."""
    if path is None or isinstance(getattr(path, "mean", None), Tensor):
        return path
    if callable(path):
        raise InputTypeError(
            f"the path {path_name(path)!r} has no form for many points and no law whose mean is known: "
            "give path=advai.Matched(source), a learned path, or advai.lerp for the plain sum."
        )
    return Matched(path)


def _sum(weights: Tensor, z: Tensor) -> Tensor:
    """sum w_i z_i, in the order of the points and in the type of the computation."""
    total = weights[0] * z[0].to(weights.dtype)
    for weight, latents in zip(weights[1:], z[1:], strict=True):
        total = total + weight * latents.to(weights.dtype)
    return total


def _uniform_combination(unit: Tensor, z: Tensor) -> Tensor:
    """erf(sum w_i erfinv(z_i)) for weights with sum w_i^2 = 1; a closed end is taken for the number next to it."""
    if not bool((z.abs() <= 1).all()):
        raise InputError("the uniform law lies in [-1, 1], but z has a coordinate outside: give latents of that law.")
    if torch.count_nonzero(unit) == 1:
        return _sum(unit, z)
    end = 1 - torch.finfo(unit.dtype).eps / 2
    return torch.erf(_sum(unit, torch.erfinv(z.to(unit.dtype).clamp(-end, end))))


def _beside(weights: Tensor, z: Tensor) -> Tensor:
    return weights.to(compute_dtype(z.dtype)).to(z.device)


def _checked_weights(weights: object, points: int) -> Tensor:
    """The weights as they were given, or float64 where they are no tensor."""
    try:
        w = weights if isinstance(weights, Tensor) else torch.as_tensor(weights, dtype=torch.float64)
    except (TypeError, ValueError, RuntimeError):
        raise InputTypeError(
            f"weights must be {points} numbers, one per point, but are a {type(weights).__name__} of something else."
        ) from None
    if w.shape != (points,):
        raise InputError(
            f"weights must be one number for each of the {points} points, shape ({points},), but have {tuple(w.shape)}."
        )
    if not bool(w.isfinite().all()):
        raise InputError(f"weights must be finite, but are {w.tolist()}: give a number for each point.")
    return w.to(compute_dtype(w.dtype))

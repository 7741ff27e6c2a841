"""The game of interpolation: a critic tells the mixing coefficient from the decoded image (Berthelot et al. 2018).

A coefficient per sample, or one for every element of the code (Qian et al., IJCAI 2019). Predicted and true ones must
have one shape: with (n,) against (n, 1) the difference would broadcast, and teach the critic the batch's mean.
"""

from jaxtyping import Float
from torch import Tensor

from ..shapes import PerSample

Coefficients = Float[Tensor, "samples *elements"]


def coefficient_error(predicted: Coefficients, true: Coefficients) -> PerSample:
    """`(D(x) - alpha)^2`, the mean over elements where there are several."""
    return (predicted - true).square().flatten(1).mean(1) if predicted.ndim > 1 else (predicted - true).square()


def coefficient_size(predicted: Coefficients) -> PerSample:
    """`D(x)^2`: what the autoencoder minimises on mixtures, and the critic on real images."""
    return coefficient_error(predicted, predicted.new_zeros(()).expand_as(predicted))

"""The game of WGAN-GP (Gulrajani et al. 2017): pure functions that return one value per sample; the caller reduces.

The critic estimates the Wasserstein distance `E D(real) - E D(made)` between the laws of real and of made images, and
the generator reduces it. That holds for critics of slope 1 at most: the penalty keeps them near it.
"""

import torch

from ..shapes import Images, PerSample


def estimate(on_made: PerSample, on_real: PerSample) -> PerSample:
    """`D(real) - D(made)`, which the critic maximises."""
    return on_real - on_made


def drift(on_real: PerSample) -> PerSample:
    """`D(real)^2`: keeps scores near 0, since nothing else says where their zero is (Karras et al. 2018)."""
    return on_real.square()


def slope(scores: PerSample, images: Images) -> PerSample:
    """`|grad_x D(x)|` of each image, with a gradient of its own."""
    (gradient,) = torch.autograd.grad(scores.sum(), images, create_graph=True)
    return gradient.flatten(1).norm(dim=1)


def slope_penalty(slope: PerSample) -> PerSample:
    """`(|grad_x D(x)| - 1)^2`, of images between real and made ones."""
    return (slope - 1).square()

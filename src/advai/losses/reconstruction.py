"""What is lost on the way through a code."""

from ..shapes import Images, PerSample


def squared_error(x: Images, x_hat: Images) -> PerSample:
    """`mean (x - x_hat)^2` over the pixels of each image."""
    return (x - x_hat).square().flatten(1).mean(1)

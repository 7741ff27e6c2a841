"""The price of moving unsteadily: standing still and jumping satisfies the adversarial objective perfectly."""

from jaxtyping import Float
from torch import Tensor

from ..shapes import Points


def path_energy(z_early: Points, z_late: Points, elapsed: float) -> Float[Tensor, " points"]:
    """`|z_late - z_early|^2 / elapsed^2` per pair: the mean squared speed, least for steady motion along the chord.

    By Cauchy-Schwarz it is at least the squared length of the path, with equality for constant speed.
    """
    return (z_late - z_early).square().sum(-1) / elapsed**2

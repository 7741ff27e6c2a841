"""What stops a GAN's run or is said about it: a critic that has lost its bound, samples that leave real images out."""

import math

from jaxtyping import Float
from torch import Tensor

from ..config import TrainingStopped
from ..distances.manifolds import manifold_figures
from .gan_config import GanConfig
from .learner import Record

COMPARED = 256
"""Real images, and samples, that are compared."""
LEAST_COVERED = 0.1
"""The share of real images with a sample nearby, or among samples, below which a generator has collapsed."""
SETTLED = 0.5
"""The share of the budget after which samples are expected to cover real images."""
BEYOND = 10.0
"""How many times the largest distance of two images the critic's estimate may be."""


def check_critic(record: Record, config: GanConfig, step: int) -> None:
    """Raise `TrainingStopped` where the critic's estimate exceeds by far what the distance of two images can be.

    A critic of slope 1 gives two images of d values in [-1, 1] scores that differ by 2 sqrt(d) at most.
    """
    diameter = 2 * math.sqrt(config.network.channels) * config.network.size
    if abs(record["estimate"]) > BEYOND * diameter:
        raise TrainingStopped(
            f"training stopped at step {step}: the critic's estimate of the distance is {record['estimate']:.0f}, but "
            f"no two images are further apart than {diameter:.0f}: the critic has diverged; use a smaller "
            "learning_rate, more penalty, or penalty_steps=1."
        )


def compared(
    real: Float[Tensor, "real channels height width"], made: Float[Tensor, "made channels height width"]
) -> Record:
    """`coverage`: the share of real images with a sample nearby; `recall`: that lie among samples. Of pixels."""
    a, b = (x.flatten(1).cpu().numpy() for x in (real, made))
    figures = manifold_figures(a, b)
    return {"coverage": figures.coverage, "recall": figures.recall}


def collapse_of(numbers: Record, share: float) -> dict[str, str]:
    """The warning about samples that leave out most real images, when `share` of the budget is used up."""
    worst = min(numbers["coverage"], numbers["recall"])
    if share < SETTLED or worst >= LEAST_COVERED:
        return {}
    return {
        "collapse": f"the samples leave out nearly all kinds of real images (of {COMPARED}, {worst:.0%} have samples "
        f"around them, where {LEAST_COVERED:.0%} is the least): the generator has collapsed, or has not learned yet."
    }

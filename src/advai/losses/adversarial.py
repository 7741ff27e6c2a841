"""The game between critic and correction: pure functions that return one value per sample; the caller reduces.

`on_path` are the critic's scores of corrected points, `on_latents` its scores of fresh latents, `alpha` the true mixing
coefficient in [0, 1/2]; all of shape (points,), so that nothing broadcasts by accident.
"""

from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import softplus

Scores = Float[Tensor, " points"]
Objective = Literal["regression", "relativistic"]


def critic_loss(objective: Objective, on_path: Scores, on_latents: Scores, alpha: Scores) -> Scores:
    """What the critic minimises.

    `regression`: `(D(z_t) - alpha)^2 + D(x)^2`, as published (Li et al., ICME 2021).
    `relativistic`: `softplus(D(z_t) - D(x))`, each point of the path against its own fresh latent
    (Jolicoeur-Martineau 2018), the objective that converges with a gradient penalty (Huang et al. 2024, R3GAN).
    """
    if objective == "regression":
        return (on_path - alpha).square() + on_latents.square()
    return softplus(on_path - on_latents)


def correction_loss(objective: Objective, on_path: Scores, on_latents: Scores) -> Scores:
    """What the correction minimises: `D(z_t)^2` (regression) or `softplus(D(x) - D(z_t))` (relativistic)."""
    if objective == "regression":
        return on_path.square()
    return softplus(on_latents - on_path)


def gradient_penalty(scores: Scores, points: Float[Tensor, "points latent"]) -> Scores:
    """`|grad_z D(z)|^2` per point (R1 on latents, R2 on the path: Mescheder et al. 2018).

    Zero-centred: it damps the rotation of the game, and vanishes where the critic has nothing left to say.
    """
    (gradient,) = torch.autograd.grad(scores.sum(), points, create_graph=True)
    return gradient.square().sum(-1)

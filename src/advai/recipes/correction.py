"""Named configurations of the correction, functions of the latents' dimension alone: nothing is set per law.

How many latents there are counts too (`suited`).
"""

import dataclasses
from collections.abc import Callable

from ..checkpoint import CorrectedConfig
from ..models import CorrectionConfig, CriticConfig, FlowConfig
from ..training import CorrectionTrainingConfig, FlowTrainingConfig

FINE_UP_TO = 8
FLOW_UP_TO = 4096
"""A flow keeps the principal axes, a square matrix, which takes half a minute there; in more dimensions, minutes."""
SECOND_GAME_UP_TO = 256
"""In 512 dimensions a flow and a game take ten minutes of a core, and on a thin ring the game was far off too."""
FLOW_STEPS, FLOW_STEPS_OF_FEW = 3_000, 1_000
FLOW_BATCH, WIDER_FROM = 512, 128
"""Points in a step of a flow; twice as many where its network is wider."""
WIDTH = 256
FINE_EQUATION = {"steps": 16, "slowing": 2.0}
"""How a flow takes its equation in few dimensions: more steps, and short ones at the end."""
FEW, DROPOUT_OF_FEW = 2_000, 0.2
"""Latents below which a flow takes fewer steps and leaves out units in each, or it would know them by heart before a
test on so few held out is sure of it."""
PLENTY, LEAST_STEPS = 1_000, 600
"""Latents from which on all steps are worth their time, and the steps that are taken in any case."""

CorrectionRecipe = Callable[[int], CorrectionTrainingConfig]


def advai(dim: int) -> CorrectionTrainingConfig:
    """Our best, the default: from 9 to 4,096 dimensions a flow; else the game.

    Up to 768 a flow was seen to be nearer to laws than the game; in 4,096 it was not, but takes a fraction of its time.
    Up to 256 the game follows a flow that is far off, as from a thin curve in many dimensions.

    In up to 8 dimensions the game comes first, as it walks where a flow jumps, and a flow after a game that misses the
    law. Neither is taken where transfer maps behind the moment-matched base reach it.
    """
    if dim <= FINE_UP_TO:
        return dataclasses.replace(game(dim), otherwise=flow(dim))
    if dim <= SECOND_GAME_UP_TO:
        return dataclasses.replace(flow(dim), otherwise=game(dim))
    return flow(dim) if dim <= FLOW_UP_TO else game(dim)


def flow(dim: int) -> CorrectionTrainingConfig:
    """A flow in place of the game; in few dimensions edges are fine, and the steps of its equation too."""
    network = FlowConfig(dim=dim, width=max(WIDTH, width_for(dim)), **(FINE_EQUATION if dim <= FINE_UP_TO else {}))
    batch = FLOW_BATCH if dim <= WIDER_FROM else 2 * FLOW_BATCH
    return dataclasses.replace(game(dim), flow=FlowTrainingConfig(network=network), steps=FLOW_STEPS, batch=batch)


def game(dim: int) -> CorrectionTrainingConfig:
    """Our best game: a moment-matched base of even speed, a critic that sees alpha, and a price on jumping.

    In up to 8 dimensions edges are fine and can be learned from large batches: a price on jumping that all but vanishes
    in the end. Above, what counts is the number of steps and the width of the networks. The scale of the features falls
    with the dimension, and so does the price of the energy, which is a sum over coordinates.
    """
    fine = dim <= FINE_UP_TO
    correction = CorrectionConfig(
        dim=dim,
        width=width_for(dim),
        fourier_features=64 if fine else 32,
        feature_scale=min(5.0, max(0.7, 10 / dim)),
    )
    return CorrectionTrainingConfig(
        path=CorrectedConfig(correction=correction, base="steady"),
        critic=critic_like(correction, sees_alpha=True),
        steps=steps_for(dim),
        batch=batch_for(dim),
        grow_until=0.7 if fine else 0.5,
        penalty_every=4 if fine else 2,
        energy=min(2e-3, 0.032 / dim),
        energy_end=0.05 if fine else 0.3,
    )


def maps(dim: int) -> CorrectionTrainingConfig:
    """The default without game or flow: the moment-matched base with transfer maps behind it, in a few seconds."""
    return dataclasses.replace(advai(dim), game="never")


def paper(dim: int) -> CorrectionTrainingConfig:
    """Formula and losses as published (Li et al., ICME 2021): no gain, plain networks, a critic that sees z alone."""
    correction = CorrectionConfig(
        dim=dim, width=width_for(dim), fourier_features=0, norm=False, gain=False, sees_base=False
    )
    return CorrectionTrainingConfig(
        path=CorrectedConfig(correction=correction, base="linear"),
        critic=critic_like(correction, sees_alpha=False),
        steps=steps_for(dim),
        batch=batch_for(dim),
        objective="regression",
        gradient_penalty=0.0,
        energy=0.0,
        growth=1,
        learning_rate=1e-3,
        betas=(0.5, 0.999),
        finish=False,
    )


def reference(dim: int) -> CorrectionTrainingConfig:
    """What the authors' autoencoder program computes: as published, with the endpoint gain and latents scaled by 5."""
    published = paper(dim)
    correction = dataclasses.replace(published.path.correction, gain=True)
    return dataclasses.replace(
        published, path=dataclasses.replace(published.path, correction=correction, input_scale=5.0)
    )


def paper_matched(dim: int) -> CorrectionTrainingConfig:
    """As published, but on the moment-matched path: what the base alone is worth."""
    published = paper(dim)
    return dataclasses.replace(published, path=dataclasses.replace(published.path, base="matched"))


def critic_like(correction: CorrectionConfig, *, sees_alpha: bool) -> CriticConfig:
    """A critic of the correction's size that sees latents as it does."""
    return CriticConfig(
        dim=correction.dim,
        width=correction.width,
        fourier_features=correction.fourier_features,
        feature_scale=correction.feature_scale,
        norm=correction.norm,
        sees_alpha=sees_alpha,
    )


def steps_for(dim: int) -> int:
    """Steps of training that suit latents of `dim` coordinates."""
    return 2000 if dim <= FINE_UP_TO else 4000


def suited(config: CorrectionTrainingConfig, count: int | None) -> CorrectionTrainingConfig:
    """What suits `count` latents, None for a law; a number of steps that is not the recipe's own stays."""
    if config.otherwise is not None:
        second = suited(config.otherwise, count)
        return dataclasses.replace(suited(dataclasses.replace(config, otherwise=None), count), otherwise=second)
    if config.flow is None:
        return dataclasses.replace(config, steps=enough_steps(config.steps, count))
    if count is None or count >= FEW:
        return config
    steps = FLOW_STEPS_OF_FEW if config.steps == FLOW_STEPS else config.steps
    return dataclasses.replace(config, steps=steps, flow=dataclasses.replace(config.flow, dropout=DROPOUT_OF_FEW))


def enough_steps(steps: int, count: int | None) -> int:
    """How many of a recipe's steps to take for `count` latents, None for a law: with few, more change nothing."""
    return steps if count is None else min(steps, max(LEAST_STEPS, steps * count // PLENTY))


def batch_for(dim: int) -> int:
    """Points in a step: above 8 dimensions more steps of fewer points are worth more than fewer of more."""
    return 1024 if dim <= FINE_UP_TO else 512


def width_for(dim: int) -> int:
    """Units of a hidden layer: 128 in up to 8 dimensions, 256 up to 128, then two for each coordinate, 512 at most."""
    return 128 if dim <= FINE_UP_TO else min(512, max(WIDTH, 2 * dim))


CORRECTIONS: dict[str, CorrectionRecipe] = {
    "advai": advai,
    "game": game,
    "maps": maps,
    "paper": paper,
    "reference": reference,
    "paper-matched": paper_matched,
}

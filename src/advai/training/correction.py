"""Learning the correction: the adversarial game of METHOD section 3 over any law or latents.

Per step, pairs of latents are placed at two times t and t + h. The critic learns to tell those points from fresh
latents, the correction learns to hide them, and the two times give the path's speed, whose energy keeps it moving.
Everything that a step draws depends on (seed, step) alone: a run that was killed and resumed equals one that was not.
"""

import copy
import math
from collections.abc import Callable
from typing import Literal, NamedTuple

import torch
from jaxtyping import Float
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import Tensor, nn
from torch.optim.swa_utils import get_ema_multi_avg_fn

from ..checkpoint import Corrected, CorrectedConfig
from ..config import counter_generator
from ..losses import Objective, correction_loss, critic_loss, gradient_penalty, path_energy
from ..models import Critic, CriticConfig
from ..shapes import Points
from .flow_config import FlowTrainingConfig
from .precision import uses_bfloat16

Draw = Callable[[int, torch.Generator], Points]


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class CorrectionTrainingConfig:
    """How a correction is trained; the networks' own settings are beside the networks.

    `batch` points of the path and as many fresh latents make a step at the end of the run; it begins with `growth`
    times fewer, which double evenly up to the share `grow_until` of the steps: the first steps need many moves, the
    last ones little noise.
    The gradient penalty is taken at one in `penalty_every` steps, that much heavier: it is the dearest part of a step.
    `energy` is the weight of the path's energy, falling in a line to `energy_end` of itself over the run.
    Step sizes are constant up to the share `decay_from` of the steps, then fall to zero along a cosine.
    `finish`: choose between the weights at the end and half way by held-out drift, and put transfer maps behind them.
    `game`: with `finish`, `needed` plays none where the maps alone take the base to the floor; or `always`, or `never`.
    `flow`: where it is given, a flow is learned when a game would be played (`training.flow`).
    `otherwise`: what is learned in the second place, where this leaves drift, and kept where it is nearer; with the
    seed of this.
    """

    path: CorrectedConfig
    critic: CriticConfig
    steps: int = Field(ge=1)
    batch: int = Field(default=1024, ge=4, multiple_of=2)
    growth: int = Field(default=8, ge=1)
    grow_until: float = Field(default=0.5, gt=0, le=1)
    objective: Objective = "relativistic"
    gradient_penalty: float = Field(default=0.02, ge=0)
    penalty_every: int = Field(default=2, ge=1)
    energy: float = Field(default=4e-3, ge=0)
    energy_end: float = Field(default=0.03, ge=0, le=1)
    time_step: float = Field(default=0.02, gt=0, le=0.5)
    learning_rate: float = Field(default=2e-3, gt=0)
    betas: tuple[float, float] = (0.0, 0.99)
    decay_from: float = Field(default=0.5, ge=0, le=1)
    averaging: float = Field(default=0.998, ge=0, lt=1)
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    finish: bool = True
    game: Literal["needed", "always", "never"] = "needed"
    flow: FlowTrainingConfig | None = None
    otherwise: "CorrectionTrainingConfig | None" = None
    seed: int = 0


class Game(NamedTuple):
    """The players of one run: all of its state that is not a function of the configuration and the step.

    `average` has the moving averages of the weights of `path`, `halfway` those of the step in the middle of the run.
    """

    path: Corrected
    average: Corrected
    halfway: Corrected
    critic: Critic
    path_optimiser: torch.optim.Adam
    critic_optimiser: torch.optim.Adam


class StepLosses(NamedTuple):
    """What a step reports, as tensors, so that the loop need not wait for the device."""

    critic: Tensor
    correction: Tensor
    energy: Tensor
    spread: Tensor


def new_game(config: CorrectionTrainingConfig, device: torch.device) -> Game:
    """Untrained players on `device`, their weights drawn from the seed."""
    generator = counter_generator(config.seed, "weights")
    path = Corrected(config.path, generator=generator).to(device)
    critic = Critic(config.critic, generator).to(device)

    def adam(network: nn.Module) -> torch.optim.Adam:
        return torch.optim.Adam(network.parameters(), lr=config.learning_rate, betas=config.betas, fused=True)

    average, halfway = (copy.deepcopy(path).requires_grad_(False) for _ in range(2))
    return Game(path, average, halfway, critic, adam(path.correction), adam(critic))


def train_step(game: Game, config: CorrectionTrainingConfig, draw: Draw, step: int, device: torch.device) -> StepLosses:
    """One move of the critic, then one of the correction, on the same points; `draw` gives standardised latents."""
    generator = counter_generator(config.seed, "step", step, device=device)
    set_step_size(game, config, step)
    with torch.autocast(device.type, torch.bfloat16, enabled=uses_bfloat16(config.precision, device)):
        batch = batch_at(config, step)
        z0, z1 = draw(batch, generator).chunk(2)
        fresh = draw(batch, generator)
        t = two_times(len(z0), config.time_step, generator)
        z_early, z_late = game.path.standardised_point(z0, z1, t).float()
        z_t, alpha = torch.cat([z_early, z_late]), torch.minimum(t, 1 - t).flatten()
        critic_value, scores = critic_move(game, config, step, z_t.detach(), fresh, alpha)
        adversarial = against_critic(game.critic, config.objective, z_t, scores, alpha)
        energy = path_energy(z_early, z_late, config.time_step).mean()
    game.path_optimiser.zero_grad()
    (adversarial + energy_weight(config, step) * energy).backward()
    game.path_optimiser.step()
    update_average(game, config, step)
    return StepLosses(critic_value, adversarial.detach(), energy.detach(), scores.std())


def critic_move(
    game: Game,
    config: CorrectionTrainingConfig,
    step: int,
    z_t: Points,
    fresh: Points,
    alpha: Float[Tensor, " points"],
) -> tuple[Float[Tensor, ""], Float[Tensor, " scores"]]:
    """One step of the critic; gives its loss and all its scores before it, those of the path first."""
    penalised = config.gradient_penalty > 0 and step % config.penalty_every == 0
    points = torch.cat([z_t, fresh]).requires_grad_(penalised)
    scores = game.critic(points, alpha.repeat(2)).float()
    on_path, on_latents = scores.chunk(2)
    loss = critic_loss(config.objective, on_path, on_latents, alpha).mean()
    total = loss
    if penalised:
        weight = config.gradient_penalty * config.penalty_every
        total = loss + weight * gradient_penalty(scores, points).mean()
    game.critic_optimiser.zero_grad()
    total.backward()
    game.critic_optimiser.step()
    return loss.detach(), scores.detach()


def against_critic(
    critic: Critic,
    objective: Objective,
    z_t: Points,
    scores: Float[Tensor, " scores"],
    alpha: Float[Tensor, " points"],
) -> Float[Tensor, ""]:
    """The correction's adversarial loss; the critic gets no gradient, and passes it on.

    The scores of fresh latents are those that the critic gave just before its step: a second pass over them would cost
    a tenth of the step and change nothing that could be measured.
    """
    critic.requires_grad_(False)
    on_path = critic(z_t, alpha).float()
    critic.requires_grad_(True)
    return correction_loss(objective, on_path, scores[len(z_t) :]).mean()


def two_times(pairs: int, time_step: float, generator: torch.Generator) -> Float[Tensor, "2 pairs"]:
    """Two times per pair, `time_step` apart, even over [0, 1] but for the ends, where nothing is to correct."""
    early = torch.rand(pairs, generator=generator, device=generator.device) * (1 - time_step)
    return torch.stack([early, early + time_step])


def batch_at(config: CorrectionTrainingConfig, step: int) -> int:
    """The batch of a step, a multiple of 32 where it can be."""
    doublings = math.log2(config.growth) * max(0.0, 1 - step / (config.steps * config.grow_until))
    return min(config.batch, max(4, round(config.batch * 2**-doublings / 32) * 32))


def energy_weight(config: CorrectionTrainingConfig, step: int) -> float:
    """The weight of the path's energy at a step."""
    return config.energy * (1 + (config.energy_end - 1) * step / config.steps)


def set_step_size(game: Game, config: CorrectionTrainingConfig, step: int) -> None:
    """The step size of both players at `step`: constant, then a cosine down to a hundredth."""
    share = step / config.steps
    size = config.learning_rate
    if share > config.decay_from:
        size *= max(0.01, (1 + math.cos(math.pi * (share - config.decay_from) / (1 - config.decay_from))) / 2)
    for optimiser in (game.path_optimiser, game.critic_optimiser):
        for group in optimiser.param_groups:
            group["lr"] = size


def update_average(game: Game, config: CorrectionTrainingConfig, step: int) -> None:
    """Exponential moving average of R's weights, shorter at the beginning so that the start is forgotten; kept once."""
    keep = min(config.averaging, (step + 1) / (step + 10))
    get_ema_multi_avg_fn(keep)(list(game.average.parameters()), list(game.path.parameters()), step)
    if step == config.steps // 2:
        game.halfway.load_state_dict(game.average.state_dict())

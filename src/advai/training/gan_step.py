"""One step of WGAN-GP: the critic moves, and at every so many steps the generator after it.

Gradients are averaged over the processes by hand, one vector a network: the penalty is a gradient of gradients, and a
growing network has weights without any, neither of which suits the usual wrapper.
"""

from collections.abc import Callable

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from ..losses import drift, estimate, slope, slope_penalty
from ..models import Phase, at_phase
from ..shapes import Images, PerSample
from .draws import Draws
from .gan_config import GanConfig
from .gan_players import CRITIC, GENERATOR, at
from .learner import Values
from .players import Players
from .precision import twice_differentiable


def train_step(fabric: Fabric, players: Players, config: GanConfig, draws: Draws, x: Images) -> Values:
    """Move the critic on this process's share `x` of the global batch, and the generator where it is its turn.

    Gives the losses: the critic's `estimate` of the distance, its mean `slope` and their weighted parts; the
    generator's. Gradients are left in place, as of the last move of each.
    """
    phase = config.phase(draws.step)
    losses = critic_move(fabric, players, config, draws, x if phase is None else at_phase(x, phase), phase)
    if generator_moves(config, draws.step):
        losses |= generator_move(fabric, players, config, draws, phase)
    return losses


def generator_moves(config: GanConfig, step: int) -> bool:
    """Whether it is the generator's turn after the critic's step `step`, counted from 0."""
    return (step + 1) % config.critic_steps == 0


def critic_move(
    fabric: Fabric, players: Players, config: GanConfig, draws: Draws, x: Images, phase: Phase | None
) -> Values:
    """One step of the critic on real images `x` of the phase, and as many made ones."""
    generator, critic = (at(players.plain[name], phase) for name in (GENERATOR, CRITIC))
    with fabric.autocast():
        with torch.no_grad():
            made = generator(draws.normal("critic latents", config.network.latent))
        on_made, on_real = critic(torch.cat([made, x])).chunk(2)
    losses = {"estimate": estimate(on_made, on_real).mean()}
    cost = -losses["estimate"]
    if config.drift:
        losses["drift"] = config.drift * drift(on_real).mean()
        cost = cost + losses["drift"]
    if draws.step % config.penalty_steps == 0:
        slopes = slopes_between(fabric, critic, made, x, draws)
        losses |= {"slope": slopes.mean(), "penalty": config.penalty * slope_penalty(slopes).mean()}
        cost = cost + config.penalty_steps * losses["penalty"]
    move(fabric, players, CRITIC, cost)
    return {name: loss.detach() for name, loss in losses.items()}


def slopes_between(
    fabric: Fabric, critic: Callable[[Images], PerSample], made: Images, x: Images, draws: Draws
) -> PerSample:
    """The critic's slopes at images between real and made ones, at a uniform place on each line."""
    place = draws.uniform("penalty", 1, 1, 1)
    between = torch.lerp(made, x, place).requires_grad_()
    with fabric.autocast(), twice_differentiable(between):
        scores = critic(between)
    return slope(scores, between)


def generator_move(fabric: Fabric, players: Players, config: GanConfig, draws: Draws, phase: Phase | None) -> Values:
    """One step of the generator against the critic, which passes gradients on and takes none."""
    critic = players.plain[CRITIC].requires_grad_(False)
    with fabric.autocast():
        made = at(players.plain[GENERATOR], phase)(draws.normal("generator latents", config.network.latent))
        loss = -at(critic, phase)(made).mean()
    critic.requires_grad_(True)
    move(fabric, players, GENERATOR, loss)
    return {"generator": loss.detach()}


def move(fabric: Fabric, players: Players, name: str, loss: Tensor) -> None:
    """One step of a network's optimiser down a loss, whose mean over all processes counts."""
    optimiser = players.optimisers[name]
    optimiser.zero_grad()
    loss.backward()
    if fabric.world_size > 1:
        average_gradients(fabric, players.plain[name])
    optimiser.step()


def average_gradients(fabric: Fabric, network: nn.Module) -> None:
    """Put the mean over all processes in the place of each gradient."""
    gradients = [weight.grad for weight in network.parameters() if weight.grad is not None]
    shared = fabric.all_reduce(torch.cat([gradient.flatten() for gradient in gradients]), reduce_op="mean")
    assert isinstance(shared, Tensor)
    for gradient, part in zip(gradients, shared.split([gradient.numel() for gradient in gradients]), strict=True):
        gradient.copy_(part.view_as(gradient))

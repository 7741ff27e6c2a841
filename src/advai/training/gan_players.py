"""The two networks of a GAN's run, and what trains them."""

import copy
from collections.abc import Callable
from functools import partial

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from ..config import counter_generator
from ..models import Generator, ImageCritic, Phase, ProgressiveCritic, ProgressiveGenerator
from .gan_config import GanConfig
from .players import Players

GENERATOR, CRITIC = "generator", "critic"
AnyGenerator = Generator | ProgressiveGenerator


def new_generator(config: GanConfig) -> AnyGenerator:
    """The untrained generator, drawn from the seed."""
    kind = ProgressiveGenerator if config.network.kind == "progressive" else Generator
    return kind(config.network, counter_generator(config.seed, "weights", GENERATOR))


def new_critic(config: GanConfig) -> ImageCritic | ProgressiveCritic:
    """The untrained critic, drawn from the seed."""
    kind = ProgressiveCritic if config.network.kind == "progressive" else ImageCritic
    return kind(config.network, counter_generator(config.seed, "weights", CRITIC))


def new_gan_players(config: GanConfig, fabric: Fabric) -> Players:
    """Both on their device with an Adam each; nothing is wrapped, since `gan_step` keeps processes in step itself."""
    plain: dict[str, nn.Module] = {GENERATOR: new_generator(config), CRITIC: new_critic(config)}
    rates = {GENERATOR: config.learning_rate, CRITIC: config.critic_learning_rate or config.learning_rate}
    optimisers = {}
    for name, network in plain.items():
        network.to(fabric.device)
        optimisers[name] = torch.optim.Adam(network.parameters(), lr=rates[name], betas=config.betas, fused=True)
    kept = [GENERATOR] if config.averaging else []
    average = {name: copy.deepcopy(plain[name]).requires_grad_(False).eval() for name in kept}
    return Players(plain=plain, wrapped=plain, optimisers=optimisers, average=average)


def at(network: Callable[..., Tensor], phase: Phase | None) -> Callable[..., Tensor]:
    """A network as of a phase; one that does not grow as it is."""
    return network if phase is None else partial(network, phase=phase)

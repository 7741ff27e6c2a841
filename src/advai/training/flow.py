"""Learning a flow: its velocity is regressed on straight lines from noise to latents (flow matching)."""

import copy
import math
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor
from torch.optim.swa_utils import get_ema_multi_avg_fn

from ..config import counter_generator
from ..models import Drop, Flow, Hidden
from .correction import CorrectionTrainingConfig, Draw
from .flow_config import FlowTrainingConfig
from .precision import uses_bfloat16


class FlowPlayers(NamedTuple):
    """The flow that learns, and the moving average of its weights, which is what is kept."""

    flow: Flow
    average: Flow
    optimiser: torch.optim.Adam


class FlowLosses(NamedTuple):
    """What a step reports, as a tensor, so that the loop need not wait for the device."""

    flow: Tensor


def new_flow(
    config: FlowTrainingConfig, covariance: Float[Tensor, "latent latent"], seed: int, device: torch.device
) -> FlowPlayers:
    """An untrained flow on `device`, that of a Gaussian of the standardised latents' covariance."""
    flow = Flow(config.network, counter_generator(seed, "flow"))
    flow.set_covariance(covariance)
    flow.to(device)
    optimiser = torch.optim.Adam(flow.parameters(), lr=config.learning_rate, betas=config.betas, fused=True)
    return FlowPlayers(flow, copy.deepcopy(flow).requires_grad_(False), optimiser)


def flow_step(
    players: FlowPlayers, config: CorrectionTrainingConfig, draw: Draw, step: int, device: torch.device
) -> FlowLosses:
    """One move of the flow; `draw` gives standardised latents. What it draws depends on the seed and the step alone."""
    assert config.flow is not None
    generator = counter_generator(config.seed, "flow step", step, device=device)
    z = draw(config.batch, generator)
    noise = torch.randn(z.shape, generator=generator, device=device)
    s = torch.rand(len(z), 1, generator=generator, device=device)
    u, angles = players.flow.unit(z), players.flow.angles(s)
    sin, cos = angles.sin(), angles.cos()
    with torch.autocast(device.type, torch.bfloat16, enabled=uses_bfloat16(config.precision, device)):
        turning = players.flow(cos * noise + sin * u, s, dropping(config.flow.dropout, generator)).float()
    weight = players.flow.deviations / ((1 - s).square() + (s * players.flow.deviations).square()).sqrt()
    loss = (weight * (turning - (cos * u - sin * noise))).square().mean()  # that of the velocity of the latents
    players.optimiser.zero_grad()
    loss.backward()
    for group in players.optimiser.param_groups:
        group["lr"] = step_size(config.flow, step, config.steps)
    players.optimiser.step()
    keep = min(config.flow.averaging, (step + 1) / (step + 10))
    get_ema_multi_avg_fn(keep)(list(players.average.parameters()), list(players.flow.parameters()), step)
    return FlowLosses(loss.detach())


def dropping(share: float, generator: torch.Generator) -> Drop | None:
    """Sets a share of the units to zero and makes up for it in the others (Srivastava et al., JMLR 2014)."""
    if share == 0:
        return None

    def drop(hidden: Hidden) -> Hidden:
        chances = torch.rand(hidden.shape, generator=generator, device=hidden.device)
        return hidden * (chances >= share) / (1 - share)

    return drop


def step_size(config: FlowTrainingConfig, step: int, steps: int) -> float:
    """The step size at `step` of `steps`."""
    return config.learning_rate * min(1.0, (step + 1) / config.warm_up) * (1 + math.cos(math.pi * step / steps)) / 2

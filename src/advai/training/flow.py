"""Learning a flow: its velocity is regressed on straight lines from noise to latents (flow matching)."""

import copy
import dataclasses
import math
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor
from torch.optim.swa_utils import get_ema_multi_avg_fn

from ..config import counter_generator
from ..distributions import Empirical, Source
from ..models import Drop, Flow, Hidden
from ..paths import NormalScores
from ..shapes import Points
from .correction import CorrectionTrainingConfig, Draw
from .flow_config import FlowTrainingConfig
from .precision import uses_bfloat16

GLANCED, LEAST_GLANCES = 8192, 8
"""Points at which a flow's errors are seen, about, and the least times of each latent."""
PAST_BEST = 3.0
"""Standard errors that a flow is worse than it was, from which on it learns by heart."""
AT_HAND = 1 << 28
"""Numbers in given latents up to which all of their scores are held in memory."""
CLOUD, LEAST_CLOUD = 1 << 23, 1 << 13
"""Numbers in the cloud that shows the covariance of scores, and the least points of it."""
MOST_MOVED, NO_VARIANCE = 2048, 1e-6
"""Principal axes along which there is something to learn: so many at most, and of more than this variance of scores."""


class FlowPlayers(NamedTuple):
    """The flow that learns, the moving average of its weights, which is what is kept, and that at its best so far."""

    flow: Flow
    average: Flow
    best: Flow
    optimiser: torch.optim.Adam


class FlowLosses(NamedTuple):
    """What a step reports, as a tensor, so that the loop need not wait for the device."""

    flow: Tensor


@dataclasses.dataclass
class EarlyStopping:
    """Tests of a flow on latents that it does not learn from, in its units; the errors of its best are remembered."""

    players: FlowPlayers
    u: Points
    seed: int
    at_best: Float[Tensor, " points"] | None = None

    def due(self) -> bool:
        """Whether the average is plainly worse than it was at its best.

        From there on it learns by heart what it learns from. Where it is better than ever, it is the best from now on.
        """
        average, best = self.players.average, self.players.best
        now = errors_on(average, self.u, self.seed)
        at_best = errors_on(best, self.u, self.seed) if self.at_best is None else self.at_best
        worse = now - at_best
        if float(worse.mean()) < 0 or not best.out.weight.any():  # the first steps may be worse than none
            best.load_state_dict(average.state_dict())
            at_best, worse = now, torch.zeros_like(now)
        self.at_best = at_best
        return float(worse.mean()) > PAST_BEST * float(worse.std()) / math.sqrt(len(worse))


def flow_of(
    source: Source, scores: NormalScores, config: FlowTrainingConfig, seed: int, device: torch.device
) -> tuple[FlowPlayers, Draw]:
    """An untrained flow of a source's normal scores, and draws of them in its units (`Flow.unit`).

    Those of given latents are computed once.
    """
    if isinstance(source, Empirical) and source.count * source.dim <= AT_HAND:
        known = source.mapped(scores)
        players = new_flow(config, known.covariance(), seed, device)
        return players, known.mapped(copy.deepcopy(players.average).to("cpu").unit).sample
    cloud = scores(source.sample(max(LEAST_CLOUD, CLOUD // source.dim), torch.Generator().manual_seed(0)))
    players = new_flow(config, torch.cov(cloud.T), seed, device)
    here = copy.deepcopy(scores).to(device)
    return players, lambda count, generator: players.average.unit(here(source.sample(count, generator)))


def new_flow(
    config: FlowTrainingConfig, covariance: Float[Tensor, "latent latent"], seed: int, device: torch.device
) -> FlowPlayers:
    """An untrained flow on `device`, that of a Gaussian of this covariance; its network moves those axes that vary.

    At first it looks at wide axes more than at narrow ones: in their units a thin curve is two axes that have something
    to learn among many that have not, and on two of five draws it was never found (log, 2026-11-30).
    """
    variances, axes = torch.linalg.eigh(covariance.double())
    moved = int((variances > NO_VARIANCE).sum().clamp(1, MOST_MOVED))
    flow = Flow(dataclasses.replace(config.network, moved=moved), counter_generator(seed, "flow"))
    flow.set_axes(axes, variances)
    with torch.no_grad():
        flow.place.weight.mul_(attention(flow.deviations[-moved:]))
    flow.to(device)
    optimiser = torch.optim.Adam(flow.parameters(), lr=config.learning_rate, betas=config.betas, fused=True)
    average, best = (copy.deepcopy(flow).requires_grad_(False) for _ in range(2))
    return FlowPlayers(flow, average, best, optimiser)


def attention(deviations: Float[Tensor, " axes"]) -> Float[Tensor, " axes"]:
    """What the first weights on each axis are multiplied by: the root of its deviation, their mean square 1."""
    return deviations.sqrt() / deviations.mean().sqrt()


def flow_step(
    players: FlowPlayers, config: CorrectionTrainingConfig, draw: Draw, step: int, device: torch.device
) -> FlowLosses:
    """One move of the flow; `draw` gives latents in its units. What it draws depends on the seed and the step alone."""
    assert config.flow is not None
    generator = counter_generator(config.seed, "flow step", step, device=device)
    u = draw(config.batch, generator)
    noise = torch.randn(u.shape, generator=generator, device=device)
    s = torch.rand(len(u), 1, generator=generator, device=device)
    drop = dropping(config.flow.dropout, generator)
    with torch.autocast(device.type, torch.bfloat16, enabled=uses_bfloat16(config.precision, device)):
        turning, wanted = turning_of(players.flow, u, noise, s, drop)
    loss = (turning - wanted).square().mean()
    players.optimiser.zero_grad()
    loss.backward()
    for group in players.optimiser.param_groups:
        group["lr"] = step_size(config.flow, step, config.steps)
    players.optimiser.step()
    keep = min(config.flow.averaging, (step + 1) / (step + 10))
    get_ema_multi_avg_fn(keep)(list(players.average.parameters()), list(players.flow.parameters()), step)
    return FlowLosses(loss.detach())


def turning_of(
    flow: Flow, u: Points, noise: Points, s: Float[Tensor, "points 1"], drop: Drop | None = None
) -> tuple[Points, Points]:
    """What a flow does between noise and latents u, in its units, and what it should do, in those of their velocity."""
    angles = flow.angles(s)
    sin, cos = angles.sin(), angles.cos()
    turning = flow(cos * noise + sin * u, s, drop).float()
    weight = flow.deviations / ((1 - s).square() + (s * flow.deviations).square()).sqrt()
    return weight * turning, weight * (cos * u - sin * noise)


def explains_more(flow: Flow, z: Points, seed: int) -> bool:
    """Whether a flow knows more than that of a Gaussian of the scores of latents that it has not learned from.

    That one's path is the moment-matched one of even speed. The mean gain over the latents has to be twice its standard
    error: a sharper test than two samples, as each latent is its own control.
    """
    gains = -errors_on(flow, flow.unit(z), seed)
    return float(gains.mean()) > 2 * float(gains.std()) / math.sqrt(len(z))


@torch.no_grad()
def errors_on(flow: Flow, u: Points, seed: int) -> Float[Tensor, " points"]:
    """What a flow's loss on each of these latents, in its units, is beyond that of a Gaussian's flow."""
    generator = counter_generator(seed, "errors of a flow")
    times = max(LEAST_GLANCES, GLANCED // len(u))
    errors = torch.zeros(len(u))
    for k in range(times):
        s = torch.full((len(u), 1), (k + 0.5) / times, device=u.device)
        turning, wanted = turning_of(flow, u, torch.randn(u.shape, generator=generator).to(u.device), s)
        errors += ((wanted - turning).square() - wanted.square()).mean(dim=1).cpu() / times
    return errors


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

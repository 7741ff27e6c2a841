"""One step of training, the same for all of the family: the autoencoder's move, its critics', the probe's.

All see the same forward pass, as in ACAI's program. The autoencoder's gradient is taken first, with the critics frozen;
then the critics' on the images that it made, cut off from it; then all move at once.
"""

from typing import NamedTuple

import torch
from lightning_fabric import Fabric
from torch import Tensor
from torch.nn.functional import cross_entropy

from ..shapes import Images, Points
from .learner import Labels, Values
from .players import PROBE, Players, encode
from .run_config import RunConfig
from .sentinels import gradient_norm
from .terms import Coding, Corrupting, Costing, Forward, Losses, Stage


class Passed(NamedTuple):
    """What a step leaves: its losses by term, each a mean over this process's samples, and the codes of all.

    `gradient_norm` is that of all networks' gradients; None unless the step was watched.
    """

    losses: Values
    codes: Points
    gradient_norm: Tensor | None


def train_step(
    fabric: Fabric,
    players: Players,
    config: RunConfig,
    stage: Stage,
    x: Images,
    labels: Labels | None,
    *,
    watched: bool = False,
) -> Passed:
    """Move every player once, on this process's share `x` of the global batch."""
    losses: Values = {}
    with fabric.autocast(), players.critics_frozen():
        forward, costs = forward_pass(config, stage, x)
        losses |= {name: cost.mean() for name, cost in costs.items()}
        played = {
            name: term.losses(forward, stage) for name, term in config.terms.present() if isinstance(term, Costing)
        }
        losses |= {name: both.autoencoder.mean() for name, both in played.items()}
    fabric.backward(torch.stack(list(losses.values())).sum())
    losses |= critics_backward(fabric, played)
    if labels is not None:
        losses[PROBE] = probe_backward(fabric, players, config, stage, forward, labels)
    norm = gradient_norm(players.plain.values()) if watched else None
    players.step()
    return Passed({name: loss.detach() for name, loss in losses.items()}, forward.every_z.detach(), norm)


def forward_pass(config: RunConfig, stage: Stage, x: Images) -> tuple[Forward, Values]:
    """The way of the images through the autoencoder, with what the codes cost on it, by term."""
    seen = x
    for _, term in config.terms.present():
        if isinstance(term, Corrupting):
            seen = term.corrupt(seen, stage)
    z = given = stage.networks["encoder"](seen)
    costs: Values = {}
    for name, term in config.terms.present():
        if isinstance(term, Coding):
            z, given, loss = term.code(z, stage)
            if loss is not None:
                costs[name] = loss
    x_hat = stage.networks["decoder"](given)
    every_z = stage.gather(z)
    return Forward(x, x_hat, z, every_z.flip(0)[stage.draws.own], every_z), costs


def critics_backward(fabric: Fabric, played: dict[str, Losses]) -> Values:
    """The critics' losses by term, after their step back; a critic that several terms share sees their sum."""
    with fabric.autocast():
        losses = {f"{name}_critic": both.critic().mean() for name, both in played.items() if both.critic is not None}
    if losses:
        fabric.backward(torch.stack(list(losses.values())).sum())
    return losses


def probe_backward(
    fabric: Fabric, players: Players, config: RunConfig, stage: Stage, forward: Forward, labels: Labels
) -> Tensor:
    """The joint probe's loss on the codes of clean images, which it does not touch, after its step back."""
    z = forward.z.detach()
    if any(isinstance(term, Corrupting) for _, term in config.terms.present()):
        with torch.no_grad(), fabric.autocast():
            z = encode(players.plain, config.terms, forward.x)
    loss = cross_entropy(stage.networks[PROBE](z).float(), labels)
    fabric.backward(loss)
    return loss

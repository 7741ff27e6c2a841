"""One step of training, the same for all of the family: the autoencoder's move, its critics', the probe's.

All see the same forward pass, as in ACAI's program, and one step back through it has the gradients of all: critics get
none of the autoencoder's loss, and the autoencoder none of theirs. Then all move at once. In the last steps of a run
the decoder may learn alone.
"""

from typing import NamedTuple

import torch
from lightning_fabric import Fabric
from torch import Tensor
from torch.nn.functional import cross_entropy

from ..losses import squared_error
from ..shapes import Images, Points
from .learner import Labels, Values
from .players import PROBE, Players, encode
from .run_config import RunConfig
from .sentinels import gradient_norm
from .terms import Coding, Corrupting, Costing, Forward, Stage


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
    alone: bool = False,
    watched: bool = False,
) -> Passed:
    """Move every player once, on this process's share `x` of the global batch; `alone`: the decoder, and the probe."""
    with fabric.autocast():
        losses, codes = (decoder_losses if alone else all_losses)(players, config, stage, x, labels)
    fabric.backward(torch.stack(list(losses.values())).sum())
    norm = gradient_norm(players.plain.values()) if watched else None
    players.step()
    return Passed({name: loss.detach() for name, loss in losses.items()}, codes.detach(), norm)


def all_losses(
    players: Players, config: RunConfig, stage: Stage, x: Images, labels: Labels | None
) -> tuple[Values, Points]:
    """What all terms and the probe lose on a batch, and the codes of the global one."""
    forward, losses = forward_pass(config, stage, x)
    for name, term in config.terms.present():
        if isinstance(term, Costing):
            both = term.losses(forward, stage)
            losses[name] = both.autoencoder.mean()
            if both.critic is not None:
                losses[f"{name}_critic"] = both.critic.mean()
    if labels is not None:
        losses[PROBE] = probe_loss(players, config, stage, forward, labels)
    return losses, forward.every_z


def decoder_losses(
    players: Players, config: RunConfig, stage: Stage, x: Images, labels: Labels | None
) -> tuple[Values, Points]:
    """What the decoder loses on codes as they are used, which get no gradient, and the probe."""
    assert config.terms.reconstruction is not None
    with torch.no_grad():
        z = encode(players.plain, config.terms, x)
    losses = {"reconstruction": config.terms.reconstruction.weight * squared_error(x, stage.decode(z)).mean()}
    if labels is not None:
        losses[PROBE] = cross_entropy(stage.networks[PROBE](z).float(), labels)
    return losses, stage.gather(z)


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
                costs[name] = loss.mean()
    x_hat = stage.networks["decoder"](given)
    every_z = stage.gather(z)
    return Forward(x, x_hat, z, every_z.flip(0)[stage.draws.own], every_z), costs


def probe_loss(players: Players, config: RunConfig, stage: Stage, forward: Forward, labels: Labels) -> Tensor:
    """The joint probe's loss on the codes of clean images, which it does not touch."""
    z = forward.z.detach()
    if any(isinstance(term, Corrupting) for _, term in config.terms.present()):
        with torch.no_grad():
            z = encode(players.plain, config.terms, forward.x)
    return cross_entropy(stage.networks[PROBE](z).float(), labels)

"""The networks of a run by name, how images become codes through them and back, and what trains them."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import nn
from torch.optim.swa_utils import get_ema_multi_avg_fn

from ..config import counter_generator
from ..models import Decoder, Encoder, linear_layer
from ..shapes import Images, Points
from .run_config import RunConfig
from .terms import Decoding, Encoding, Networks, Terms, WithCritics, WithParts

PROBE = "probe"


def autoencoder_parts(config: RunConfig) -> dict[str, nn.Module]:
    """The untrained networks that make up the autoencoder, `encoder` and `decoder` and the terms' parts."""
    parts: dict[str, nn.Module] = {
        "encoder": Encoder(config.network, counter_generator(config.seed, "weights", "encoder")),
        "decoder": Decoder(config.network, counter_generator(config.seed, "weights", "decoder")),
    }
    for name, term in config.terms.present():
        if isinstance(term, WithParts):
            parts |= term.parts(config.network, counter_generator(config.seed, "weights", name))
    return parts


def critics(config: RunConfig) -> dict[str, nn.Module]:
    """The untrained networks that are trained against the autoencoder; terms share those of one name."""
    found: dict[str, nn.Module] = {}
    for _, term in config.terms.present():
        if isinstance(term, WithCritics):
            found = term.critics(config.network, counter_generator(config.seed, "weights", "critics")) | found
    return found


def joint_probe(config: RunConfig) -> dict[str, nn.Module]:
    """The untrained joint probe, where there is one."""
    if not config.classes:
        return {}
    return {PROBE: linear_layer(config.network.dim, config.classes, counter_generator(config.seed, "weights", PROBE))}


def encode(networks: Networks, terms: Terms, x: Images) -> Points:
    """The codes of images, as they are used."""
    z = networks["encoder"](x)
    for _, term in terms.present():
        if isinstance(term, Encoding):
            z = term.encode(z, networks)
    return z


def decode(networks: Networks, terms: Terms, z: Points) -> Images:
    """The images of codes."""
    for _, term in terms.present():
        if isinstance(term, Decoding):
            z = term.decode(z, networks)
    return networks["decoder"](z)


@dataclass(frozen=True, kw_only=True)
class Players:
    """All networks of a run: `plain` as they are, `wrapped` so that processes stay in step; optimisers by network.

    `average` has the moving averages of the autoencoder's parts and the probe; empty where none are kept.
    """

    plain: Mapping[str, nn.Module]
    wrapped: Mapping[str, nn.Module]
    optimisers: Mapping[str, torch.optim.Optimizer]
    average: Mapping[str, nn.Module]

    def networks(self) -> dict[str, nn.Module]:
        """All of them by the name that a checkpoint keeps them under."""
        return {**self.plain, **{f"average_{name}": network for name, network in self.average.items()}}

    @property
    def used(self) -> Networks:
        """The networks that encode, decode and probe: the averages where they are kept."""
        return {**self.plain, **self.average}

    def step(self) -> None:
        """One step of every optimiser; the gradients are then forgotten."""
        for optimiser in self.optimisers.values():
            optimiser.step()
            optimiser.zero_grad()


def update_averages(players: Players, averaging: float, step: int) -> None:
    """Move the averages after `step` earlier moves, farther in the first ones, so that the start is forgotten."""
    move = get_ema_multi_avg_fn(min(averaging, (step + 1) / (step + 10)))
    for name, average in players.average.items():
        network = players.plain[name]
        move(list(average.parameters()), list(network.parameters()), step)
        for kept, current in zip(average.buffers(), network.buffers(), strict=True):
            kept.copy_(current)

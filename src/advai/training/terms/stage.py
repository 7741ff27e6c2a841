"""What a term sees of a step, and what it gives; the parts that a term can play.

A term is a frozen dataclass: its fields are its settings, its methods the parts it plays.

- `Corrupting`  changes the images before the encoder (input noise).
- `Coding`      changes codes on their way to the decoder in training (dropout, a posterior, a codebook).
- `Encoding`    changes them in use too: what `encode` gives.      `Decoding`: what `decode` does first.
- `Costing`     adds to the autoencoder's loss, and to its critic's.
- `WithParts`   brings networks that are trained with the autoencoder; `WithCritics` such as are trained against it.
                Networks of one name are one network, which terms share.

All batch statistics are those of the global batch, so that any number of processes computes one thing: `draws` are cut
out of draws for all its samples, `Forward.every_z` has the codes of all, and sample i is paired with sample B - 1 - i.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

import torch
from torch import Tensor, nn
from torch.func import functional_call

from ...models import ImageNetworkConfig
from ...shapes import Images, Path, PerSample, Points
from ..draws import Draws

Networks = Mapping[str, nn.Module]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What a step is played with.

    `networks` pass gradients on and keep their own in step between processes; `frozen` are the same without wrapping,
    to be called where they only pass gradients on. `gather` gives the rows of all processes, with their gradients.
    """

    networks: Networks
    frozen: Networks
    draws: Draws
    gather: Callable[[Points], Points]
    decode: Callable[[Points], Images]
    path: Path


class Coded(NamedTuple):
    """A code, what the decoder is given of it, and what that costs."""

    z: Points
    given: Points
    loss: PerSample | None = None


class Forward(NamedTuple):
    """The way of a batch through the autoencoder; `partner` has the code that each is paired with."""

    x: Images
    x_hat: Images
    z: Points
    partner: Points
    every_z: Points


class Losses(NamedTuple):
    """What a term adds: to the autoencoder's loss, weighted, and to its critic's.

    The gradient of the sum of both has each side's own in its networks. A value may be told alone, without a gradient,
    where that of the other brings it along.
    """

    autoencoder: PerSample
    critic: PerSample | None = None


def passed_on(network: nn.Module, x: Tensor) -> Tensor:
    """`network(x)`, with a gradient for x and none for the network."""
    frozen = {name: weight.detach() for name, weight in network.named_parameters()}
    return functional_call(network, frozen, (x,))


@runtime_checkable
class Corrupting(Protocol):
    """Changes images before the encoder."""

    def corrupt(self, x: Images, stage: Stage) -> Images:
        """The images that the encoder sees."""
        ...


@runtime_checkable
class Coding(Protocol):
    """Changes codes in training."""

    def code(self, z: Points, stage: Stage) -> Coded:
        """From what the encoder gave, or the term before."""
        ...


@runtime_checkable
class Encoding(Protocol):
    """Changes codes in use."""

    def encode(self, z: Points, networks: Networks) -> Points:
        """From what the encoder gave, or the term before."""
        ...


@runtime_checkable
class Decoding(Protocol):
    """Changes codes before the decoder, wherever they come from."""

    def decode(self, z: Points, networks: Networks) -> Points:
        """What the decoder is given."""
        ...


@runtime_checkable
class Costing(Protocol):
    """Adds to the losses."""

    def losses(self, forward: Forward, stage: Stage) -> Losses:
        """Its part, one value per sample."""
        ...


@runtime_checkable
class WithParts(Protocol):
    """Has networks that are trained with the autoencoder."""

    def parts(self, network: ImageNetworkConfig, generator: torch.Generator) -> dict[str, nn.Module]:
        """By name."""
        ...


@runtime_checkable
class WithCritics(Protocol):
    """Has networks that are trained against the autoencoder."""

    def critics(self, network: ImageNetworkConfig, generator: torch.Generator) -> dict[str, nn.Module]:
        """By name."""
        ...

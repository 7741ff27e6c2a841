"""What a training run on images trains, as the loop sees it: an autoencoder of the family, or a GAN."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol, runtime_checkable

import torch
from jaxtyping import Int64
from torch import Tensor, nn

from ..shapes import Images, Picture8

Labels = Int64[Tensor, " samples"]
Values = dict[str, Tensor]
Record = dict[str, float]


class Taken(NamedTuple):
    """What a step leaves: its losses by name, each a mean over this process's samples.

    Of a step that is watched also numbers, the same in all processes, and sentences that warn, each under a name: of
    one name, the first is said.
    """

    losses: Mapping[str, Tensor]
    numbers: Mapping[str, float] = {}
    warnings: Mapping[str, str] = {}


@runtime_checkable
class Learner(Protocol):
    """The networks of a run and how they move. What a step draws depends on the seed and the step alone."""

    @property
    def labelled(self) -> bool:
        """Whether it needs the images' labels."""
        ...

    @property
    def headline(self) -> str:
        """The loss that says best how far it is."""
        ...

    def networks(self) -> dict[str, nn.Module]:
        """All that a checkpoint keeps, by name."""
        ...

    def optimisers(self) -> dict[str, torch.optim.Optimizer]:
        """All that a checkpoint keeps, by name."""
        ...

    def step(self, step: int, x: Images, labels: Labels | None, *, watched: bool) -> Taken:
        """Move everything once, on this process's share `x` of the global batch."""
        ...

    def check(self, record: Record, step: int) -> None:
        """Raise `TrainingStopped` where the mean losses since the last look say that going on is useless."""
        ...

    def pictures(self, step: int) -> dict[str, Picture8]:
        """Pictures by name after `step` steps, always of the same images and the same noise."""
        ...

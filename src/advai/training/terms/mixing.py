"""MIDR's term: ACAI's game with a mixing coefficient for every element of the code, and a critic that tells them all.

As `interpolation`, but `z_t = (1 - t) z + t partner` with t of the code's shape, and D's map is not averaged (MIDR-AE,
IJCAI 2019).
"""

import torch
from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from .coefficient_game import CoefficientGame
from .stage import Forward, Losses, Stage


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Mixing(CoefficientGame):
    """The game with a coefficient for every element."""

    def losses(self, forward: Forward, stage: Stage) -> Losses:
        """Both sides of the game on mixtures of each code's elements with its partner's."""
        alpha = stage.draws.uniform("mixing", forward.z.shape[1]) / 2
        mixed = torch.lerp(forward.z, forward.partner, alpha)
        return self.played(forward, stage, mixed, alpha)

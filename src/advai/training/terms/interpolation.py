"""ACAI's term: a critic tells the mixing coefficient of decoded mixtures, and the autoencoder hides it.

`critic: (D(dec(z_t)) - alpha)^2 + D(x_hat + gamma (x - x_hat))^2`, `autoencoder: weight D(dec(z_t))^2`, with
`z_t = path(z, partner, t)` and `alpha = t ~ U[0, 1/2]` (Berthelot et al. 2018). The path is linear, or
the corrected one of AdvAI (Li et al., ICME 2021) where the run has a latent correction. D is the encoder's shape, the
mean of its map.
"""

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from .coefficient_game import CoefficientGame
from .stage import Forward, Losses, Stage


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Interpolation(CoefficientGame):
    """The game with one coefficient for each image."""

    def losses(self, forward: Forward, stage: Stage) -> Losses:
        """Both sides of the game on mixtures of each code with its partner."""
        alpha = stage.draws.uniform("interpolation") / 2
        mixed = stage.path(forward.z, forward.partner, alpha)
        return self.played(forward, stage, mixed, alpha)

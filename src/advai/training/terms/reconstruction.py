"""Reconstruction: `mean (x - x_hat)^2`, the term that every autoencoder has."""

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from ...losses import squared_error
from .stage import Forward, Losses, Stage


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Reconstruction:
    """Its weight."""

    weight: float = Field(default=1.0, ge=0)

    def losses(self, forward: Forward, stage: Stage) -> Losses:
        """The mean squared error of each image."""
        return Losses(self.weight * squared_error(forward.x, forward.x_hat))

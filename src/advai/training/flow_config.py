"""How a flow is learned."""

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from ..models import FlowConfig


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class FlowTrainingConfig:
    """A flow that is learned in place of a game, with the steps, the batch and the precision of that game.

    Step sizes grow over the first `warm_up` steps and fall to zero along a cosine. `dropout`: the share of units that a
    step leaves out, against learning few latents by heart.
    """

    network: FlowConfig
    learning_rate: float = Field(default=4e-3, gt=0)
    betas: tuple[float, float] = (0.9, 0.99)
    dropout: float = Field(default=0.0, ge=0, lt=1)
    warm_up: int = Field(default=100, ge=1)
    averaging: float = Field(default=0.999, ge=0, lt=1)

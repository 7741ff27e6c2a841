"""Input noise: the encoder sees `x + deviation * noise`, and is to give the clean image (Vincent et al. 2010)."""

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from ...shapes import Images
from .stage import Stage


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class InputNoise:
    """The noise's deviation, on images in [-1, 1]."""

    deviation: float = Field(default=1.0, gt=0)

    def corrupt(self, x: Images, stage: Stage) -> Images:
        """The noisy images."""
        return x + self.deviation * stage.draws.normal("input noise", *x.shape[1:])

"""Dropout on the code: the decoder gets it with coordinates at zero, the others larger (Srivastava et al. 2014)."""

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from ...shapes import Points
from .stage import Coded, Stage


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class CodeDropout:
    """The probability of a coordinate to be dropped."""

    drop: float = Field(default=0.5, gt=0, lt=1)

    def code(self, z: Points, stage: Stage) -> Coded:
        """The code, and what is left of it."""
        kept = stage.draws.uniform("code dropout", z.shape[1]) >= self.drop
        return Coded(z, z * kept / (1 - self.drop))

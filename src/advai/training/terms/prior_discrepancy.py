"""The WAE's term: the squared MMD between the batch's codes and N(0, I) (Tolstikhin et al. 2018)."""

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from ...losses import mean_discrepancy
from .stage import Forward, Losses, Stage


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class PriorDiscrepancy:
    """Its weight, and the widths of its Gaussian kernels."""

    weight: float = Field(default=1.0, ge=0)
    sigmas: tuple[float, ...] = (2.0, 5.0, 10.0, 20.0, 40.0, 80.0)

    def losses(self, forward: Forward, stage: Stage) -> Losses:
        """The estimate over the global batch, which all processes share."""
        prior = stage.draws.every_normal("prior", forward.z.shape[1])
        return Losses(self.weight * mean_discrepancy(forward.every_z, prior, self.sigmas))

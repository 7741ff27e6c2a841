"""The complete configuration of a GAN's training run: what `config.yaml` holds."""

from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from ..config import InputError
from ..models import GanNetworkConfig, Phase
from .growth import Growth
from .run_settings import RunSettings


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class GanConfig(RunSettings):
    """How a GAN is trained: the critic moves at every step, on `batch` real images and as many made ones.

    `critic_steps` for one step of the generator. `learning_rate` and `betas` are Adam's, for both; the critic's rate is
    `critic_learning_rate` where it is given. `penalty`: weight of the gradient penalty, which comes at every
    `penalty_steps`-th step, then as many times as heavy. `drift`: weight of the squared scores of real images.
    `averaging`: the generator's moving average is what a run is used with. `growth`: None for a network of one size.
    """

    kind: Literal["gan"] = "gan"
    network: GanNetworkConfig
    critic_steps: int = Field(default=5, ge=1)
    critic_learning_rate: float | None = Field(default=None, gt=0)
    penalty: float = Field(default=10.0, gt=0)
    penalty_steps: int = Field(default=1, ge=1)
    drift: float = Field(default=0.0, ge=0)
    growth: Growth | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        progressive = self.network.kind == "progressive"
        if (self.growth is not None) and not progressive:
            raise InputError("only a network that is progressive grows: set network.kind=progressive, or growth=null.")
        share, group = self.batch // self.devices, self.network.group
        if progressive and share % group:
            raise InputError(
                f"the critic sees the deviation of {group} images at a time, but each of {self.devices} devices has "
                f"{share} of a batch: choose a batch that is a multiple of {group * self.devices} with --set batch=N."
            )

    @property
    def images_until_grown(self) -> int:
        """How many images it takes until the full size is faded in; 0 where nothing grows."""
        return 0 if self.growth is None else self.growth.images_until_grown(self.samples, self.network.sizes)

    def phase(self, steps: int) -> Phase | None:
        """How far the networks are grown after `steps` steps; None where they are of one size."""
        if self.growth is None:
            return None
        return self.growth.phase(steps * self.batch, self.samples, self.network.sizes)

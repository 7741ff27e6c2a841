"""The complete configuration of an autoencoder's training run: what `config.yaml` holds."""

from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from ..config import InputError
from ..models import ImageNetworkConfig
from .correction import CorrectionTrainingConfig
from .run_settings import RunSettings
from .terms import Terms


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class LatentCorrection:
    """The correction whose path the terms interpolate along.

    `before`: learned on N(0, I), `training.steps` long, before the autoencoder, and then left as it is.
    `alternating`: learned on the autoencoder's own codes, one step after one in `every` of its steps; the game sees the
    newest `recent` codes. Seed and precision of the game are the run's; its steps when it alternates follow from those.
    `refit`: when the autoencoder has learned, the default correction is fitted to the codes of its training images, and
    is the run's path from then on; its game takes at most four times as many steps as the autoencoder did.
    """

    order: Literal["before", "alternating"] = "alternating"
    training: CorrectionTrainingConfig
    recent: int = Field(default=4096, ge=64)
    every: int = Field(default=1, ge=1)
    refit: bool = False


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class RunConfig(RunSettings):
    """How an autoencoder is trained; what the terms do is said beside them.

    `classes` of the joint probe, 0 for none: a linear layer that is trained beside on the codes, without touching them.
    """

    kind: Literal["autoencoder"] = "autoencoder"
    network: ImageNetworkConfig
    terms: Terms = Terms()
    correction: LatentCorrection | None = None
    classes: int = Field(default=0, ge=0)
    compile: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.terms.reconstruction is None:
            raise InputError("an autoencoder needs the term reconstruction: leave it in.")

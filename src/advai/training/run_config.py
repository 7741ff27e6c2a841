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
    """The correction of a run's paths.

    `before`: learned on N(0, I), `training.steps` long, before the autoencoder, and then left as it is.
    `alternating`: learned on the autoencoder's own codes, one step after one in `every` of its steps; the game sees the
    newest `recent` codes; its steps follow from the run's.
    `after`: learned on the codes of the training images, once the autoencoder has learned. Until then the run's path is
    linear; in the other orders the terms interpolate along the corrected one. A game takes four times as many steps as
    the autoencoder at most.
    Seed and precision of the game are the run's.
    """

    order: Literal["before", "alternating", "after"] = "alternating"
    training: CorrectionTrainingConfig
    recent: int = Field(default=4096, ge=64)
    every: int = Field(default=1, ge=1)


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class RunConfig(RunSettings):
    """How an autoencoder is trained; what the terms do is said beside them.

    `classes` of the joint probe, 0 for none: a linear layer that is trained beside on the codes, without touching them.
    `decoder_alone`: the last share of the steps, in which the decoder learns on, on reconstruction alone, and the
    encoder and all critics stay as they are.
    """

    kind: Literal["autoencoder"] = "autoencoder"
    network: ImageNetworkConfig
    terms: Terms = Terms()
    correction: LatentCorrection | None = None
    classes: int = Field(default=0, ge=0)
    decoder_alone: float = Field(default=0.0, ge=0, lt=1)
    compile: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.terms.reconstruction is None:
            raise InputError("an autoencoder needs the term reconstruction: leave it in.")

    @property
    def steps_together(self) -> int:
        """Steps before the decoder goes on alone."""
        return self.steps - round(self.decoder_alone * self.steps)

"""The complete configuration of an autoencoder's training run: what `config.yaml` holds."""

from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from ..config import InputError
from ..models import ImageNetworkConfig
from .correction import CorrectionTrainingConfig
from .terms import Terms

FORMAT = 1
"""The version of a run folder's layout; another one is not read."""

CHANGEABLE = (
    "device",
    "devices",
    "threads",
    "logger",
    "log_steps",
    "checkpoint_steps",
    "checkpoint_seconds",
    "picture_steps",
)
"""Settings that a resumed run may have otherwise: they change nothing of what it computes; and `data.workers`."""


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class DataConfig:
    """The images: `name` as `open_images` takes it, the size and channels they are brought to, None for their own.

    `broken`: what is done about an image that cannot be read. `workers` decode ahead; None for
    what suits.
    """

    name: str
    size: int | None = Field(default=None, ge=4)
    channels: int | None = None
    broken: Literal["refuse", "skip"] = "refuse"
    workers: int | None = Field(default=None, ge=0)


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class LatentCorrection:
    """The correction whose path the terms interpolate along.

    `before`: learned on N(0, I), `training.steps` long, before the autoencoder, and then left as it is.
    `alternating`: learned on the autoencoder's own codes, one step after one in `every` of its steps; the game sees the
    newest `recent` codes. Seed and precision of the game are the run's; its steps when it alternates follow from those.
    """

    order: Literal["before", "alternating"] = "alternating"
    training: CorrectionTrainingConfig
    recent: int = Field(default=4096, ge=64)
    every: int = Field(default=1, ge=1)


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class RunConfig:
    """How a run is trained; what the terms do is said beside them.

    `samples`: the budget in training images, in global batches of `batch`, however many devices share them.
    `averaging`: decay of the moving averages of the weights that are then used, 0 for none.
    `classes` of the joint probe, 0 for none: a linear layer that is trained beside on the codes, without touching them.
    `precision`: `auto` is bfloat16 where the hardware multiplies it. `threads`: None for what torch has, all cores
    unless the environment says otherwise, shared by the processes of this machine.
    `log_steps` between two lines of metrics.jsonl, each with the mean losses since the one before.
    `checkpoint_steps` and `picture_steps`: None for the clock alone, and for ten times in a run.
    """

    format: int = FORMAT
    recipe: str
    data: DataConfig
    seed: int = Field(default=0, ge=0)
    samples: int = Field(default=1 << 20, ge=1)
    batch: int = Field(default=64, ge=4, multiple_of=2)
    network: ImageNetworkConfig
    terms: Terms = Terms()
    correction: LatentCorrection | None = None
    learning_rate: float = Field(default=1e-4, gt=0)
    betas: tuple[float, float] = (0.9, 0.999)
    averaging: float = Field(default=0.0, ge=0, lt=1)
    classes: int = Field(default=0, ge=0)
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    compile: bool = False
    device: str = "auto"
    devices: int = Field(default=1, ge=1)
    threads: int | None = Field(default=None, ge=1)
    logger: Literal["tensorboard", "wandb", "mlflow", "none"] = "tensorboard"
    log_steps: int = Field(default=50, ge=1)
    checkpoint_steps: int | None = Field(default=None, ge=1)
    checkpoint_seconds: float = Field(default=60.0, ge=0)
    picture_steps: int | None = Field(default=None, ge=1)

    def __post_init__(self) -> None:
        if self.format != FORMAT:
            raise InputError(
                f"this configuration is of format {self.format}, and this version of advai reads {FORMAT}: "
                "use the version that wrote it."
            )
        if self.batch % self.devices:
            raise InputError(
                f"a batch of {self.batch} cannot be shared evenly by {self.devices} devices: "
                "choose a multiple of their number with --set batch=N."
            )
        if self.terms.reconstruction is None:
            raise InputError("an autoencoder needs the term reconstruction: leave it in.")

    @property
    def steps(self) -> int:
        """Steps of training: the samples in whole batches."""
        return -(-self.samples // self.batch)

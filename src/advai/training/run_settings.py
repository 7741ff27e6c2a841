"""What the configurations of all training runs on images share, whatever is trained: data, budget, devices, looks."""

from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from ..config import InputError

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
class RunSettings:
    """How a run is trained.

    `samples`: the budget in training images, in global batches of `batch`, however many devices share them.
    `averaging`: decay of the moving averages of the weights that are then used, 0 for none.
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
    learning_rate: float = Field(default=1e-4, gt=0)
    betas: tuple[float, float] = (0.9, 0.999)
    averaging: float = Field(default=0.0, ge=0, lt=1)
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
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

    @property
    def steps(self) -> int:
        """Steps of training: the samples in whole batches."""
        return -(-self.samples // self.batch)

    def pictured(self, step: int) -> bool:
        """Whether the run shows pictures of itself after `step` steps."""
        return step == self.steps or step % (self.picture_steps or max(1, self.steps // 10)) == 0

    def looked_at(self, step: int) -> bool:
        """Whether anything is written after `step` steps: numbers, a checkpoint that is due by steps, pictures."""
        return self.pictured(step) or any(
            step % every == 0 for every in (self.log_steps, self.checkpoint_steps or self.steps)
        )

"""Where scalars and pictures go besides metrics.jsonl: TensorBoard, or W&B or MLflow as loggers of Fabric's kind."""

from abc import abstractmethod
from argparse import Namespace
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lightning_fabric.loggers.logger import Logger
from lightning_fabric.loggers.tensorboard import TensorBoardLogger

from ..config import InputError
from ..shapes import Picture8


class RunLogger(Logger):
    """A Fabric logger that begins on first use, in the one process that writes; `begin` gives the service's handle."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.options: dict[str, Any] = {}
        self._service: Any = None

    @property
    def name(self) -> str:
        """The run folder's name."""
        return self.out.name

    @property
    def version(self) -> str:
        """The run folder, which is what makes a run one."""
        return str(self.out)

    @property
    def service(self) -> Any:
        """The service's own handle, begun if it is not."""
        if self._service is None:
            self._service = self.begin()
        return self._service

    @abstractmethod
    def begin(self) -> Any:
        """Begin the run at the service."""

    def log_hyperparams(self, params: dict[str, Any] | Namespace, *args: Any, **kwargs: Any) -> None:
        """Keep the configuration for the beginning."""
        self.options = dict(vars(params) if isinstance(params, Namespace) else params)


class WandbLogger(RunLogger):
    """Weights & Biases."""

    def begin(self) -> Any:
        """A run of the project `advai`, the same again when resumed."""
        name = self.out.name
        return import_module("wandb").init(
            project="advai", name=name, id=name, resume="allow", dir=self.out, config=self.options
        )

    def log_metrics(self, metrics: dict[str, float], step: int | None = None) -> None:
        """Send scalars."""
        self.service.log(metrics, step=step)

    def picture(self, name: str, pixels: Picture8, step: int) -> None:
        """Send a picture."""
        image = import_module("wandb").Image(pixels.permute(1, 2, 0).numpy())
        self.service.log({name: image}, step=step)

    def finalize(self, status: str) -> None:
        """End the run at the service."""
        if self._service is not None:
            self._service.finish()


class MLFlowLogger(RunLogger):
    """MLflow, at the place that MLFLOW_TRACKING_URI names."""

    def begin(self) -> Any:
        """A run of the experiment `advai`."""
        mlflow = import_module("mlflow")
        mlflow.set_experiment("advai")
        mlflow.start_run(run_name=self.out.name)
        mlflow.log_dict(self.options, "config.yaml")
        return mlflow

    def log_metrics(self, metrics: dict[str, float], step: int | None = None) -> None:
        """Send scalars."""
        self.service.log_metrics(metrics, step=step)

    def picture(self, name: str, pixels: Picture8, step: int) -> None:
        """Send a picture."""
        self.service.log_image(pixels.permute(1, 2, 0).numpy(), f"{name}-{step}.png")

    def finalize(self, status: str) -> None:
        """End the run at the service."""
        if self._service is not None:
            self._service.end_run()


class EventsLogger(TensorBoardLogger):
    """TensorBoard's events in the run folder itself; those after `done` steps of an earlier start are dropped."""

    def __init__(self, out: Path, done: int) -> None:
        super().__init__(root_dir=out, name="", version="", purge_step=done + 1 if done else None)

    def picture(self, name: str, pixels: Picture8, step: int) -> None:
        """Write a picture."""
        self.experiment.add_image(name, pixels, step)


AnyLogger = EventsLogger | WandbLogger | MLFlowLogger


def check_logger(name: str) -> None:
    """Raise `InputError` where the package of this logger is missing."""
    if name in ("wandb", "mlflow") and find_spec(name) is None:
        raise InputError(f"logger={name} needs the package {name}: install it with pip install {name}.")


def new_logger(name: str, out: Path, done: int, config: Mapping[str, Any]) -> AnyLogger | None:
    """The logger of that name for the run folder, of which `done` steps are there already; None for `none`."""
    if name == "tensorboard":
        return EventsLogger(out, done)
    if name == "none":
        return None
    logger = WandbLogger(out) if name == "wandb" else MLFlowLogger(out)
    logger.log_hyperparams(dict(config))
    return logger

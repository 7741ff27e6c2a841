"""The optional loggers, with stand-ins for their packages."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

from advai.config import InputError
from advai.training.loggers import check_logger, new_logger

PIXELS = torch.zeros(1, 4, 6, dtype=torch.uint8)


class Calls(ModuleType):
    """A package that writes down what is called."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*arguments: Any, **options: Any) -> "Calls":
            self.calls.append((name, arguments, options))
            return self

        return call


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("wandb", ["init", "log", "Image", "log", "finish"]),
        ("mlflow", ["set_experiment", "start_run", "log_dict", "log_metrics", "log_image", "end_run"]),
    ],
)
def test_scalars_and_pictures_reach_the_service(
    name: str, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Calls(name)
    monkeypatch.setitem(sys.modules, name, package)
    logger = new_logger(name, tmp_path / "run", 0, {"seed": 7})
    assert logger is not None and package.calls == []
    logger.log_metrics({"reconstruction": 0.5}, 3)
    logger.picture("samples", PIXELS, 3)
    logger.finalize("success")
    assert [call[0] for call in package.calls] == expected
    assert any({"seed": 7} in (*call[1], *call[2].values()) for call in package.calls)


def test_none_is_no_logger_and_a_missing_package_is_said_at_once(tmp_path: Path) -> None:
    assert new_logger("none", tmp_path, 0, {}) is None
    for name in ("wandb", "mlflow"):
        with pytest.raises(InputError, match=f"logger={name} needs the package {name}: install it with pip"):
            check_logger(name)
    assert check_logger("tensorboard") is None

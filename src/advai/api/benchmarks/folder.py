"""The folder of a benchmark: what all cells have in common, one process at a time, gone on with on the same terms."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import Any

import yaml

from ...config import InputError
from ...results import check_output_folder, write_aside


def check_numbers(*, seeds: int, jobs: int | None) -> None:
    """Raise `InputError` for no seeds or no processes."""
    for name, value in (("seeds", seeds), ("jobs", jobs)):
        if value is not None and value < 1:
            raise InputError(f"{name} must be 1 or more, but {value} was given.")


def read_config(out: FilePath, command: str) -> Mapping[str, Any]:
    """What the cells in a folder have in common; `InputError` when it is not that of this benchmark."""
    try:
        config = yaml.safe_load((out / "config.yaml").read_text())
    except (OSError, ValueError, yaml.YAMLError):
        config = None
    if not isinstance(config, dict) or config.get("command") != command:
        raise InputError(f"{str(out)!r} is not the folder of a benchmark: name the one that a benchmark made.")
    return config


@contextmanager
def benchmark_folder(out: FilePath, config: Mapping[str, Any]) -> Iterator[None]:
    """A folder that is new, empty or a benchmark's of the same settings, for this process alone while the body runs."""
    if (out / "config.yaml").is_file():
        before = read_config(out, config["command"])
        for name, value in config.items():
            if before.get(name) != value:
                again = f"leave --{name} away" if before.get(name) is None else f"give --{name} {before.get(name)}"
                raise InputError(
                    f"the cells in {str(out)!r} were made with other settings ({name} {before.get(name)}, not {value}):"
                    f" {again}, or name a new folder with --out."
                )
    else:
        check_output_folder(out)
        out.mkdir(parents=True, exist_ok=True)
        write_aside(out / "config.yaml", yaml.safe_dump(dict(config), sort_keys=False))
    with locked(out):
        yield


@contextmanager
def locked(out: FilePath) -> Iterator[None]:
    """Within: no other process has this lock; it falls with the process. Nothing where the system has no such locks."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        file = (out / ".lock").open("w")
    except OSError as error:
        raise InputError(f"cannot write into {str(out)!r} ({error.strerror}): choose another folder.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"another benchmark is at work in {str(out)!r}: wait for it, or name another.") from None
        yield

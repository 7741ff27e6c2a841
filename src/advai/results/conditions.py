"""The conditions that a result came from: versions, device, threads, commit and seed."""

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch

PACKAGES = ("advai", "torch", "numpy", "scikit-learn")
PROJECT = Path(__file__).parents[3]


def environment(seed: int, *, device: str | torch.device = "cpu") -> dict[str, Any]:
    """What is written into `environment.json`: plain data, without names of people, machines or folders.

    `commit` is that of the checkout which this package runs from, with `modified` true when files differ from it, and
    None for an installed package. `device` is where the work ran.
    """
    return {
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
        "platform": f"{platform.system()} {platform.machine()}",
        "device": _device_name(torch.device(device)),
        "threads": torch.get_num_threads(),
        **_commit(PROJECT),
        "seed": seed,
    }


def _version(name: str) -> str | None:
    """The installed version, read without importing the package."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _device_name(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "cpu":
        return _processor_name()
    return str(device)


def _processor_name() -> str:
    """What the processor calls itself, with the number of its cores that this process may use."""
    name = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{name}, {cores} cores"


def _commit(project: Path) -> dict[str, Any]:
    """The commit of the checkout at `project`; none where there is no checkout of its own, or no git."""
    if not (project / ".git").exists():
        return {"commit": None, "modified": None}
    try:
        commit = _git(project, "rev-parse", "HEAD").strip()
        return {"commit": commit, "modified": bool(_git(project, "status", "--porcelain", "--untracked-files=no"))}
    except (OSError, subprocess.SubprocessError):
        return {"commit": None, "modified": None}


def _git(project: Path, *arguments: str) -> str:
    """The output of a git command that only reads (it takes no lock)."""
    command = ["git", "--no-optional-locks", "-C", str(project), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=10).stdout

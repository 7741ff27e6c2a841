"""The state of a training run on disk: `checkpoints/step-N/`, whole or not at all, the newest good one found again."""

import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import nn

from ..config import InputError
from ..results import fresh_folder

KEPT = 2


def save_state(
    run: Path, step: int, networks: Mapping[str, nn.Module], optimisers: Mapping[str, torch.optim.Optimizer]
) -> None:
    """Write `run/checkpoints/step-N/` after `step` steps, and remove all but the newest two."""
    weights = {
        f"{name}.{key}": value.detach().cpu().contiguous()
        for name, network in networks.items()
        for key, value in network.state_dict().items()
    }
    place = run / "checkpoints" / f"step-{step}"
    if place.exists():
        shutil.rmtree(place)  # a torn one: a whole one would have been resumed from
    with fresh_folder(place) as folder:
        (folder / "weights.safetensors").write_bytes(save(weights))
        state = io.BytesIO()  # by way of memory: a full disk is an OSError then
        torch.save({name: optimiser.state_dict() for name, optimiser in optimisers.items()}, state)
        (folder / "optimisers.pt").write_bytes(state.getbuffer())
    for old in saved_steps(run)[KEPT:]:
        shutil.rmtree(run / "checkpoints" / f"step-{old}")


def load_newest_state(
    run: Path, networks: Mapping[str, nn.Module], optimisers: Mapping[str, torch.optim.Optimizer]
) -> int:
    """Load the newest state that is whole and give the number of steps done, 0 where there is none.

    Raises `InputError` for a whole one that these networks do not fit.
    """
    for step in saved_steps(run):
        place = run / "checkpoints" / f"step-{step}"
        try:
            weights, states = read_state(place)
        except (OSError, SafetensorError, RuntimeError, ValueError, EOFError, UnpicklingError):
            continue  # torn by a crash or a full disk: the one before it is whole
        try:
            for name, network in networks.items():
                network.load_state_dict({key: weights[f"{name}.{key}"] for key in network.state_dict()})
            for name, optimiser in optimisers.items():
                optimiser.load_state_dict(states[name])
        except (RuntimeError, KeyError, ValueError) as error:
            reason = " ".join(str(error).split())[:120]
            raise InputError(
                f"the checkpoint {str(place)!r} does not fit this run's networks ({reason}): "
                "it is of another version or other settings; train again into a new folder."
            ) from error
        return step
    return 0


def read_state(folder: Path) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """The weights and the optimisers' states of one checkpoint; only tensors and plain containers are unpickled."""
    optimisers = io.BytesIO((folder / "optimisers.pt").read_bytes())
    return load_file(folder / "weights.safetensors"), torch.load(optimisers, weights_only=True)


def saved_steps(run: Path) -> list[int]:
    """The steps that have a checkpoint, newest first."""
    names = [folder.name.removeprefix("step-") for folder in (run / "checkpoints").glob("step-*")]
    return sorted((int(name) for name in names if name.isdigit()), reverse=True)

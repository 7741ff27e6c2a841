"""The state of a run on disk: a disk that fills is told in a sentence, and what was saved before it stays whole."""

import resource
from pathlib import Path

import pytest
import torch

from advai.checkpoint import load_newest_state, save_state
from advai.config import InputError


def learned(steps: int, width: int) -> tuple[torch.nn.Linear, torch.optim.Adam]:
    network = torch.nn.Linear(width, width)
    optimiser = torch.optim.Adam(network.parameters())
    for _ in range(steps):
        network(torch.ones(1, width)).sum().backward()
        optimiser.step()
    return network, optimiser


@pytest.mark.parametrize("room", [1_000, 100_000], ids=["none for weights", "none for the optimiser"])
def test_a_disk_that_fills_leaves_the_earlier_state(room: int, tmp_path: Path) -> None:
    network, optimiser = learned(steps=1, width=128)  # 66 kB of weights, and twice that of moments
    save_state(tmp_path, 1, {"one": network}, {"one": optimiser})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(InputError, match="cannot write.*step-2.*nothing was left there: free some space"):
            save_state(tmp_path, 2, {"one": network}, {"one": optimiser})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [folder.name for folder in (tmp_path / "checkpoints").iterdir()] == ["step-1"]
    again, its_optimiser = learned(steps=0, width=128)
    assert load_newest_state(tmp_path, {"one": again}, {"one": its_optimiser}) == 1
    assert torch.equal(again.weight, network.weight)

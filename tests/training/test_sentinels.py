"""What stops a run or is said about it."""

import math

import pytest
import torch
from lightning_fabric import Fabric
from torch import nn

from advai.config import TrainingStopped
from advai.training.sentinels import check_finite, check_same_everywhere, checksum, collapsed, gradient_norm


class TwoProcesses(Fabric):
    """Fabric as if there were two processes, the other of which has `other` as its checksum."""

    world_size = 2  # type: ignore[assignment]

    def __init__(self, other: torch.Tensor) -> None:
        super().__init__(accelerator="cpu", devices=1)
        self.other = other

    def all_gather(self, data: torch.Tensor, group: object = None, sync_grads: bool = False) -> torch.Tensor:  # type: ignore[override]
        return torch.stack([data, self.other])


def test_numbers_that_are_not_finite_are_named() -> None:
    with pytest.raises(TrainingStopped, match="at step 7: gradient norm is not finite"):
        check_finite({"reconstruction": 1.0, "gradient_norm": math.inf}, 7)
    assert check_finite({"reconstruction": 1.0}, 7) is None


def test_the_norm_is_that_of_all_gradients() -> None:
    layer = nn.Linear(2, 1, bias=False)
    layer.weight.grad = torch.tensor([[3.0, 4.0]])
    assert float(gradient_norm([layer, nn.Linear(2, 1)])) == 5.0


def test_a_checksum_sees_one_bit_and_a_swap() -> None:
    layer = nn.Linear(4, 4)
    before = checksum([layer])
    assert torch.equal(before, checksum([layer]))
    with torch.no_grad():
        layer.weight[0, 0] = torch.nextafter(layer.weight[0, 0], torch.tensor(10.0))
    assert not torch.equal(before, checksum([layer]))
    with torch.no_grad():
        layer.weight.copy_(layer.weight.flip(0))
    assert not torch.equal(before, checksum([layer]))


def test_processes_that_differ_are_stopped() -> None:
    layer = nn.Linear(4, 4)
    check_same_everywhere(TwoProcesses(checksum([layer])), [layer], 3)
    with pytest.raises(TrainingStopped, match="at step 3: the processes' weights differ"):
        check_same_everywhere(TwoProcesses(checksum([layer]) + 1), [layer], 3)


def test_one_code_for_all_is_collapsed() -> None:
    assert collapsed(torch.ones(8, 3))
    assert not collapsed(torch.ones(8, 3) * torch.arange(8)[:, None])

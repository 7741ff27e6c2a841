"""Equalised layers: known scales, and the output of torch's own layers with the scaled weights."""

import math

import pytest
import torch
from torch import nn

from advai.models.equalised import EqualisedConv2d, EqualisedLinear


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_weights_are_standard_normal_and_scaled_by_the_root_of_the_fan_in() -> None:
    convolution, linear = EqualisedConv2d(16, 64, 3, generator()), EqualisedLinear(256, 200, generator(), gain=1)
    for layer in (convolution, linear):
        assert float(layer.weight.detach().std()) == pytest.approx(1, abs=0.02)
        assert not layer.bias.detach().any()
    assert convolution.scale == pytest.approx(math.sqrt(2 / (16 * 9)))
    assert linear.scale == pytest.approx(1 / 16)


def test_outputs_are_those_of_plain_layers_with_scaled_weights() -> None:
    x, layer = torch.randn(3, 4, 6, 6), EqualisedConv2d(4, 5, 3, generator())
    plain = nn.Conv2d(4, 5, 3, padding=1)
    plain.load_state_dict({"weight": layer.weight * math.sqrt(2 / 36), "bias": layer.bias})
    torch.testing.assert_close(layer(x), plain(x))
    rows, flat = torch.randn(7, 8), EqualisedLinear(8, 3, generator(), gain=0.5)
    torch.testing.assert_close(flat(rows), rows @ flat.weight.T * 0.5 / math.sqrt(8))


def test_features_keep_their_scale_through_activated_layers() -> None:
    x = torch.randn(64, 32, 8, 8, generator=generator(1))
    for seed in range(4):
        x = nn.functional.leaky_relu(EqualisedConv2d(32, 32, 3, generator(seed))(x), 0.2)
    assert 0.5 < float(x.detach().square().mean()) < 2

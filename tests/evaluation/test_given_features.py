"""Networks from files: what they are fed is what was asked for, and bad ones get one sentence."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from advai.config import InputError
from advai.evaluation import features_of, open_features


class Mean(nn.Module):
    """The mean of every channel, and the brightest pixel of the first."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([x.mean(dim=(2, 3)), x[:, :1].amax(dim=(2, 3))], dim=1)


def torchscript(folder: Path, network: nn.Module, channels: int, size: int) -> Path:
    file = folder / "network.pt"
    torch.jit.trace(network.eval(), torch.zeros(2, channels, size, size)).save(str(file))
    return file


def onnx(folder: Path, network: nn.Module, channels: int, size: int, *, batch: int | None = None) -> Path:
    file = folder / "network.onnx"
    free = {0: torch.export.Dim("images")} if batch is None else None
    example = torch.zeros(batch or 2, channels, size, size)
    program = torch.onnx.export(network.eval(), (example,), dynamo=True, dynamic_shapes=(free,), verbose=False)
    assert program is not None
    program.save(str(file))
    return file


IMAGES = torch.rand(5, 1, 8, 8, generator=torch.Generator().manual_seed(0)) * 2 - 1


def test_a_torchscript_network_gets_three_channels_in_its_range(tmp_path: Path) -> None:
    file = torchscript(tmp_path, nn.Sequential(nn.Conv2d(3, 3, 1, groups=3, bias=False), Mean()), 3, 8)
    with torch.no_grad():
        conv = torch.jit.load(str(file))
        expected = conv(((IMAGES + 1) / 2).expand(-1, 3, -1, -1)).numpy()
    network = open_features(file, image_size=8, image_channels=1, value_range=(0, 1))
    assert np.allclose(features_of(network, [IMAGES]), expected, atol=0.01)
    assert network.stamp["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert network.stamp["input"] == "8 x 8 pixels, 3 channels, range [0, 1], not resized"
    assert network.stamp["features"] == 4


@pytest.mark.parametrize("batch", [None, 2])
def test_an_onnx_network_says_itself_what_it_wants(tmp_path: Path, batch: int | None) -> None:
    network = open_features(onnx(tmp_path, Mean(), 3, 16, batch=batch), image_size=8, image_channels=1)
    found = features_of(network, [IMAGES])
    assert found.shape == (5, 4)
    assert np.allclose(found[:, 0], IMAGES.mean(dim=(1, 2, 3)), atol=0.03)
    assert network.stamp["input"].startswith("16 x 16 pixels, 3 channels, range [-1, 1], resized from 8")


def test_places_are_averaged(tmp_path: Path) -> None:
    file = torchscript(tmp_path, nn.Conv2d(1, 6, 3), 1, 8)
    network = open_features(file, image_size=8, image_channels=1, size=12)
    assert features_of(network, [IMAGES]).shape == (5, 6)


class NotFinite(nn.Module):
    """Nothing finite."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.flatten(1) / 0.0


def test_bad_networks_get_one_sentence(tmp_path: Path) -> None:
    images = {"image_size": 8, "image_channels": 1}
    with pytest.raises(InputError, match="no such file"):
        open_features(tmp_path / "none.onnx", **images)
    for name, words in (("text.onnx", "no ONNX network"), ("text.pt", "no TorchScript network")):
        (tmp_path / name).write_text("words")
        with pytest.raises(InputError, match=words):
            open_features(tmp_path / name, **images)
    with pytest.raises(InputError, match="finite row"):
        open_features(torchscript(tmp_path, NotFinite(), 1, 8), **images)
    file = torchscript(tmp_path, nn.Sequential(nn.Flatten(), nn.Linear(3 * 9 * 9, 2)), 3, 9)
    with pytest.raises(InputError, match="--features-size"):
        open_features(file, **images)
    assert open_features(file, **images, size=9).stamp["features"] == 2
    with pytest.raises(InputError, match="must rise"):
        open_features(file, **images, value_range=(1, 0))
    with pytest.raises(InputError, match="wants 3 channels"):
        open_features(onnx(tmp_path, Mean(), 3, 8), image_size=8, image_channels=2)

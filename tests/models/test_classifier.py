"""The classifier: shapes, its own draws, and that its features are what its last layer reads."""

import pytest
import torch

from advai.models import Classifier, ClassifierConfig


def network(seed: int = 0, **config: int) -> Classifier:
    return Classifier(
        ClassifierConfig(**{"channels": 1, "classes": 3, "width": 4, **config}), torch.Generator().manual_seed(seed)
    )


@pytest.mark.parametrize(("channels", "size"), [(1, 8), (3, 32), (1, 20)])
def test_shapes(channels: int, size: int) -> None:
    images = torch.zeros(5, channels, size, size)
    made = network(channels=channels)
    assert made(images).shape == (5, 3)
    assert made.features(images).shape == (5, 16)


def test_the_last_layer_reads_the_features() -> None:
    images, made = torch.randn(4, 1, 16, 16, generator=torch.Generator().manual_seed(1)), network().eval()
    assert torch.equal(made.head(made.features(images)), made(images))


def test_the_generator_alone_decides() -> None:
    torch.manual_seed(1)
    first = network(seed=7).state_dict()
    torch.manual_seed(2)
    second, other = network(seed=7).state_dict(), network(seed=8).state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not torch.equal(first["head.weight"], other["head.weight"])

"""A small convolutional classifier, whose last layer but one sees in images what tells their classes apart."""

import torch
from jaxtyping import Float
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from torch import Tensor, nn

from ..shapes import Images

SMALLEST = 8


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class ClassifierConfig:
    """Channels of the images, classes, and the channels of the first layer; the features are four times as many."""

    channels: int = Field(ge=1)
    classes: int = Field(ge=2)
    width: int = Field(default=32, ge=1)


class Classifier(nn.Module):
    """Three 3x3 convolutions of stride 2 that double the channels, one of stride 1, the mean over all places, a layer.

    Images (images, channels, size, size) in [-1, 1] of 8 pixels a side or more; batch normalisation throughout.
    """

    def __init__(self, config: ClassifierConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        sizes = [config.channels, config.width, 2 * config.width, 4 * config.width, 4 * config.width]
        self.body = nn.Sequential(*(_block(sizes[k], sizes[k + 1], stride=2 if k < 3 else 1) for k in range(4)))
        self.head = nn.utils.skip_init(nn.Linear, sizes[-1], config.classes)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
            elif isinstance(layer, nn.Linear):
                nn.init.normal_(layer.weight, std=0.01, generator=generator)
                nn.init.zeros_(layer.bias)

    def features(self, images: Images) -> Float[Tensor, "images features"]:
        """What the last layer reads."""
        return self.body(images).mean(dim=(-2, -1))

    def forward(self, images: Images) -> Float[Tensor, "images classes"]:
        """A score for every class."""
        return self.head(self.features(images))


def _block(size_in: int, size_out: int, *, stride: int) -> nn.Sequential:
    convolution = nn.utils.skip_init(nn.Conv2d, size_in, size_out, 3, stride=stride, padding=1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(size_out), nn.ReLU())

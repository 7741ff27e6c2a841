"""The trainer of pythae (0.1.2) on our plain autoencoder, as somebody who uses that package would have it.

The networks are ACAI's as they are usually written, in the package's own precision (float32) and memory layout. For
`train_speed.py --pythae`; the package is to be installed beside advai: pip install pythae.
"""

# pyright: reportMissingImports=false, reportUnknownParameterType=false

import copy
import os
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from advai.models import Decoder, Encoder


def trainer_steps(encoder: Encoder, decoder: Decoder, images: Tensor, out: Path, *, batch: int) -> Callable[[], None]:
    """An epoch over the images (in [-1, 1]) at each call, by its `BaseTrainer` with Adam at 1e-4, without its bar."""
    os.environ["TQDM_DISABLE"] = "1"
    from pythae.data.datasets import BaseDataset
    from pythae.models import AE, AEConfig
    from pythae.models.base.base_utils import ModelOutput
    from pythae.models.nn import BaseDecoder, BaseEncoder
    from pythae.trainers import BaseTrainer, BaseTrainerConfig

    class TheirEncoder(BaseEncoder):
        def __init__(self, layers: nn.Module) -> None:
            super().__init__()
            self.layers = layers

        def forward(self, x: Tensor) -> ModelOutput:
            return ModelOutput(embedding=self.layers(x).flatten(1))

    class TheirDecoder(BaseDecoder):
        def __init__(self, layers: nn.Module) -> None:
            super().__init__()
            self.layers = layers

        def forward(self, z: Tensor) -> ModelOutput:
            return ModelOutput(reconstruction=self.layers(z.unflatten(1, decoder.code)))

    config = AEConfig(input_dim=tuple(images.shape[1:]), latent_dim=decoder.code[0] * decoder.code[1] ** 2)
    model = AE(config, TheirEncoder(usual_layout(encoder.layers)), TheirDecoder(usual_layout(decoder.layers)))
    training = BaseTrainerConfig(
        output_dir=str(out), per_device_train_batch_size=batch, learning_rate=1e-4, no_cuda=True
    )
    trainer = BaseTrainer(model, BaseDataset(images, torch.zeros(len(images))), training_config=training)
    trainer.prepare_training()
    return lambda: trainer.train_step(1)


def usual_layout(layers: nn.Module) -> nn.Module:
    """A copy whose weights lie as torch makes them."""
    copied = copy.deepcopy(layers)
    for weight in copied.parameters():
        weight.data = weight.data.contiguous(memory_format=torch.contiguous_format)
    return copied

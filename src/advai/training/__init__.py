"""Training loops: the latent correction, and the autoencoder of the demo."""

from .autoencoder import AutoencoderTrainingConfig, train_autoencoder
from .correction import CorrectionTrainingConfig
from .flow_config import FlowTrainingConfig
from .outcome import findings
from .run import train_correction

__all__ = [
    "AutoencoderTrainingConfig",
    "CorrectionTrainingConfig",
    "FlowTrainingConfig",
    "findings",
    "train_autoencoder",
    "train_correction",
]

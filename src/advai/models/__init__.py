"""Networks: the correction R, the latent critic, and the autoencoder of the demo."""

from .autoencoder import Autoencoder, AutoencoderConfig
from .correction import Correction, CorrectionConfig
from .critic import Critic, CriticConfig
from .transfer import CHAIN, Stage, Transfer

__all__ = [
    "CHAIN",
    "Autoencoder",
    "AutoencoderConfig",
    "Correction",
    "CorrectionConfig",
    "Critic",
    "CriticConfig",
    "Stage",
    "Transfer",
]

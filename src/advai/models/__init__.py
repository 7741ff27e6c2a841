"""Networks: the correction R, the latent critic, and the autoencoder of the demo."""

from .autoencoder import Autoencoder, AutoencoderConfig
from .correction import Correction, CorrectionConfig
from .critic import Critic, CriticConfig
from .transfer import Stage, Transfer, chain

__all__ = [
    "Autoencoder",
    "AutoencoderConfig",
    "Correction",
    "CorrectionConfig",
    "Critic",
    "CriticConfig",
    "Stage",
    "Transfer",
    "chain",
]

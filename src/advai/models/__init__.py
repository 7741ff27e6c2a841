"""Networks: the correction R, the latent critic, and the autoencoder of the demo."""

from .autoencoder import Autoencoder, AutoencoderConfig
from .correction import Correction, CorrectionConfig
from .critic import Critic, CriticConfig
from .marginals import Marginals

__all__ = ["Autoencoder", "AutoencoderConfig", "Correction", "CorrectionConfig", "Critic", "CriticConfig", "Marginals"]

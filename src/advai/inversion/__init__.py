"""Inversion: real images brought into a decoder's latent space, a whole batch at once."""

from .config import InversionConfig
from .feature_loss import Embed
from .latent_scale import LatentScale, scale_of
from .search import Inverted, batches_of, invert_images
from .starts import prior_draws, start_latents

__all__ = [
    "Embed",
    "InversionConfig",
    "Inverted",
    "LatentScale",
    "batches_of",
    "invert_images",
    "prior_draws",
    "scale_of",
    "start_latents",
]

"""Networks: the correction R, the latent critic, and the autoencoders: of the demo, and of images of any size."""

from .autoencoder import Autoencoder, AutoencoderConfig
from .classifier import Classifier, ClassifierConfig
from .convolutional import Decoder, Encoder, ImageNetworkConfig
from .correction import Correction, CorrectionConfig
from .critic import Critic, CriticConfig
from .linear import linear_layer
from .quantiser import Quantiser, QuantiserConfig
from .transfer import Stage, Transfer, alphas, cells_for, chain

__all__ = [
    "Autoencoder",
    "AutoencoderConfig",
    "Classifier",
    "ClassifierConfig",
    "Correction",
    "CorrectionConfig",
    "Critic",
    "CriticConfig",
    "Decoder",
    "Encoder",
    "ImageNetworkConfig",
    "Quantiser",
    "QuantiserConfig",
    "Stage",
    "Transfer",
    "alphas",
    "cells_for",
    "chain",
    "linear_layer",
]

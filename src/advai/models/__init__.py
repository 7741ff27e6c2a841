"""Networks: the correction R, the latent critic, and those of images: the demo's, autoencoders of any size, GANs."""

from .autoencoder import Autoencoder, AutoencoderConfig
from .classifier import Classifier, ClassifierConfig
from .convolutional import Decoder, Encoder, ImageNetworkConfig
from .correction import Correction, CorrectionConfig
from .critic import Critic, CriticConfig
from .flow import Drop, Flow, FlowConfig, Hidden, matched_alphas
from .gan_network import GanNetworkConfig, Phase, check_gan_size, next_gan_size
from .linear import linear_layer
from .network_file import FileNetwork, open_onnx, open_program, open_torchscript, short_reason
from .progressive import ProgressiveCritic, ProgressiveGenerator, at_phase
from .quantiser import Quantiser, QuantiserConfig
from .transfer import Stage, Transfer, alphas, cells_for, chain
from .wasserstein_networks import Generator, ImageCritic

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
    "Drop",
    "Encoder",
    "FileNetwork",
    "Flow",
    "FlowConfig",
    "GanNetworkConfig",
    "Generator",
    "Hidden",
    "ImageCritic",
    "ImageNetworkConfig",
    "Phase",
    "ProgressiveCritic",
    "ProgressiveGenerator",
    "Quantiser",
    "QuantiserConfig",
    "Stage",
    "Transfer",
    "alphas",
    "at_phase",
    "cells_for",
    "chain",
    "check_gan_size",
    "linear_layer",
    "matched_alphas",
    "next_gan_size",
    "open_onnx",
    "open_program",
    "open_torchscript",
    "short_reason",
]

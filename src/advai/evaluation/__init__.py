"""Protocols that measure what was made, each with its floor."""

from .autoencoding import Decode, Encode, codes_of, decoded, images_in_batches, midpoints, reconstruction_error
from .class_features import FeatureRecipe, kept_features, own_features
from .clusters import Clustering, clustering
from .code_mixture import CodeMixture, fit_mixture
from .drift import measure_drift, measure_drifts
from .feature_network import FeatureNetwork, Features, features_of
from .given_features import open_features
from .image_distances import FIGURES, RealFeatures, compare_images, copies, real_floor
from .labels import commonest_share, missing_classes
from .lines_task import measure_lines
from .memorisation import nearest_images
from .pace import paced_trace, perceptual_times
from .path_quality import (
    Quality,
    RealImages,
    pairs_in,
    quality_along,
    quality_of_samples,
    ratio_to,
    real_images,
)
from .perceptual_length import perceptual_path_length
from .probe import probe_accuracy

__all__ = [
    "FIGURES",
    "Clustering",
    "CodeMixture",
    "Decode",
    "Encode",
    "FeatureNetwork",
    "FeatureRecipe",
    "Features",
    "Quality",
    "RealFeatures",
    "RealImages",
    "clustering",
    "codes_of",
    "commonest_share",
    "compare_images",
    "copies",
    "decoded",
    "features_of",
    "fit_mixture",
    "images_in_batches",
    "kept_features",
    "measure_drift",
    "measure_drifts",
    "measure_lines",
    "midpoints",
    "missing_classes",
    "nearest_images",
    "open_features",
    "own_features",
    "paced_trace",
    "pairs_in",
    "perceptual_path_length",
    "perceptual_times",
    "probe_accuracy",
    "quality_along",
    "quality_of_samples",
    "ratio_to",
    "real_floor",
    "real_images",
    "reconstruction_error",
]

"""Where latents come from: the laws, and latents that are given, as one kind of source."""

from .empirical import Empirical
from .latents_check import check_values
from .latents_file import open_latents
from .laws import Discs, Gaussian, Ring, Uniform
from .source import Source, as_source, independent_count, independent_samples
from .stored_latents import FiledLatents, HeldLatents, StoredLatents

__all__ = [
    "Discs",
    "Empirical",
    "FiledLatents",
    "Gaussian",
    "HeldLatents",
    "Ring",
    "Source",
    "StoredLatents",
    "Uniform",
    "as_source",
    "check_values",
    "independent_count",
    "independent_samples",
    "open_latents",
]

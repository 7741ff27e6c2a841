"""Where latents come from: the laws, and latents that are given, as one kind of source."""

from .empirical import Empirical
from .latents_check import check_values
from .latents_file import SUFFIXES as LATENTS_SUFFIXES
from .latents_file import open_latents, split_key
from .normal_laws import Correlated, Mixture
from .plane_laws import Discs, Moons, Ring
from .product_laws import Corners, Gaussian, Laplace, Student, Uniform
from .source import Source, as_source, independent_count, independent_samples
from .sphere import Sphere, hypersphere
from .spiral import Spiral
from .stored_latents import FiledLatents, HeldLatents, StoredLatents

__all__ = [
    "LATENTS_SUFFIXES",
    "Corners",
    "Correlated",
    "Discs",
    "Empirical",
    "FiledLatents",
    "Gaussian",
    "HeldLatents",
    "Laplace",
    "Mixture",
    "Moons",
    "Ring",
    "Source",
    "Sphere",
    "Spiral",
    "StoredLatents",
    "Student",
    "Uniform",
    "as_source",
    "check_values",
    "hypersphere",
    "independent_count",
    "independent_samples",
    "open_latents",
    "split_key",
]

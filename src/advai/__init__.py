"""advai keeps latent-space interpolation on the data's own distribution.

The front door: names only, each loaded from its room on first use. `import advai` loads neither torch nor numpy.
"""

from typing import TYPE_CHECKING

from .lazy import loader

if TYPE_CHECKING:
    from .api import evaluate, fit, interpolate, invert, load, train
    from .checkpoint import Corrected
    from .distributions import Discs, Empirical, Gaussian, Ring, Uniform
    from .evaluation import measure_drift
    from .paths import Matched, combine, lerp, nlerp, slerp, trace

__version__ = "0.1.0"

__all__ = [
    "Corrected",
    "Discs",
    "Empirical",
    "Gaussian",
    "Matched",
    "Ring",
    "Uniform",
    "combine",
    "evaluate",
    "fit",
    "interpolate",
    "invert",
    "lerp",
    "load",
    "measure_drift",
    "nlerp",
    "slerp",
    "trace",
    "train",
]


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


if not TYPE_CHECKING:  # a type checker would take any name at all from it
    __getattr__ = loader(
        globals(),
        {
            "api": ["evaluate", "fit", "interpolate", "invert", "load", "train"],
            "checkpoint": ["Corrected"],
            "distributions": ["Discs", "Empirical", "Gaussian", "Ring", "Uniform"],
            "evaluation": ["measure_drift"],
            "paths": ["Matched", "combine", "lerp", "nlerp", "slerp", "trace"],
        },
    )

"""advai keeps latent-space interpolation on the data's own distribution.

The front door: names only, each loaded from its room on first use. `import advai` loads neither torch nor numpy.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

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

_ROOMS = {
    "api": ["evaluate", "fit", "interpolate", "invert", "load", "train"],
    "checkpoint": ["Corrected"],
    "distributions": ["Discs", "Empirical", "Gaussian", "Ring", "Uniform"],
    "evaluation": ["measure_drift"],
    "paths": ["Matched", "combine", "lerp", "nlerp", "slerp", "trace"],
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


if not TYPE_CHECKING:  # a type checker would take any name at all from it

    def __getattr__(name: str) -> object:
        """The public object `name`, from its room; kept, so that this runs once for each name."""
        if name not in _ROOM_OF:
            raise AttributeError(f"module 'advai' has no attribute {name!r}", name=name, obj=sys.modules[__name__])
        value = getattr(import_module(f".{_ROOM_OF[name]}", __name__), name)
        globals()[name] = value
        return value

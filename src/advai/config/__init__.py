"""The base of every configuration, the errors that a user's mistake raises, draws by counter, jobs side by side.

The command line needs the errors at once; what draws or reads settings is loaded on first use, with torch or pydantic.
"""

from typing import TYPE_CHECKING

from ..lazy import loader
from .errors import InputError, InputTypeError, TrainingStopped, unknown_name

if TYPE_CHECKING:
    from .seeds import counter_generator
    from .settings import Values, built, differences, merged, plain_values, read_settings, with_settings
    from .threads import Workers, side_by_side, workers

__all__ = [
    "InputError",
    "InputTypeError",
    "TrainingStopped",
    "Values",
    "Workers",
    "built",
    "counter_generator",
    "differences",
    "merged",
    "plain_values",
    "read_settings",
    "side_by_side",
    "unknown_name",
    "with_settings",
    "workers",
]

if not TYPE_CHECKING:  # a type checker would take any name at all from it
    __getattr__ = loader(
        globals(),
        {
            "seeds": ["counter_generator"],
            "settings": ["Values", "built", "differences", "merged", "plain_values", "read_settings", "with_settings"],
            "threads": ["Workers", "side_by_side", "workers"],
        },
    )

"""The base of every configuration, the errors that a user's mistake raises, draws by counter, jobs side by side.

The command line needs the errors at once; what draws or reads settings is loaded on first use, with torch or pydantic.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .errors import InputError, InputTypeError, TrainingStopped, unknown_name

if TYPE_CHECKING:
    from .seeds import counter_generator
    from .settings import Values, built, merged, plain_values, read_settings, with_settings
    from .threads import Workers, side_by_side, workers

__all__ = [
    "InputError",
    "InputTypeError",
    "TrainingStopped",
    "Values",
    "Workers",
    "built",
    "counter_generator",
    "merged",
    "plain_values",
    "read_settings",
    "side_by_side",
    "unknown_name",
    "with_settings",
    "workers",
]

_ROOM_OF = {"counter_generator": "seeds"} | dict.fromkeys(("Workers", "side_by_side", "workers"), "threads")

if not TYPE_CHECKING:  # a type checker would take any name at all from it

    def __getattr__(name: str) -> object:
        """A name of `seeds`, `threads` or `settings`; kept, so that this runs once for each."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{_ROOM_OF.get(name, 'settings')}", __name__), name)
        globals()[name] = value
        return value

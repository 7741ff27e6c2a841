"""The base of every configuration, the errors that a user's mistake raises, and random draws by counter."""

from .errors import InputError, InputTypeError, TrainingStopped, unknown_name
from .seeds import counter_generator

__all__ = ["InputError", "InputTypeError", "TrainingStopped", "counter_generator", "unknown_name"]

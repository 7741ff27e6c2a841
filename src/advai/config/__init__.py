"""The base of every configuration, and the errors that a user's mistake raises."""

from .errors import InputError, InputTypeError, TrainingStopped, unknown_name

__all__ = ["InputError", "InputTypeError", "TrainingStopped", "unknown_name"]

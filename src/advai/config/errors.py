"""What a user's mistake raises: one sentence that says what was expected, what came and what to do."""

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """A value that a user gave is wrong; the command line prints it as one line and exits with code 2."""


class InputTypeError(TypeError):
    """Something of the wrong type was given; treated by the command line like `InputError`."""


def unknown_name(kind: str, name: str, known: Iterable[str]) -> InputError:
    """The error for a name that is not in `known`, with the nearest one suggested."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]!r}?" if near else "choose one of these."
    return InputError(f"unknown {kind} {name!r}: {hint} Known: {', '.join(names)}.")


class TrainingStopped(RuntimeError):
    """A training run broke down (NaN, a collapse): nothing that the user typed is at fault, and going on is useless."""

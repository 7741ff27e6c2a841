"""The command line: `advai COMMAND ...`. It starts fast: each command imports what is heavy."""

from .entry import main

__all__ = ["main"]

"""The command line: `advai COMMAND ...`. It starts in a fraction of a second: what is heavy is imported by the command."""

from .entry import main

__all__ = ["main"]

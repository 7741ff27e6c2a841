"""The front door: what advai offers by a recipe's name."""

from .fit import fit

__all__ = ["fit"]

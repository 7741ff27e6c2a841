"""The front door: what advai offers by a recipe's name."""

from .demo import run_demo
from .fit import fit
from .measuring import measure_paths

__all__ = ["fit", "measure_paths", "run_demo"]

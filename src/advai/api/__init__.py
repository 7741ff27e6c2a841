"""The front door: what advai offers by a recipe's name."""

from .demo import run_demo
from .fitting import fit
from .measuring import measure_paths
from .reproduce import reproduce_figure

__all__ = ["fit", "measure_paths", "reproduce_figure", "run_demo"]

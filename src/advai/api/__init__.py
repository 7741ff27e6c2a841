"""The front door: what advai offers by a recipe's name."""

from .benchmark import benchmark_correction
from .demo import run_demo
from .fitting import fit
from .measuring import measure_paths
from .reproduce import reproduce_figure

__all__ = ["benchmark_correction", "fit", "measure_paths", "reproduce_figure", "run_demo"]

"""The front door: what advai offers by a recipe's name."""

from .benchmark import benchmark_correction
from .demo import run_demo
from .fitting import fit
from .loading import Run, load
from .measuring import measure_paths
from .reproduce import reproduce_figure
from .training import train

__all__ = ["Run", "benchmark_correction", "fit", "load", "measure_paths", "reproduce_figure", "run_demo", "train"]

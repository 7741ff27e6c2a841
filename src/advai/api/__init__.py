"""The front door: what advai offers by a recipe's name."""

from .autoencoder_benchmark import benchmark_autoencoders
from .autoencoder_tables import TABLES, reproduce_table
from .benchmark import benchmark_correction
from .comparing import report_runs
from .decoding import open_decoder
from .demo import run_demo
from .evaluating import evaluate
from .fitting import fit
from .interpolating import Interpolation, interpolate
from .inverting import Inversion, invert
from .loading import GanRun, Run, load
from .measuring import measure_paths
from .reproduce import reproduce_figure
from .training import train

__all__ = [
    "TABLES",
    "GanRun",
    "Interpolation",
    "Inversion",
    "Run",
    "benchmark_autoencoders",
    "benchmark_correction",
    "evaluate",
    "fit",
    "interpolate",
    "invert",
    "load",
    "measure_paths",
    "open_decoder",
    "report_runs",
    "reproduce_figure",
    "reproduce_table",
    "run_demo",
    "train",
]

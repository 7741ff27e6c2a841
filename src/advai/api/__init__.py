"""The front door: what advai offers by a recipe's name. Each name is loaded from its module on first use."""

from typing import TYPE_CHECKING

from ..lazy import loader

if TYPE_CHECKING:
    from .benchmarks.autoencoders import benchmark_autoencoders
    from .benchmarks.correction import benchmark_correction
    from .comparing import report_runs
    from .decoding import open_decoder
    from .demo import run_demo
    from .evaluation.evaluating import evaluate
    from .fitting import fit
    from .interpolating import Interpolation, interpolate
    from .inverting import Inversion, invert
    from .loading import GanRun, Run, load
    from .measuring import measure_paths
    from .reproduction.autoencoder_tables import TABLES, reproduce_table
    from .reproduction.reproduce import reproduce_figure
    from .sources import source_of
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
    "source_of",
    "train",
]

if not TYPE_CHECKING:  # a type checker would take any name at all from it
    __getattr__ = loader(
        globals(),
        {
            "benchmarks.autoencoders": ["benchmark_autoencoders"],
            "reproduction.autoencoder_tables": ["TABLES", "reproduce_table"],
            "benchmarks.correction": ["benchmark_correction"],
            "comparing": ["report_runs"],
            "decoding": ["open_decoder"],
            "demo": ["run_demo"],
            "evaluation.evaluating": ["evaluate"],
            "fitting": ["fit"],
            "interpolating": ["Interpolation", "interpolate"],
            "inverting": ["Inversion", "invert"],
            "loading": ["GanRun", "Run", "load"],
            "measuring": ["measure_paths"],
            "reproduction.reproduce": ["reproduce_figure"],
            "sources": ["source_of"],
            "training": ["train"],
        },
    )

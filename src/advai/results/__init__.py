"""What a run leaves behind: results as data, written whole or not at all, with the conditions they came from."""

from .benchmark_cell import PLANTED, BenchmarkCell, Way
from .cells_file import append_cells, read_cells
from .conditions import environment
from .drift import LEVEL, STATISTICS, Drift, DriftAt, Floor, Motion, Statistic, drift_results
from .measured import Measured
from .output import check_output_file, check_output_folder, file_aside, fresh_folder, write_aside
from .table import DriftTable, drift_table

__all__ = [
    "LEVEL",
    "PLANTED",
    "STATISTICS",
    "BenchmarkCell",
    "Drift",
    "DriftAt",
    "DriftTable",
    "Floor",
    "Measured",
    "Motion",
    "Statistic",
    "Way",
    "append_cells",
    "check_output_file",
    "check_output_folder",
    "drift_results",
    "drift_table",
    "environment",
    "file_aside",
    "fresh_folder",
    "read_cells",
    "write_aside",
]

"""What a run leaves behind: results as data, written whole or not at all, with the conditions they came from."""

from .conditions import environment
from .drift import LEVEL, STATISTICS, Drift, DriftAt, Floor, Motion, Statistic, drift_results
from .output import check_output_folder, file_aside, fresh_folder, write_aside
from .table import DriftTable, drift_table

__all__ = [
    "LEVEL",
    "STATISTICS",
    "Drift",
    "DriftAt",
    "DriftTable",
    "Floor",
    "Motion",
    "Statistic",
    "check_output_folder",
    "drift_results",
    "drift_table",
    "environment",
    "file_aside",
    "fresh_folder",
    "write_aside",
]

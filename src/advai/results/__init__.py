"""What a run leaves behind: results as data, written whole or not at all, with the conditions they came from."""

from .drift import LEVEL, STATISTICS, Drift, DriftAt, Floor, Motion, Statistic, drift_results
from .drift_table import DriftTable, drift_table
from .conditions import environment
from .output import check_output_folder, file_aside, fresh_folder, write_aside

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

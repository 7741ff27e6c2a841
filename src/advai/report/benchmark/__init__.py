"""The page of the benchmark of corrections."""

from .benchmark_page import write_benchmark_report

__all__ = ["write_benchmark_report"]

"""Protocols that measure what was made, each with its floor."""

from .drift import measure_drift, measure_drifts

__all__ = ["measure_drift", "measure_drifts"]

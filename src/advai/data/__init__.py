"""Real data: images in [-1, 1] with their labels, and splits that never change."""

from .digits import Digits, read_digits

__all__ = ["Digits", "read_digits"]

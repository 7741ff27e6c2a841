"""Real data: images in [-1, 1] with their labels, and splits that never change."""

from .digits import Digits, read_digits
from .parquet_images import GreyImages, read_parquet_images

__all__ = ["Digits", "GreyImages", "read_digits", "read_parquet_images"]

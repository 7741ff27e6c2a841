"""Grey images in a Parquet file of the Hugging Face layout: a column `image` of encoded files (`bytes`, `path`)."""

import io
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from ..config import InputError

GreyImages = UInt8[np.ndarray, "images height width"]


def read_parquet_images(file: Path, *, most: int | None = None) -> GreyImages:
    """The images of a file, or its first `most`, in grey values from 0 to 255.

    Raises `InputError` without pyarrow, and for a file that is missing, damaged, or has no such images of one size.
    """
    try:
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise InputError(
            "reading images needs the package pyarrow: install it with pip install advai[data]."
        ) from error
    from PIL import Image

    if not file.is_file():
        raise InputError(f"expected images in {str(file)!r}, but there is no such file: give the folder that has them.")
    try:
        table = parquet.read_table(file, columns=["image"])
        held = table.slice(0, most).column("image").to_pylist()
        images = [np.asarray(Image.open(io.BytesIO(image["bytes"])).convert("L")) for image in held]
        return np.stack(images)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{str(file)!r} is no Parquet file with a column 'image' of encoded images of one size "
            f"({' '.join(str(error).split())[:120]})."
        ) from error

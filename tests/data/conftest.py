"""Images to be read: random ones as arrays, encoded ones as bytes, and the files that hold them."""

import io
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

Encode = Callable[..., bytes]
Write = Callable[..., Path]


def encoded(image: Any, kind: str = "PNG", **options: Any) -> bytes:
    """An array or a Pillow image as the bytes of a file."""
    buffer = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(buffer, format=kind, **options)
    return buffer.getvalue()


@pytest.fixture
def encode() -> Encode:
    return encoded


@pytest.fixture
def noise() -> Callable[..., np.ndarray]:
    """Images of noise, of a shape, the same each time."""
    return lambda *shape: np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


@pytest.fixture
def write_parquet() -> Write:
    """A file as Hugging Face writes it: encoded images with their paths, labels, and the names of the classes."""
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")

    def write(
        file: Path,
        images: Sequence[bytes | None],
        *,
        labels: Sequence[int | None] | None = None,
        group: int = 1000,
        **columns: Any,
    ) -> Path:
        held = {"image": [{"bytes": image, "path": None} for image in images]} | columns
        table = pyarrow.table(held if labels is None else {**held, "label": pyarrow.array(labels, pyarrow.int64())})
        parquet.write_table(table, file, row_group_size=group)
        return file

    return write


@pytest.fixture
def write_folder(tmp_path: Path) -> Write:
    """A new folder of images by their paths in it."""
    numbers = itertools.count()

    def write(files: dict[str, bytes]) -> Path:
        root = tmp_path / f"images{next(numbers)}"
        root.mkdir()
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        return root

    return write

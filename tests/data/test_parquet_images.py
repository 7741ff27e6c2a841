"""Grey images out of a Parquet file, and files that have none."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from advai.config import InputError
from advai.data import read_parquet_images

parquet = pytest.importorskip("pyarrow.parquet")
pyarrow = pytest.importorskip("pyarrow")


def write_images(file: Path, images: list[np.ndarray], column: str = "image") -> None:
    """A file as Hugging Face writes it: encoded images with their paths, and labels."""
    rows = []
    for image in images:
        buffer = io.BytesIO()
        Image.fromarray(image).save(buffer, format="PNG")
        rows.append({"bytes": buffer.getvalue(), "path": None})
    parquet.write_table(pyarrow.table({column: rows, "label": list(range(len(images)))}), file)


def test_the_images_come_back_in_order(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (7, 5, 4), dtype=np.uint8)
    write_images(tmp_path / "train.parquet", list(images))
    np.testing.assert_array_equal(read_parquet_images(tmp_path / "train.parquet"), images)
    np.testing.assert_array_equal(read_parquet_images(tmp_path / "train.parquet", most=3), images[:3])


def test_colour_becomes_grey(tmp_path: Path) -> None:
    write_images(tmp_path / "c.parquet", [np.full((4, 4, 3), 200, dtype=np.uint8)])
    assert read_parquet_images(tmp_path / "c.parquet").tolist() == [[[200] * 4] * 4]


def test_what_has_no_images_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_parquet_images(tmp_path / "missing.parquet")
    (tmp_path / "text.parquet").write_text("no Parquet")
    with pytest.raises(InputError, match="no Parquet file with a column 'image'"):
        read_parquet_images(tmp_path / "text.parquet")
    write_images(tmp_path / "other.parquet", [np.zeros((2, 2), np.uint8)], column="picture")
    with pytest.raises(InputError, match="column 'image'"):
        read_parquet_images(tmp_path / "other.parquet")
    write_images(tmp_path / "sizes.parquet", [np.zeros((2, 2), np.uint8), np.zeros((3, 2), np.uint8)])
    with pytest.raises(InputError, match="of one size"):
        read_parquet_images(tmp_path / "sizes.parquet")

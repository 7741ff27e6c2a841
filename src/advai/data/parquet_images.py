"""Images in Parquet files of the Hugging Face layout: train.parquet and test.parquet in a folder.

A column `image` of encoded files (`bytes`, `path`; or the bytes alone), and a column `label` of integers if there are
labels. Rows are stored in groups, which are read and unpacked as a whole.
"""

import json
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from ..config import InputError
from .canvas import BrokenImage
from .encoded import EncodedImages
from .image_set import Labels
from .order import Locality

IMAGE, LABEL = "image", "label"
SPARE_GROUPS = 2
"""Kept beside those that are mixed: one comes while another goes, and threads are not at the same place."""


def open_parquet(folder: Path, split: str, held_bytes: int) -> EncodedImages:
    """The images of a split; of their row groups, as many are kept in memory as fit into `held_bytes`.

    Raises `InputError` without pyarrow, and for a file that is missing, damaged or has no such column.
    """
    try:
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise InputError(
            "reading Parquet files needs the package pyarrow: install it with pip install advai[data]."
        ) from error
    path = folder / f"{split}.parquet"
    if not path.is_file():
        raise InputError(f"expected images in {str(path)!r}, but there is no such file: give the folder that has it.")
    try:
        file = parquet.ParquetFile(path)
        column = _image_column(path, file.schema_arrow)
        sizes, bytes_of = _group_sizes(file.metadata, column)
        labels, classes = _labels(path, file)
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise _damaged(path, error) from error
    kept = _groups_kept(path, bytes_of, held_bytes)
    group = np.repeat(np.arange(len(sizes)), sizes)
    mixed = kept - SPARE_GROUPS
    return EncodedImages(
        name=f"parquet:{folder}",
        count=int(sizes.sum()),
        read=_reader(path, file, column, sizes, kept),
        where=lambda row: f"row {row} of {str(path)!r}",
        labels=labels,
        classes=classes,
        locality=None if kept >= len(sizes) else Locality(group, mixed),
    )


def _image_column(path: Path, schema: Any) -> str:
    """The column of the encoded bytes, as Parquet names it."""
    import pyarrow

    def is_bytes(held: Any) -> bool:
        return pyarrow.types.is_binary(held) or pyarrow.types.is_large_binary(held)

    if IMAGE in schema.names:
        held = schema.field(IMAGE).type
        if is_bytes(held):
            return IMAGE
        if pyarrow.types.is_struct(held) and any(part.name == "bytes" and is_bytes(part.type) for part in held):
            return f"{IMAGE}.bytes"
        raise InputError(f"the column 'image' of {str(path)!r} must hold encoded images as bytes, but holds {held}.")
    raise InputError(
        f"{str(path)!r} needs a column 'image' of encoded images, but has {', '.join(schema.names)}: rename theirs."
    )


def _group_sizes(metadata: Any, column: str) -> tuple[np.ndarray, np.ndarray]:
    """The rows of each group, and the bytes that its images take."""
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    found = [
        chunk.total_uncompressed_size
        for group in groups
        for chunk in (group.column(number) for number in range(group.num_columns))
        if chunk.path_in_schema == column
    ]
    return np.array([group.num_rows for group in groups], dtype=np.int64), np.array(found, dtype=np.int64)


def _groups_kept(path: Path, bytes_of: np.ndarray, held_bytes: int) -> int:
    """How many groups to keep: all if they fit, else as many of the largest as do."""
    if bytes_of.sum() <= held_bytes:
        return max(1, len(bytes_of))
    kept = int(held_bytes // bytes_of.max())
    if kept <= SPARE_GROUPS:
        raise InputError(
            f"a row group of {str(path)!r} takes {bytes_of.max() / 2**20:.3g} MiB, but at least {SPARE_GROUPS + 1} of "
            f"them must fit into {held_bytes / 2**20:.3g} MiB: write the file with smaller ones (row_group_size=1000)."
        )
    return kept


def _reader(path: Path, file: Any, column: str, sizes: np.ndarray, kept: int) -> Callable[[int], bytes]:
    """Gives the bytes of a row; the groups used last are kept."""
    ends = np.cumsum(sizes).tolist()
    starts = [0, *ends]
    lock = Lock()

    @lru_cache(maxsize=kept)
    def images_of(group: int) -> Any:
        try:
            return file.read_row_group(group, columns=[column], use_threads=False).column(0)
        except (OSError, ValueError) as error:
            raise _damaged(path, error) from error

    def read(row: int) -> bytes:
        group = bisect_right(ends, row)
        with lock:
            images = images_of(group)
        image = images[row - starts[group]]
        encoded = (image if column == IMAGE else image["bytes"]).as_py()
        if encoded is None:
            raise BrokenImage("its bytes are missing")
        return encoded

    return read


def _labels(path: Path, file: Any) -> tuple[Labels | None, tuple[str, ...] | None]:
    """The labels and the names of their classes; none if a row has none."""
    import pyarrow

    if LABEL not in file.schema_arrow.names:
        return None, None
    held = file.schema_arrow.field(LABEL).type
    if not pyarrow.types.is_integer(held):
        raise InputError(f"labels must be integers, but the column 'label' of {str(path)!r} holds {held}: number them.")
    column = file.read(columns=[LABEL]).column(0)
    if column.null_count or not len(column):
        return None, None
    labels = column.to_numpy().astype(np.int64)
    if labels.min() < 0:
        return None, None
    return labels, _class_names(file.schema_arrow) or tuple(map(str, range(labels.max() + 1)))


def _class_names(schema: Any) -> tuple[str, ...] | None:
    """The names that Hugging Face keeps with a file."""
    try:
        features = json.loads(schema.metadata[b"huggingface"])["info"]["features"]
        return tuple(features[LABEL]["names"])
    except (KeyError, TypeError, ValueError):
        return None


def _damaged(path: Path, error: Exception) -> InputError:
    return InputError(
        f"{str(path)!r} is truncated or is no Parquet file ({' '.join(str(error).split())[:120]}): copy it again."
    )

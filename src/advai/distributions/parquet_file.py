"""Latents in a .parquet file: one column of lists of equal length, or all columns, each a coordinate.

The format is compressed column by column, so the latents are read into memory, as float32.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..config import InputError
from .array_choice import choose_array
from .latents_check import check_floating, check_layout
from .stored_latents import HeldLatents


def open_parquet(path: Path, name: str, key: str | None) -> HeldLatents:
    """The latents of the list column `key`, of the only one, or of all columns if they are numbers.

    Raises ValueError or OSError for a file that is damaged, `InputError` without pyarrow.
    """
    try:
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise InputError(f"reading {name} needs the package pyarrow: install it with pip install pyarrow.") from error
    with parquet.ParquetFile(path) as file:
        columns = _columns(path.name, file.schema_arrow, key)
        latents, start = np.empty((0, 0), np.float32), 0
        for batch in file.iter_batches(columns=columns, batch_size=8192):
            rows = _rows(name, start, batch)
            if start == 0:
                check_layout(name, (file.metadata.num_rows, rows.shape[1]))
                latents = np.empty((file.metadata.num_rows, rows.shape[1]), np.float32)
            if rows.shape[1] != latents.shape[1]:
                raise _unequal(name, start)
            latents[start : start + len(rows)] = rows
            start += len(rows)
    check_layout(name, latents.shape)
    return HeldLatents(name, torch.from_numpy(latents))


def _columns(file: str, schema: Any, key: str | None) -> list[str]:
    """The names of the columns that hold the latents."""
    import pyarrow

    lists = [field.name for field in schema if _is_list(field.type)]
    if key is not None or lists:
        column = choose_array(file, schema.names if key is not None else lists, key)
        held = schema.field(column).type
        check_floating(f"{file}#{column}", _is_list(held) and pyarrow.types.is_floating(held.value_type), held)
        return [column]
    for field in schema:
        check_floating(f"column {field.name!r} of {file}", pyarrow.types.is_floating(field.type), field.type)
    return list(schema.names)


def _is_list(held: Any) -> bool:
    import pyarrow

    types = pyarrow.types
    return types.is_list(held) or types.is_large_list(held) or types.is_fixed_size_list(held)


def _rows(name: str, start: int, batch: Any) -> np.ndarray:
    """The rows of one batch (rows, dim), in the type that is stored."""
    columns = batch.columns
    if any(column.null_count for column in columns):
        raise _missing(name, start)
    if not _is_list(columns[0].type):
        return np.stack([column.to_numpy(zero_copy_only=False) for column in columns], axis=1)
    values = columns[0].flatten()
    if values.null_count:
        raise _missing(name, start)
    lengths = columns[0].value_lengths().to_numpy(zero_copy_only=False)
    if lengths.min() != lengths.max():
        raise _unequal(name, start)
    return values.to_numpy(zero_copy_only=False).reshape(len(lengths), -1)


def _missing(name: str, start: int) -> InputError:
    return InputError(f"latents must be numbers, but {name} has a missing value after row {start}: remove such rows.")


def _unequal(name: str, start: int) -> InputError:
    return InputError(
        f"all latents must have one length, but {name} has lists of several after row {start}: pad or split them."
    )

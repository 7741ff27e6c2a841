"""Latents in a .safetensors file, read from where they lie.

The format: 8 bytes with the length of the header, the header as JSON, {name: {dtype, shape, data_offsets}}, then the
bytes that the offsets count from (huggingface.co/docs/safetensors).
"""

import json
from math import prod
from pathlib import Path

import numpy as np

from .array_choice import choose_array
from .latents_check import check_floating, check_layout
from .stored_latents import FiledLatents

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}


def open_safetensors(path: Path, name: str, key: str | None) -> FiledLatents:
    """One tensor of the file; raises ValueError, TypeError or KeyError for a file that is damaged."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > size - 8:
            raise ValueError("shorter than its header says")
        header = json.loads(file.read(length))
    keys = [entry for entry in header if entry != "__metadata__"]
    if not keys:
        raise ValueError("no tensor inside")
    entry = header[choose_array(path.name, keys, key)]
    check_floating(name, entry["dtype"] in DTYPES, entry["dtype"])
    check_layout(name, entry["shape"])
    dtype = np.dtype(DTYPES[entry["dtype"]])
    begin, end = (8 + length + offset for offset in entry["data_offsets"])
    if end > size or end - begin != prod(entry["shape"]) * dtype.itemsize:
        raise ValueError("shorter than its header says")
    count, dim = entry["shape"]
    return FiledLatents(name, str(path), begin, count, dim, dtype, bfloat16=entry["dtype"] == "BF16")

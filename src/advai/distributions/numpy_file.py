"""Latents in .npy and .npz files: read from where they lie if they are stored plainly, and never unpickled.

A .npz file is a zip archive of .npy files. What is compressed, or stored column by column, is read into memory.
"""

import mmap
import struct
import zipfile
from io import BufferedIOBase
from pathlib import Path
from typing import IO, Any, TypeGuard

import numpy as np
import torch
from numpy.lib import format as npy_format

from ..config import InputError, InputTypeError
from .array_choice import choose_array
from .latents_check import check_floating, check_layout
from .stored_latents import FiledLatents, HeldLatents, StoredLatents

LOCAL_HEADER = struct.Struct("<26xHH")
"""Of a file in a zip archive: the lengths of its name and of the extra field, which its bytes follow."""


def open_array(name: str, array: np.ndarray) -> StoredLatents:
    """An array (count, dim), without a copy where that can be; one that maps a file is read from that file."""
    check_floating(name, array.dtype.kind == "f", array.dtype)
    check_layout(name, array.shape)
    if _is_file_itself(array):
        return FiledLatents(name, str(array.filename), array.offset, *array.shape, dtype=array.dtype)
    plain = array.dtype in (np.float16, np.float32, np.float64) and array.dtype.isnative
    if plain and array.flags.writeable and min(array.strides) >= 0:
        return HeldLatents(name, torch.from_numpy(array))
    with np.errstate(over="ignore"):
        return HeldLatents(name, torch.from_numpy(np.array(array, dtype=np.float32, order="C")))


def _is_file_itself(array: np.ndarray) -> TypeGuard[np.memmap[Any, Any]]:
    """Whether an array maps a file, row by row; a part of one has the whole one's offset, and is not meant."""
    if not isinstance(array, np.memmap) or not isinstance(array.base, mmap.mmap):
        return False
    return array.filename is not None and array.mode in ("r", "r+") and array.flags.c_contiguous


def open_npy(path: Path, name: str) -> StoredLatents:
    """The array of a .npy file; raises ValueError or OSError for a file that is damaged."""
    with path.open("rb") as file:
        return _plain(path, name, file) or open_array(name, _unpacked(name, file))


def open_npz(path: Path, name: str, key: str | None) -> StoredLatents:
    """One array of a .npz file; raises ValueError, OSError or zipfile.BadZipFile for a file that is damaged."""
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        keys = [member.removesuffix(".npy") for member in archive.namelist() if member.endswith(".npy")]
        if not keys:
            raise ValueError("no array inside")
        member = archive.getinfo(choose_array(path.name, keys, key) + ".npy")
        if member.compress_type == zipfile.ZIP_STORED:
            file.seek(member.header_offset)
            file.seek(sum(LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))), 1)
            latents = _plain(path, name, file)
            if latents is not None:
                return latents
        with archive.open(member) as unpacked:
            return open_array(name, _unpacked(name, unpacked))


def _plain(path: Path, name: str, file: IO[bytes] | BufferedIOBase) -> FiledLatents | None:
    """The array whose .npy header is next in `file`, in place; None, and `file` where it was, if by columns."""
    start = file.tell()
    shape, by_columns, dtype = _header(name, file)
    if by_columns:
        file.seek(start)
        return None
    check_layout(name, shape)
    latents = FiledLatents(name, str(path), file.tell(), *shape, dtype=dtype)
    if path.stat().st_size < latents.offset + latents.count * latents.dim * dtype.itemsize:
        raise ValueError("shorter than its header says")
    return latents


def _header(name: str, file: IO[bytes] | BufferedIOBase) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether it is stored column by column, and type, from a .npy header."""
    read = {(1, 0): npy_format.read_array_header_1_0, (2, 0): npy_format.read_array_header_2_0}
    version = npy_format.read_magic(file)
    if version not in read:
        raise InputTypeError(
            f"latents must be plain numbers, but {name} holds named fields: save one array of numbers."
        )
    shape, by_columns, dtype = read[version](file)
    if dtype.hasobject:
        raise InputError(
            f"{name} holds pickled Python objects, which are never loaded because they can run code: "
            "save the numbers alone, with numpy.save(file, numpy.stack(latents).astype('float32'))."
        )
    check_floating(name, dtype.kind == "f", dtype)
    return shape, by_columns, dtype


def _unpacked(name: str, file: IO[bytes] | BufferedIOBase) -> np.ndarray:
    """The array of a .npy stream, whole and in memory."""
    start = file.tell()
    check_layout(name, _header(name, file)[0])
    file.seek(start)
    return npy_format.read_array(file, allow_pickle=False)

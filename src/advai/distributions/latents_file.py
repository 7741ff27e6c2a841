"""Opening latents, wherever they are: a tensor, an array, or a .npy, .npz, .safetensors or .parquet file."""

import os
import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ..config import InputError, InputTypeError
from .latents_check import check_floating, check_layout
from .numpy_file import open_array, open_npy, open_npz
from .parquet_file import open_parquet
from .safetensors_file import open_safetensors
from .stored_latents import FiledLatents, HeldLatents, StoredLatents

SUFFIXES = (".npy", ".npz", ".safetensors", ".parquet")
PICKLES = (".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".bin", ".joblib")
HELD_BYTES = 2**28
"""Latents of up to 256 MiB in float32 are read into memory: training draws rows from them at every step."""


def open_latents(
    latents: Tensor | np.ndarray | str | os.PathLike[str], *, held_bytes: int = HELD_BYTES
) -> StoredLatents:
    """Latents (count, dim) in memory or in a file, with `.name .count .dim .rows(indices) .chunks(rows)`.

    A file with several arrays takes the name of one after `#`: `codes.npz#train`. Rows come out as float32 whatever is
    stored. Files are never unpickled. A file larger than `held_bytes` stays where it is, if it is .npy, or .npz without
    compression, stored row by row, or .safetensors; all others are read into memory. The values are not looked at here
    (`check_values`). Raises `InputError` or `InputTypeError` for what cannot be latents.
    """
    if isinstance(latents, Tensor):
        return _open_tensor("latents", latents)
    if isinstance(latents, np.ndarray):
        return open_array("latents", latents)
    if not isinstance(latents, str | os.PathLike):
        raise InputTypeError(
            f"latents must be a tensor, a numpy array or the path of a file, but {type(latents).__name__} was given: "
            "convert them with torch.as_tensor(latents)."
        )
    stored = _open_file(*split_key(os.fspath(latents)))
    if isinstance(stored, FiledLatents) and 4 * stored.count * stored.dim <= held_bytes:
        return stored.held()
    return stored


def split_key(text: str) -> tuple[Path, str | None]:
    """The path and the key of `codes.npz#train`; a file whose own name has a `#` is taken as it is."""
    path, sign, key = text.rpartition("#")
    if not sign or os.path.exists(text):
        return Path(text), None
    return Path(path), key


def _open_tensor(name: str, latents: Tensor) -> HeldLatents:
    check_floating(name, latents.is_floating_point(), str(latents.dtype).removeprefix("torch."))
    if latents.layout != torch.strided:
        raise InputTypeError(
            f"latents must be a dense tensor, but {name} is {latents.layout}: convert it with .to_dense()."
        )
    check_layout(name, latents.shape)
    return HeldLatents(name, latents.detach())


def _open_file(path: Path, key: str | None) -> StoredLatents:
    name = path.name if key is None else f"{path.name}#{key}"
    _check_file(path)
    try:
        match path.suffix.lower():
            case ".npz":
                return open_npz(path, name, key)
            case ".safetensors":
                return open_safetensors(path, name, key)
            case ".parquet":
                return open_parquet(path, name, key)
        if key is not None:
            raise InputError(f"{path.name} holds one array, but {key!r} of it was asked for: leave out '#{key}'.")
        return open_npy(path, name)
    except (InputError, InputTypeError):
        raise
    except Exception as error:  # a damaged file raises what it likes: each format and library has its own errors
        raise _unreadable(path, error) from error


def _check_file(path: Path) -> None:
    """Raise `InputError` unless there is a file to read, of a kind that can hold latents."""
    expected = "expected an existing .npy, .npz, .safetensors or .parquet file"
    if path.is_dir():
        raise InputError(f"{str(path)!r} is a folder: {expected}.")
    if path.suffix.lower() in PICKLES:
        raise InputError(
            f"{str(path)!r} is of a pickled kind, which can run code: {expected}, so save the latents as one."
        )
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"the kind of the latents file {str(path)!r} is not known by its name: {expected}.")
    if not path.exists():
        raise InputError(f"there is no latents file {str(path)!r}: {expected}.")
    if path.stat().st_size == 0:
        raise InputError(f"the latents file {str(path)!r} is empty (0 bytes): write it again.")


def _unreadable(path: Path, error: Exception) -> InputError:
    """Why a file could not be read: nobody may, it is a pickle under another name, or it is damaged."""
    if isinstance(error, PermissionError):
        return InputError(f"the latents file {str(path)!r} may not be read: change its permissions.")
    if _is_pickled(path):
        return InputError(
            f"the latents file {str(path)!r} is pickled, and is not loaded because a pickle can run code: "
            "save the numbers alone, with numpy.save(file, array)."
        )
    kind = path.suffix.lower()
    return InputError(
        f"the latents file {str(path)!r} is truncated or is no {kind} file ({error}): write or copy it again."
    )


def _is_pickled(path: Path) -> bool:
    """Whether the file is a bare pickle (by its first two bytes), or an archive with one, as torch.save writes."""
    with path.open("rb") as file:
        start = file.read(2)
    if start[:1] == b"\x80" and start[1:] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return True
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(member.endswith(".pkl") for member in archive.namelist())

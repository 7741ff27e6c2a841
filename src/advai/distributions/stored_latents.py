"""Rows of latents where they lie: in memory, or in a file that is read piece by piece and never held at once.

Both kinds have `.name`, `.count`, `.dim`, `.device`, `.rows(indices)` and `.chunks(rows)`, and give float32 rows
whatever is stored. The file is read into buffers, not through a memory map: the pages of a map count as resident
memory, and gathering scattered rows through one brings in most of the file and takes longer than reading each row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..config import InputError
from ..shapes import Points

CHUNK_NUMBERS = 2**21
"""Numbers in a chunk: 8 MiB of float32, large enough for the disk and small enough for the cache."""


@dataclass(frozen=True, eq=False)
class HeldLatents:
    """Latents in memory: a floating-point tensor `latents` (count, dim) of any dtype, on any device."""

    name: str
    latents: Tensor

    @property
    def count(self) -> int:
        """The number of rows."""
        return self.latents.shape[0]

    @property
    def dim(self) -> int:
        """The number of coordinates."""
        return self.latents.shape[1]

    @property
    def device(self) -> torch.device:
        """Where the rows lie."""
        return self.latents.device

    def rows(self, indices: Tensor) -> Points:
        """The rows with these numbers, in this order, float32, on the device of the latents."""
        return self.latents[indices.to(self.device)].to(torch.float32)

    def chunks(self, rows: int | None = None) -> Iterator[Points]:
        """All rows in their order, `rows` at a time (8 MiB by default), float32; not to be changed in place."""
        for start, stop in _pieces(self.count, rows or _chunk_rows(self.dim)):
            yield self.latents[start:stop].to(torch.float32)


@dataclass(frozen=True, eq=False)
class FiledLatents:
    """Latents in a file: from byte `offset` on, `count` rows of `dim` numbers of the numpy type `dtype`.

    numpy has no bfloat16: for a file that holds it, `dtype` is a 16-bit integer and `bfloat16` is true.
    """

    name: str
    path: str
    offset: int
    count: int
    dim: int
    dtype: np.dtype[Any]
    bfloat16: bool = False

    @property
    def device(self) -> torch.device:
        """Where the rows go."""
        return torch.device("cpu")

    def rows(self, indices: Tensor) -> Points:
        """The rows with these numbers, in this order, float32, on the CPU; read in the order of the file."""
        wanted = indices.cpu().numpy()
        numbers = np.empty((len(wanted), self.dim), self.dtype)
        data, size = _bytes(numbers), self.dim * self.dtype.itemsize
        order = np.argsort(wanted, kind="stable")
        with self._open() as file:
            for place, row in zip(order.tolist(), wanted[order].tolist(), strict=True):
                file.seek(self.offset + row * size)
                self._fill(file, data[place * size : (place + 1) * size])
        return torch.from_numpy(self._float32(numbers))

    def chunks(self, rows: int | None = None) -> Iterator[Points]:
        """All rows in their order, `rows` at a time (8 MiB by default), float32, on the CPU."""
        with self._open() as file:
            file.seek(self.offset)
            for start, stop in _pieces(self.count, rows or _chunk_rows(self.dim)):
                numbers = np.empty((stop - start, self.dim), self.dtype)
                self._fill(file, _bytes(numbers))
                yield torch.from_numpy(self._float32(numbers))

    def held(self) -> HeldLatents:
        """The same latents read into memory, as float32."""
        latents = torch.empty(self.count, self.dim)
        start = 0
        for chunk in self.chunks():
            latents[start : start + len(chunk)] = chunk
            start += len(chunk)
        return HeldLatents(self.name, latents)

    def _open(self) -> FileIO:
        try:
            return open(self.path, "rb", buffering=0)
        except OSError as error:
            raise self._changed(f"cannot be opened any more ({error.strerror})") from error

    def _fill(self, file: FileIO, data: memoryview) -> None:
        """Read until `data` is full: one read gives 2 GiB at most."""
        while data:
            read = file.readinto(data)
            if not read:
                raise self._changed("was shortened while it was read")
            data = data[read:]

    def _changed(self, what: str) -> InputError:
        return InputError(f"the latents file {self.path!r} {what}: keep it as it is until the end, and start again.")

    def _float32(self, numbers: np.ndarray) -> np.ndarray:
        """The numbers in float32, infinite where they do not fit; bfloat16 is the upper half of a float32."""
        if self.bfloat16:
            return (numbers.astype(np.uint32) << 16).view(np.float32)
        with np.errstate(over="ignore"):
            return numbers.astype(np.float32, copy=False)


StoredLatents = HeldLatents | FiledLatents


def _bytes(numbers: np.ndarray) -> memoryview:
    """The memory of an array, to be read into."""
    return numbers.reshape(-1).view(np.uint8).data


def _chunk_rows(dim: int) -> int:
    return max(1, CHUNK_NUMBERS // dim)


def _pieces(count: int, size: int) -> Iterator[tuple[int, int]]:
    return ((start, min(start + size, count)) for start in range(0, count, size))

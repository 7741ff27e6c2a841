"""The cells of a benchmark in a file: a line for each, only ever appended, so that what is done is never lost."""

import os
from collections.abc import Iterable
from pathlib import Path

from ..config import InputError
from .benchmark_cell import BenchmarkCell


def read_cells(file: Path) -> list[BenchmarkCell]:
    """All cells in a file, each once (the first of the same kind); a torn last line is left out.

    None where there is no file. Raises `InputError` for another line that is no cell.
    """
    if not file.exists():
        return []
    *lines, _torn = file.read_bytes().split(b"\n")
    cells: dict[tuple[str, str, int], BenchmarkCell] = {}
    for number, line in enumerate(lines, 1):
        try:
            cell = BenchmarkCell.from_line(line.decode())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"line {number} of {str(file)!r} is no cell of a benchmark ({error!r}): remove that line."
            ) from error
        cells.setdefault(cell.key, cell)
    return list(cells.values())


def append_cells(file: Path, cells: Iterable[BenchmarkCell]) -> None:
    """Put whole lines at the end of a file, over a torn one, and wait until they are on the disk."""
    text = "".join(f"{cell.to_line()}\n" for cell in cells)
    with file.open("ab+") as opened:
        opened.seek(0)
        opened.truncate(opened.read().rfind(b"\n") + 1)
        opened.write(text.encode())
        opened.flush()
        os.fsync(opened.fileno())

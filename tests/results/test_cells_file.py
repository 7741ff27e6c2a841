"""The file of cells: whole lines at its end, a torn one left out and written over."""

from pathlib import Path

import pytest

from advai.config import InputError
from advai.results import BenchmarkCell, append_cells, read_cells


def cell(seed: int, failed: str = "no numbers.") -> BenchmarkCell:
    """A small cell."""
    return BenchmarkCell(law="ring", dim=2, method="linear", seed=seed, samples=100, failed=failed)


def test_cells_are_appended_and_read(tmp_path: Path) -> None:
    file = tmp_path / "cells.jsonl"
    assert read_cells(file) == []
    append_cells(file, [cell(0), cell(1)])
    first = file.read_bytes()
    append_cells(file, [cell(2)])
    assert file.read_bytes().startswith(first)
    assert read_cells(file) == [cell(0), cell(1), cell(2)]


@pytest.mark.parametrize("torn", [b'{"law": "ri', b"\xff", cell(9).to_line().encode()])
def test_a_torn_last_line_is_left_out_and_written_over(tmp_path: Path, torn: bytes) -> None:
    file = tmp_path / "cells.jsonl"
    append_cells(file, [cell(0)])
    whole = file.read_bytes()
    file.write_bytes(whole + torn)
    assert read_cells(file) == [cell(0)]
    append_cells(file, [cell(1)])
    assert read_cells(file) == [cell(0), cell(1)]
    assert file.read_bytes().startswith(whole)
    assert file.read_bytes().count(b"\n") == 2


def test_the_first_of_two_cells_of_a_kind_counts(tmp_path: Path) -> None:
    append_cells(tmp_path / "c", [cell(0), cell(0, failed="later.")])
    assert read_cells(tmp_path / "c") == [cell(0)]


def test_a_spoiled_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "c").write_text(f"{cell(0).to_line()}\nspoiled\n{cell(1).to_line()}\n")
    with pytest.raises(InputError, match="line 2 of"):
        read_cells(tmp_path / "c")

"""Parquet files as pyarrow writes them: a column of lists, or a column for each coordinate."""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch

from advai.config import InputError, InputTypeError
from advai.distributions.parquet_file import open_parquet

CODES = np.random.default_rng(0).standard_normal((20_000, 3)).astype(np.float32)


def written(path: Path, columns: dict) -> Path:
    pq.write_table(pa.table(columns), path, row_group_size=7000)
    return path


def lists(kind: pa.DataType, values: np.ndarray = CODES) -> pa.Array:
    return pa.array(list(values.astype(np.float64)), type=kind)


@pytest.mark.parametrize(
    "kind", [pa.list_(pa.float32(), 3), pa.list_(pa.float32()), pa.large_list(pa.float64()), pa.list_(pa.float16(), 3)]
)
def test_a_column_of_lists_is_the_latents(tmp_path: Path, kind: pa.DataType) -> None:
    columns = {"id": pa.array(range(len(CODES))), "codes": lists(kind)}
    latents = open_parquet(written(tmp_path / "a.parquet", columns), "a", None)
    assert latents.latents.dtype == torch.float32
    assert np.allclose(latents.latents.numpy(), CODES, atol=1e-2 if kind.value_type == pa.float16() else 0)


def test_all_numeric_columns_are_the_coordinates(tmp_path: Path) -> None:
    columns = {"x": CODES[:, 0], "y": CODES[:, 1].astype(np.float64), "z": CODES[:, 2].astype(np.float16)}
    latents = open_parquet(written(tmp_path / "a.parquet", columns), "a", None).latents.numpy()
    assert np.array_equal(latents[:, :2], CODES[:, :2])
    assert np.allclose(latents[:, 2], CODES[:, 2], rtol=1e-3)


def test_one_of_two_columns_of_lists_must_be_named(tmp_path: Path) -> None:
    kind = pa.list_(pa.float32(), 3)
    path = written(tmp_path / "a.parquet", {"one": lists(kind), "two": lists(kind, CODES[::-1])})
    assert np.array_equal(open_parquet(path, "a", "two").latents.numpy(), CODES[::-1])
    with pytest.raises(InputError, match=r"a\.parquet holds 2 arrays \(one, two\)"):
        open_parquet(path, "a", None)
    with pytest.raises(InputError, match="did you mean 'two'"):
        open_parquet(path, "a", "tow")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"x": [1.0, 2.0], "label": [1, 2]}, "column 'label' of a.parquet holds int64"),
        ({"x": [1.0, 2.0], "text": ["a", "b"]}, "column 'text' of a.parquet holds string"),
        ({"codes": [[1, 2], [3, 4]]}, "a.parquet#codes holds list<element: int64>"),
    ],
)
def test_what_is_no_floating_number_is_refused(tmp_path: Path, columns: dict, words: str) -> None:
    with pytest.raises(InputTypeError, match=words):
        open_parquet(written(tmp_path / "a.parquet", columns), "a", None)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"codes": [[1.0, 2.0], [3.0]]}, "lists of several"),
        ({"codes": [[1.0, 2.0], None]}, "missing value"),
        ({"codes": [[1.0, 2.0], [3.0, None]]}, "missing value"),
        ({"x": [1.0, None], "y": [1.0, 2.0]}, "missing value"),
        ({"codes": pa.array([], type=pa.list_(pa.float32()))}, "no numbers"),
        ({"codes": [[], []]}, "."),
    ],
)
def test_what_is_no_table_of_numbers_is_refused(tmp_path: Path, columns: dict, words: str) -> None:
    with pytest.raises((InputError, InputTypeError), match=words):
        open_parquet(written(tmp_path / "a.parquet", columns), "a", None)


def test_lists_of_another_length_in_a_later_batch_are_found(tmp_path: Path) -> None:
    rows = [[1.0, 2.0]] * 9000 + [[1.0, 2.0, 3.0]] * 9000
    with pytest.raises(InputError, match="lists of several"):
        open_parquet(written(tmp_path / "a.parquet", {"codes": rows}), "a", None)


def test_without_pyarrow_the_error_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.parquet", {"x": CODES[:, 0]})
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(InputError, match="needs the package pyarrow: install it"):
        open_parquet(path, "a.parquet", None)

"""Rows from a file are the rows of the array, in any order and piece, in little memory."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from advai.config import InputError
from advai.distributions import FiledLatents, HeldLatents
from advai.distributions.stored_latents import CHUNK_NUMBERS

DTYPES = ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8"]


def filed(folder: Path, array: np.ndarray, *, offset: int = 0) -> FiledLatents:
    path = folder / "rows.bin"
    path.write_bytes(b"\xff" * offset + array.tobytes())
    return FiledLatents("rows.bin", str(path), offset, *array.shape, dtype=array.dtype)


@pytest.fixture(params=DTYPES)
def array(request) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((101, 7)).astype(request.param)


def test_rows_are_those_of_the_array(tmp_path: Path, array: np.ndarray) -> None:
    latents = filed(tmp_path, array, offset=13)
    for indices in ([5], [100, 0, 50, 50, 0], [], list(range(101))):
        rows = latents.rows(torch.tensor(indices, dtype=torch.int64))
        assert rows.dtype == torch.float32
        assert np.array_equal(rows.numpy(), array[np.array(indices, dtype=int)].astype(np.float32))


@pytest.mark.parametrize("rows", [1, 7, 101, 1000, None])
def test_chunks_are_the_array_in_order(tmp_path: Path, array: np.ndarray, rows: int | None) -> None:
    chunks = list(filed(tmp_path, array).chunks(rows))
    assert len(chunks) == -(-101 // (rows or 1000))
    assert np.array_equal(torch.cat(chunks).numpy(), array.astype(np.float32))


def test_bfloat16_is_read_as_it_was_written(tmp_path: Path) -> None:
    values = torch.randn(20, 3, generator=torch.Generator().manual_seed(0)).bfloat16()
    path = tmp_path / "rows.bin"
    path.write_bytes(values.view(torch.int16).numpy().tobytes())
    latents = FiledLatents("rows.bin", str(path), 0, 20, 3, np.dtype("<u2"), bfloat16=True)
    assert torch.equal(torch.cat(list(latents.chunks())), values.float())
    assert torch.equal(latents.rows(torch.tensor([3, 1])), values[[3, 1]].float())


@given(count=st.integers(1, 60), seed=st.integers(0, 9))
def test_held_and_filed_latents_give_the_same_rows(tmp_path_factory, count: int, seed: int) -> None:
    array = np.random.default_rng(seed).standard_normal((count, 4)).astype(np.float32)
    latents = filed(tmp_path_factory.mktemp("rows"), array)
    held = HeldLatents("rows", torch.from_numpy(array))
    places = torch.randint(count, (30,), generator=torch.Generator().manual_seed(seed))
    assert torch.equal(latents.rows(places), held.rows(places))
    assert torch.equal(latents.held().latents, held.latents)
    assert (latents.count, latents.dim) == (held.count, held.dim) == (count, 4)
    assert latents.device == held.device


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_held_latents_come_out_as_float32(dtype: torch.dtype) -> None:
    latents = HeldLatents("latents", torch.randn(10, 3, dtype=dtype))
    assert latents.rows(torch.tensor([1])).dtype == torch.float32
    assert {chunk.dtype for chunk in latents.chunks()} == {torch.float32}


def test_default_chunks_are_bounded_at_any_dimension() -> None:
    wide = HeldLatents("latents", torch.empty(3, 1).expand(3, 2 * CHUNK_NUMBERS))
    assert [len(chunk) for chunk in wide.chunks()] == [1, 1, 1]


def test_a_file_that_shrinks_meanwhile_is_told(tmp_path: Path) -> None:
    latents = filed(tmp_path, np.ones((10, 4), np.float32))
    with open(latents.path, "r+b") as file:
        file.truncate(100)
    with pytest.raises(InputError, match=r"rows\.bin' was shortened while it was read: keep it as it is"):
        list(latents.chunks())
    with pytest.raises(InputError, match="was shortened"):
        latents.rows(torch.tensor([9]))
    Path(latents.path).unlink()
    with pytest.raises(InputError, match=r"cannot be opened any more \(No such file or directory\)"):
        latents.rows(torch.tensor([0]))


MEASURE = """
import sys, pathlib, numpy as np, torch
from advai.distributions import Empirical
def peak():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
generator = torch.Generator().manual_seed(0)
Empirical(torch.randn(1000, 128)).covariance()
before = peak()
latents = Empirical(sys.argv[1])
assert latents.count * latents.dim * 4 > 2**28
latents.covariance()
latents.sample(2000, generator)
latents.disjoint([2000, 2000], generator)
print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of resident memory is read from /proc")
def test_a_large_file_is_never_held(tmp_path: Path) -> None:
    """A file of 277 MB in 64 MB: read twice, and scattered rows, without its pages staying."""
    path = tmp_path / "large.npy"
    rows = np.random.default_rng(0).standard_normal((1000, 128), dtype=np.float32)
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "<f4", "fortran_order": False, "shape": (540_000, 128)})
        for _ in range(540):
            file.write(rows.tobytes())
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2] / "src"), "OMP_NUM_THREADS": "1"},
    )
    assert measured.returncode == 0, measured.stderr
    assert float(measured.stdout) < 64

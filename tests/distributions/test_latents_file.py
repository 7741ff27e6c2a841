"""Opening latents by path: each format, each mistake in one sentence, and nothing that could run code."""

import os
import pickle
import resource
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file

from advai.config import InputError, InputTypeError
from advai.distributions import FiledLatents, HeldLatents, check_values, open_latents

CODES = np.random.default_rng(0).standard_normal((40, 3)).astype(np.float32)


def write(path: Path) -> Path:
    match path.suffix:
        case ".npy":
            np.save(path, CODES)
        case ".npz":
            np.savez(path, codes=CODES)
        case ".safetensors":
            save_file({"codes": torch.from_numpy(CODES)}, path)
        case ".parquet":
            pq.write_table(pa.table({"codes": list(CODES)}), path)
    return path


SUFFIXES = [".npy", ".npz", ".safetensors", ".parquet"]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("held_bytes", [0, 2**28])
def test_each_format_holds_the_same_latents(tmp_path: Path, suffix: str, held_bytes: int) -> None:
    path = write(tmp_path / f"codes{suffix}")
    latents = open_latents(path, held_bytes=held_bytes)
    assert latents.name == f"codes{suffix}"
    assert np.array_equal(torch.cat(list(latents.chunks(7))).numpy(), CODES)
    assert np.array_equal(latents.rows(torch.tensor([39, 0])).numpy(), CODES[[39, 0]])
    assert isinstance(latents, FiledLatents) == (held_bytes == 0 and suffix != ".parquet")


def test_a_name_after_the_sign_chooses_the_array(tmp_path: Path) -> None:
    np.savez(tmp_path / "codes.npz", train=CODES, test=CODES[:5] + 1)
    latents = open_latents(f"{tmp_path}/codes.npz#test")
    assert latents.name == "codes.npz#test"
    assert np.array_equal(latents.rows(torch.arange(5)).numpy(), CODES[:5] + 1)
    with pytest.raises(InputError, match="holds one array, but 'test' of it"):
        open_latents(str(write(tmp_path / "codes.npy")) + "#test")


def test_a_file_whose_name_has_the_sign_is_found(tmp_path: Path) -> None:
    assert open_latents(str(write(tmp_path / "run#7.npy"))).count == 40


def test_capital_suffixes_are_known(tmp_path: Path) -> None:
    os.rename(write(tmp_path / "codes.npy"), tmp_path / "CODES.NPY")
    assert open_latents(tmp_path / "CODES.NPY").count == 40


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_tensors_are_latents(dtype: torch.dtype) -> None:
    tensor = torch.from_numpy(CODES).to(dtype).requires_grad_()
    latents = open_latents(tensor)
    assert isinstance(latents, HeldLatents)
    assert not latents.latents.requires_grad
    assert torch.equal(latents.rows(torch.arange(40)), tensor.detach().float())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_missing_or_empty_file_is_told(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"codes{suffix}"
    with pytest.raises(InputError, match=f"there is no latents file .*codes{suffix}': expected an existing"):
        open_latents(path)
    path.touch()
    with pytest.raises(InputError, match=r"is empty \(0 bytes\): write it again"):
        open_latents(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_told(tmp_path: Path, suffix: str, share: float) -> None:
    path = write(tmp_path / f"codes{suffix}")
    os.truncate(path, int(share * path.stat().st_size))
    with pytest.raises(InputError, match=f"is truncated or is no {suffix} file .*: write or copy it again"):
        open_latents(path, held_bytes=0)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_of_something_else_is_told(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"codes{suffix}"
    for content in (b"hello, this is a text", b"\0" * 4096, b"\xff" * 5):
        path.write_bytes(content)
        with pytest.raises(InputError, match="truncated or is no"):
            open_latents(path)


def test_damage_inside_a_compressed_file_is_told(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "codes.npz", codes=CODES)
    content = bytearray((tmp_path / "codes.npz").read_bytes())
    content[len(content) // 2] ^= 0xFF
    (tmp_path / "codes.npz").write_bytes(content)
    with pytest.raises(InputError, match=r"truncated or is no \.npz file"):
        open_latents(tmp_path / "codes.npz")


class Bomb:
    """A pickle that leaves a mark when it is loaded."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple:
        return os.mkdir, (str(self.mark),)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_pickle_under_another_name_is_not_loaded(tmp_path: Path, suffix: str, protocol: int) -> None:
    mark, path = tmp_path / "loaded", tmp_path / f"codes{suffix}"
    path.write_bytes(pickle.dumps([Bomb(mark), *range(2000)], protocol=protocol))
    with pytest.raises(InputError, match="is pickled, and is not loaded because a pickle can run code: save"):
        open_latents(path)
    assert not mark.exists()


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_objects_inside_a_file_are_not_loaded(tmp_path: Path, save) -> None:
    mark = tmp_path / "loaded"
    objects = np.array([[Bomb(mark), 1.0], [2.0, 3.0]], dtype=object)
    np.save(tmp_path / "codes.npy", objects, allow_pickle=True)
    save(tmp_path / "codes.npz", codes=objects)
    for suffix in (".npy", ".npz"):
        with pytest.raises(InputError, match="holds pickled Python objects"):
            open_latents(tmp_path / f"codes{suffix}")
    assert not mark.exists()


def test_what_torch_saves_is_refused(tmp_path: Path) -> None:
    torch.save(torch.from_numpy(CODES), tmp_path / "codes.pt")
    with pytest.raises(InputError, match=r"codes\.pt' is of a pickled kind.*\.safetensors"):
        open_latents(tmp_path / "codes.pt")
    os.rename(tmp_path / "codes.pt", tmp_path / "codes.npz")
    with pytest.raises(InputError, match="is pickled"):
        open_latents(tmp_path / "codes.npz")


def test_other_kinds_of_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text("1,2\n")
    with pytest.raises(InputError, match=r"codes\.csv' is not known by its name: expected an existing \.npy"):
        open_latents(tmp_path / "codes.csv")
    with pytest.raises(InputError, match="is a folder: expected"):
        open_latents(tmp_path)


def test_integers_and_other_types_are_refused() -> None:
    with pytest.raises(InputTypeError, match="latents holds int64: convert"):
        open_latents(torch.zeros(4, 2, dtype=torch.int64))
    with pytest.raises(InputTypeError, match="latents holds complex64"):
        open_latents(torch.zeros(4, 2, dtype=torch.complex64))
    with pytest.raises(InputTypeError, match="holds bool"):
        open_latents(np.zeros((4, 2), bool))
    with pytest.raises(InputTypeError, match=r"\.to_dense\(\)"):
        open_latents(torch.eye(3).to_sparse())
    with pytest.raises(TypeError):
        open_latents([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize("wrap", [torch.tensor, np.array])
def test_shapes_are_checked(wrap) -> None:
    for values, words in (([1.0, 2.0], "reshape"), ([[[1.0]], [[2.0]]], "flatten")):
        with pytest.raises(InputError, match=words):
            open_latents(wrap(values))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_one_point_can_be_read_but_has_no_law(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "CODES", CODES[:1])
    latents = open_latents(write(tmp_path / f"codes{suffix}"))
    assert (latents.count, latents.dim) == (1, 3)
    with pytest.raises(InputError, match="one point has no law"):
        check_values(latents)


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "codes.npy")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="may not be read: change its permissions"):
        open_latents(path)


def test_opened_files_are_closed_again(tmp_path: Path) -> None:
    """A mistake repeated a thousand times, and a file read as often, leave no file open."""
    path = write(tmp_path / "codes.npy")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, limits[1]))
    try:
        latents = open_latents(path, held_bytes=0)
        for _ in range(150):
            assert torch.equal(latents.rows(torch.tensor([0])), next(iter(latents.chunks(1))))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.data())
def test_any_damage_is_read_or_told(tmp_path_factory, suffix: str, data: st.DataObject) -> None:
    """Bytes that were changed anywhere give other numbers or the one sentence, and never another error."""
    path = write(tmp_path_factory.mktemp("codes") / f"codes{suffix}")
    content = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    with suppress(InputError, InputTypeError):
        latents = open_latents(path)
        assert latents.rows(torch.tensor([0])).shape == (1, latents.dim)

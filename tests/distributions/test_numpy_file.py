"""Arrays, .npy and .npz files, each against numpy's own reading of it."""

from pathlib import Path

import numpy as np
import pytest
import torch

from advai.config import InputError, InputTypeError
from advai.distributions import FiledLatents, HeldLatents, StoredLatents
from advai.distributions.numpy_file import open_array, open_npy, open_npz


@pytest.fixture(params=["<f2", "<f4", "<f8", ">f4", "g"])
def codes(request) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((30, 5)).astype(request.param)


def content(latents: StoredLatents) -> np.ndarray:
    return torch.cat(list(latents.chunks())).numpy()


def same(latents: StoredLatents, array: np.ndarray) -> bool:
    return np.array_equal(content(latents), array.astype(np.float32))


def test_an_array_is_the_latents(codes: np.ndarray) -> None:
    assert same(open_array("codes", codes), codes)


@pytest.mark.parametrize("view", [lambda a: a[::-1], lambda a: a[:, ::2], lambda a: np.asfortranarray(a)])
def test_any_view_of_an_array_is_read_right(codes: np.ndarray, view) -> None:
    assert same(open_array("codes", view(codes)), view(codes))


def test_an_ordinary_array_is_not_copied() -> None:
    codes = np.ones((4, 2), np.float32)
    latents = open_array("codes", codes)
    assert isinstance(latents, HeldLatents)
    assert latents.latents.data_ptr() == codes.ctypes.data


@pytest.mark.filterwarnings("error")
def test_an_array_that_may_not_be_written_is_no_warning() -> None:
    codes = np.random.default_rng(0).standard_normal((4, 2))
    codes.flags.writeable = False
    assert same(open_array("codes", codes), codes)


def test_a_mapped_array_is_read_from_its_file(tmp_path: Path, codes: np.ndarray) -> None:
    np.save(tmp_path / "codes.npy", codes)
    mapped = np.load(tmp_path / "codes.npy", mmap_mode="r")
    assert isinstance(open_array("codes", mapped), FiledLatents)
    assert same(open_array("codes", mapped), codes)
    part = mapped[10:20]
    assert isinstance(open_array("codes", part), HeldLatents)
    assert same(open_array("codes", part), codes[10:20])


def test_changes_kept_in_memory_are_not_lost(tmp_path: Path) -> None:
    np.save(tmp_path / "codes.npy", np.zeros((4, 2)))
    mapped = np.load(tmp_path / "codes.npy", mmap_mode="c")
    mapped[2] = 5
    assert same(open_array("codes", mapped), np.array(mapped))


def test_npy_in_rows_stays_in_its_file(tmp_path: Path, codes: np.ndarray) -> None:
    np.save(tmp_path / "codes.npy", codes)
    latents = open_npy(tmp_path / "codes.npy", "codes")
    assert isinstance(latents, FiledLatents)
    assert same(latents, codes)


def test_npy_in_columns_is_read_into_memory(tmp_path: Path, codes: np.ndarray) -> None:
    np.save(tmp_path / "codes.npy", np.asfortranarray(codes))
    latents = open_npy(tmp_path / "codes.npy", "codes")
    assert isinstance(latents, HeldLatents)
    assert same(latents, codes)


def test_npy_with_the_second_header_is_read(tmp_path: Path) -> None:
    codes = np.random.default_rng(0).standard_normal((6, 2))
    with (tmp_path / "codes.npy").open("wb") as file:
        np.lib.format.write_array(file, codes, version=(2, 0))
    assert same(open_npy(tmp_path / "codes.npy", "codes"), codes)


@pytest.mark.parametrize(("save", "kind"), [(np.savez, FiledLatents), (np.savez_compressed, HeldLatents)])
def test_npz_is_read_in_place_if_it_is_not_compressed(tmp_path: Path, codes: np.ndarray, save, kind: type) -> None:
    save(tmp_path / "codes.npz", train=codes, labels=np.arange(3))
    latents = open_npz(tmp_path / "codes.npz", "codes", "train")
    assert isinstance(latents, kind)
    assert same(latents, codes)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_npz_in_columns_is_read_right(tmp_path: Path, codes: np.ndarray, save) -> None:
    save(tmp_path / "codes.npz", np.asfortranarray(codes))
    assert same(open_npz(tmp_path / "codes.npz", "codes", None), codes)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_integers_in_npz_are_refused(tmp_path: Path, save) -> None:
    save(tmp_path / "codes.npz", labels=np.arange(8).reshape(4, 2))
    with pytest.raises(InputTypeError, match=r"codes\.npz#labels holds int64"):
        open_npz(tmp_path / "codes.npz", "codes.npz#labels", "labels")


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, np.bool_, np.complex64])
def test_other_numbers_are_refused(tmp_path: Path, dtype: type) -> None:
    codes = np.zeros((4, 2), dtype)
    np.save(tmp_path / "codes.npy", codes)
    with pytest.raises(InputTypeError, match=f"holds {np.dtype(dtype)}"):
        open_npy(tmp_path / "codes.npy", "codes.npy")
    with pytest.raises(InputTypeError, match=f"holds {np.dtype(dtype)}"):
        open_array("latents", codes)


def test_pickled_objects_and_named_fields_are_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "objects.npy", np.array([[{}, 1], [2, 3]], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match=r"objects\.npy holds pickled Python objects.*numpy\.save"):
        open_npy(tmp_path / "objects.npy", "objects.npy")
    np.save(tmp_path / "fields.npy", np.zeros(4, dtype=[("a", "f4"), ("b", "f4")]))
    with pytest.raises(InputTypeError, match=r"fields\.npy holds \["):
        open_npy(tmp_path / "fields.npy", "fields.npy")
    with pytest.warns(UserWarning, match="Stored array in format 3"):
        np.save(tmp_path / "words.npy", np.zeros(4, dtype=[("größe", "f4"), ("日", "f4")]))
    with pytest.raises(InputTypeError, match="named fields"):
        open_npy(tmp_path / "words.npy", "words.npy")

"""Data sets as Hugging Face's library loads them; a folder in its layout stands for the hub."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from advai.config import InputError
from advai.data import open_images

datasets = pytest.importorskip("datasets")

Encode = Callable[..., bytes]
Noise = Callable[..., np.ndarray]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)


def made(folder: Path, images: np.ndarray, **columns: list[object]) -> Path:
    """A folder with a data set of one split, `train`, as `datasets` writes it."""
    features = {"img": datasets.Image(), "fine": datasets.ClassLabel(names=["cat", "dog"])}
    held = {"img": list(images), "fine": [row % 2 for row in range(len(images))]} | columns
    table = datasets.Dataset.from_dict(
        held, features=datasets.Features({**features, **dict.fromkeys(columns, datasets.Value("string"))})
    )
    (folder / "data").mkdir(parents=True)
    table.to_parquet(folder / "data" / "train-00000-of-00001.parquet")
    return folder


@pytest.mark.parametrize("held_bytes", [2**20, 0])
def test_images_and_labels_by_their_features(tmp_path: Path, noise: Noise, held_bytes: int) -> None:
    folder = made(tmp_path / "set", noise(6, 8, 8, 3), caption=list("abcdef"))
    images = open_images(f"hub:{folder}", "train", held_bytes=held_bytes)
    assert np.array_equal(images.images(np.arange(6)), noise(6, 8, 8, 3).transpose(0, 3, 1, 2))
    assert images.needed_labels("this").tolist() == [0, 1] * 3
    assert (images.classes, images.name) == (("cat", "dog"), f"hub:{folder}")


def test_a_folder_of_image_files(tmp_path: Path, encode: Encode, noise: Noise) -> None:
    for split in ("train", "test"):
        for name in ("cat", "dog"):
            (tmp_path / "set" / split / name).mkdir(parents=True)
            (tmp_path / "set" / split / name / "a.png").write_bytes(encode(noise(8, 8)))
    (tmp_path / "set" / "test" / "dog" / "b.png").write_bytes(b"broken")
    images = open_images(f"hub:{tmp_path / 'set'}", "test", broken="skip")
    assert (images.count, images.skipped, images.classes) == (2, 1, ("cat", "dog"))
    with pytest.raises(InputError, match=r"row \d of hub:.* \(test\) is a broken image"):
        open_images(f"hub:{tmp_path / 'set'}", "test")


def test_what_the_library_cannot_load(tmp_path: Path, noise: Noise) -> None:
    with pytest.raises(
        InputError, match=r"^hub:nobody/no-such-set cannot be loaded \(.*\): check the name and the net"
    ):
        open_images("hub:nobody/no-such-set", "train")
    folder = made(tmp_path / "set", noise(2, 4, 4))
    with pytest.raises(InputError, match="has no split 'test', only train"):
        open_images(f"hub:{folder}", "test")


def test_a_set_without_images(tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "train.csv").write_text("words\nnone\n")
    with pytest.raises(InputError, match="needs a column of images, but has words"):
        open_images(f"hub:{tmp_path / 'text'}", "train")


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(
        InputError, match=r"hub:x needs the package datasets: install it with pip install advai\[data\]"
    ):
        open_images("hub:x", "train")

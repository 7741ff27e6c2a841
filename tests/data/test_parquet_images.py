"""Images in Parquet files: order, labels, memory that is bounded, and files that are no such thing."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from advai.config import InputError
from advai.data import batches, open_images

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

Encode = Callable[..., bytes]
Noise = Callable[..., np.ndarray]
Write = Callable[..., Path]
REAL = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture
def encoded(encode: Encode, noise: Noise) -> list[bytes]:
    return [encode(image) for image in noise(7, 6, 6)]


def test_the_images_come_back_in_order(tmp_path: Path, write_parquet: Write, encode: Encode, noise: Noise) -> None:
    for split, images in (("train", noise(7, 6, 6)), ("test", noise(3, 6, 6))):
        write_parquet(tmp_path / f"{split}.parquet", [encode(image) for image in images], labels=range(len(images)))
        held = open_images(f"parquet:{tmp_path}", split)
        assert np.array_equal(held.images(np.arange(len(images)))[:, 0], images)
        assert held.labels().tolist() == list(range(len(images)))
        assert held.classes == tuple(map(str, range(len(images))))
        assert held.name == f"parquet:{tmp_path}"


def test_bytes_alone_will_do_and_names_of_classes_are_read(tmp_path: Path, encoded: list[bytes]) -> None:
    names = {"info": {"features": {"label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}}}
    table = pyarrow.table({"image": encoded, "label": [1, 0] * 3 + [1]})
    parquet.write_table(table.replace_schema_metadata({"huggingface": json.dumps(names)}), tmp_path / "train.parquet")
    images = open_images(f"parquet:{tmp_path}", "train")
    assert (images.count, images.classes) == (7, ("cat", "dog"))


@pytest.mark.parametrize("labels", [None, [0, 1, None, 1, 0, 1, 0], [0, 1, -1, 0, 1, 1, 0]])
def test_a_row_without_a_label_leaves_the_set_without(
    tmp_path: Path, write_parquet: Write, encoded: list[bytes], labels: list[int | None] | None
) -> None:
    write_parquet(tmp_path / "train.parquet", encoded, labels=labels)
    images = open_images(f"parquet:{tmp_path}", "train")
    assert images.labels() is None and images.classes is None


def test_labels_must_be_numbers(tmp_path: Path, write_parquet: Write, encoded: list[bytes]) -> None:
    write_parquet(tmp_path / "train.parquet", encoded, label=list("abcdefg"))
    with pytest.raises(InputError, match="labels must be integers, but the column 'label' of .* holds string"):
        open_images(f"parquet:{tmp_path}", "train")


@pytest.mark.parametrize("workers", [0, 2])
def test_memory_is_bounded_and_each_group_is_read_once_an_epoch(
    tmp_path: Path, write_parquet: Write, encode: Encode, noise: Noise, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """Of 1.5 MB of encoded images 300 kB may be kept; a thread may hold a group of 50 kB more and read another."""
    pixels_of, bound = noise(1200, 32, 32), 300_000
    write_parquet(tmp_path / "train.parquet", [encode(image) for image in pixels_of], group=40)
    images = open_images(f"parquet:{tmp_path}", "train", size=32, channels=1, held_bytes=bound)
    assert images.streamed and images.locality is not None and 1 < images.locality.mixed < 10
    read: list[int] = []
    read_row_group = parquet.ParquetFile.read_row_group

    def noted(file: Any, group: int, **options: Any) -> Any:
        read.append(group)
        return read_row_group(file, group, **options)

    monkeypatch.setattr(parquet.ParquetFile, "read_row_group", noted)
    before, peak = pyarrow.total_allocated_bytes(), 0
    for rows, pixels in itertools.islice(batches(images, batch=8, seed=0, workers=workers), 150):
        assert np.array_equal(pixels[:, 0], pixels_of[rows])
        peak = max(peak, pyarrow.total_allocated_bytes() - before)
    assert 0 < peak < 1.2 * bound + workers * 2 * 50_000
    assert set(read) == set(range(30)) and read[:30] != sorted(read[:30])
    assert workers > 0 or len(read) == 30


def test_encoded_images_that_fit_are_kept_and_mixed_freely(
    tmp_path: Path, write_parquet: Write, encode: Encode, noise: Noise
) -> None:
    flat = [encode(np.full((64, 64), value, np.uint8)) for value in range(50)]
    write_parquet(tmp_path / "train.parquet", flat, group=5)
    images = open_images(f"parquet:{tmp_path}", "train", held_bytes=30_000)
    assert images.streamed and images.locality is None
    assert images.images(np.array([49, 0, 7]))[:, 0, 0, 0].tolist() == [49, 0, 7]


def test_groups_that_are_too_large_are_refused(
    tmp_path: Path, write_parquet: Write, encode: Encode, noise: Noise
) -> None:
    write_parquet(tmp_path / "train.parquet", [encode(image) for image in noise(100, 32, 32)], group=50)
    with pytest.raises(InputError, match=r"a row group of .* MiB, but at least 3 .*row_group_size=1000"):
        open_images(f"parquet:{tmp_path}", "train", held_bytes=60_000)


def test_what_is_no_parquet_file_of_images_is_refused(
    tmp_path: Path, write_parquet: Write, encoded: list[bytes]
) -> None:
    data, file = f"parquet:{tmp_path}", tmp_path / "train.parquet"
    with pytest.raises(InputError, match=r"expected images in '.*train\.parquet', but there is no such file"):
        open_images(data, "train")
    file.write_text("no Parquet")
    with pytest.raises(InputError, match="is truncated or is no Parquet file .*: copy it again"):
        open_images(data, "train")
    write_parquet(file, encoded)
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(InputError, match="is truncated or is no Parquet file"):
        open_images(data, "train")
    parquet.write_table(pyarrow.table({"picture": encoded, "label": [0] * 7}), file)
    with pytest.raises(InputError, match="needs a column 'image' of encoded images, but has picture, label"):
        open_images(data, "train")
    parquet.write_table(pyarrow.table({"image": [[1, 2], [3, 4]]}), file)
    with pytest.raises(InputError, match="the column 'image' of .* must hold encoded images as bytes, but holds list"):
        open_images(data, "train")
    parquet.write_table(parquet.read_table(write_parquet(file, encoded)).slice(0, 0), file)
    with pytest.raises(InputError, match="has no images"):
        open_images(data, "train")


def test_a_damaged_group_is_refused(tmp_path: Path, write_parquet: Write, encode: Encode, noise: Noise) -> None:
    file = write_parquet(tmp_path / "train.parquet", [encode(image) for image in noise(40, 32, 32)], group=10)
    content = bytearray(file.read_bytes())
    start = parquet.ParquetFile(file).metadata.row_group(2).column(0).data_page_offset
    content[start : start + 30] = bytes(30)
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"train\.parquet' is truncated or is no Parquet file"):
        open_images(f"parquet:{tmp_path}", "train", broken="skip")


def test_a_broken_image_is_named_by_its_row(tmp_path: Path, write_parquet: Write, encode: Encode, noise: Noise) -> None:
    images = [encode(image, "JPEG") for image in noise(9, 16, 16)]
    images[4] = images[4][:200]
    write_parquet(tmp_path / "train.parquet", [*images, None])
    with pytest.raises(
        InputError, match=r"^row 4 of '.*train\.parquet' is a broken image \(.*[Tt]runcated.*\): replace"
    ):
        open_images(f"parquet:{tmp_path}", "train", size=16, channels=1)
    left = open_images(f"parquet:{tmp_path}", "train", broken="skip")
    assert (left.count, left.skipped) == (8, 2)


def test_without_pyarrow_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(InputError, match=r"needs the package pyarrow: install it with pip install advai\[data\]"):
        open_images(f"parquet:{tmp_path}", "train")


@pytest.mark.parametrize(
    ("name", "count", "channels", "size", "first"),
    [("mnist", 10_000, 1, 28, "7"), ("cifar10", 10_000, 3, 32, "airplane"), ("eurosat", 2000, 3, 64, None)],
)
def test_the_real_sets_open(name: str, count: int, channels: int, size: int, first: str | None) -> None:
    if not (REAL / name).is_dir():
        pytest.skip(f"the data set {name} is not on this machine")
    images = open_images(f"parquet:{REAL / name}", "test", held_bytes=2**20 if name == "mnist" else 2**29)
    assert (images.count, images.channels, images.size) == (count, channels, size)
    labels = images.needed_labels("this test")
    assert np.bincount(labels).min() >= count / 12
    assert images.classes is not None and first in (None, images.classes[labels[0]])
    assert 5 < images.images(torch.arange(10)).float().mean() < 250

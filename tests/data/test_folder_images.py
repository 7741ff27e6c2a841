"""Images in folders: what counts as one, classes, the two ways to part them, and bounded memory."""

import itertools
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from advai.config import InputError
from advai.data import batches, open_images

Encode = Callable[..., bytes]
Noise = Callable[..., np.ndarray]
Write = Callable[..., Path]


@pytest.fixture
def image(encode: Encode) -> Callable[[int], bytes]:
    """An image of one grey value."""
    return lambda value: encode(np.full((4, 4), value, np.uint8))


def values(folder: Path, split: str, **options: str) -> list[int]:
    images = open_images(f"folder:{folder}", split, **options)
    return images.images(np.arange(images.count))[:, 0, 0, 0].tolist()


def test_splits_and_classes_are_sub_folders(write_folder: Write, image: Callable[[int], bytes]) -> None:
    folder = write_folder(
        {
            "train/dog/a.png": image(10),
            "train/cat/b.PNG": image(20),
            "train/cat/deeper/c.png": image(30),
            "train/cat/._b.png": b"a Mac's note",
            "train/notes.txt": b"text",
            "test/emu/d.png": image(40),
            "elsewhere.png": image(50),
        }
    )
    assert values(folder, "train") == [20, 30, 10]
    train, test = (open_images(f"folder:{folder}", split) for split in ("train", "test"))
    assert train.classes == test.classes == ("cat", "dog", "emu")
    assert train.needed_labels("this").tolist() == [0, 0, 1]
    assert test.needed_labels("this").tolist() == [2]


def test_an_image_outside_of_sub_folders_leaves_the_set_without_labels(
    write_folder: Write, image: Callable[[int], bytes]
) -> None:
    folder = write_folder({"train/cat/a.png": image(1), "train/b.png": image(2), "test/c.png": image(3)})
    assert open_images(f"folder:{folder}", "train").labels() is None


def test_without_splits_one_in_ten_is_for_testing_and_none_changes_sides(
    write_folder: Write, image: Callable[[int], bytes]
) -> None:
    files = {f"{'ab'[number % 2]}/{number:03}.png": image(number) for number in range(200)}
    folder = write_folder(files)
    train, test = values(folder, "train"), values(folder, "test")
    assert sorted(train + test) == list(range(200))
    assert 8 <= len(test) <= 32
    assert test[:5] == FIRST_FOR_TESTING
    fewer = write_folder(dict(list(files.items())[::2]))
    assert set(values(fewer, "test")) == {value for value in test if value % 2 == 0}
    assert open_images(f"folder:{folder}", "test").classes == ("a", "b")


def test_png_and_jpeg_grey_and_colour_of_any_size(write_folder: Write, encode: Encode, noise: Noise) -> None:
    folder = write_folder(
        {
            "train/a.jpg": encode(noise(40, 30, 3), "JPEG"),
            "train/b.jpeg": encode(noise(9, 9), "JPEG"),
            "train/c.png": encode(noise(28, 28)),
            "test/d.png": encode(noise(5, 60, 4)),
        }
    )
    for split, count in (("train", 3), ("test", 1)):
        images = open_images(f"folder:{folder}", split, size=32)
        assert images.images(np.arange(count)).shape == (count, 3, 32, 32)
    with pytest.raises(InputError, match=r"give a size"):
        open_images(f"folder:{folder}", "train")


def test_a_broken_file_is_named(write_folder: Write, encode: Encode, noise: Noise) -> None:
    whole = encode(noise(16, 16, 3), "JPEG")
    folder = write_folder({f"train/{name}.jpg": whole for name in "abcde"} | {"test/x.jpg": whole})
    (folder / "train" / "c.jpg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"^'.*train/c\.jpg' is a broken image \(.*[Tt]runcated.*broken='skip'"):
        open_images(f"folder:{folder}", "train")
    images = open_images(f"folder:{folder}", "train", broken="skip")
    assert (images.count, images.skipped) == (4, 1)


def test_a_file_that_is_gone_is_named_when_it_is_met(write_folder: Write, image: Callable[[int], bytes]) -> None:
    folder = write_folder({f"train/{number}.png": image(number) for number in range(5)} | {"test/x.png": image(0)})
    images = open_images(f"folder:{folder}", "train", held_bytes=0)
    (folder / "train" / "3.png").unlink()
    with pytest.raises(InputError, match=r"'.*train/3\.png' is a broken image \(No such file"):
        next(batches(images, batch=5, seed=0))


def test_where_there_are_no_images(write_folder: Write, image: Callable[[int], bytes], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder '.*missing'"):
        open_images(f"folder:{tmp_path / 'missing'}", "train")
    empty = write_folder({"notes.txt": b"text"})
    with pytest.raises(InputError, match=r"there are no images in .*: expected \.png, \.jpg or \.jpeg"):
        open_images(f"folder:{empty}", "train")
    with pytest.raises(InputError, match="of the 1 images in .* none is for test: part them yourself"):
        open_images(f"folder:{write_folder({'a.png': image(0)})}", "test")
    halves = write_folder({"train/a.png": image(0), "test/notes.txt": b"text"})
    with pytest.raises(InputError, match="there are no images in '.*/test'"):
        open_images(f"folder:{halves}", "test")
    with pytest.raises(InputError, match="has a folder 'train' of images without the other"):
        open_images(f"folder:{write_folder({'train/a.png': image(0)})}", "train")


def test_memory_is_bounded(write_folder: Write, encode: Encode, noise: Noise) -> None:
    """An epoch of 3 MB of pixels and as much of files, in batches of 50 kB."""
    folder = write_folder(
        {f"train/{number:03}.png": encode(noise(100, 100, 3)) for number in range(100)} | {"test/x.png": b""}
    )
    images = open_images(f"folder:{folder}", "train", held_bytes=0)
    tracemalloc.start()
    for _, pixels in itertools.islice(batches(images, batch=2, seed=0, workers=1), 50):
        assert pixels.shape == (2, 3, 100, 100)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


FIRST_FOR_TESTING = [30, 34, 40, 44, 56]

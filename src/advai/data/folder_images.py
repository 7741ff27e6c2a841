"""Images in a folder: .png, .jpg and .jpeg, at any depth, read when they are needed.

The folders train and test in it are the splits; without them, one image in ten is for testing, chosen by a hash of its
path in the folder, so that none changes sides when others come or go. If all images lie in sub-folders, those are the
classes.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

import numpy as np

from ..config import InputError
from .canvas import BrokenImage
from .encoded import EncodedImages

SUFFIXES = (".png", ".jpg", ".jpeg")
SPLITS = ("train", "test")
TEST_SHARE = 0.1


def open_folder(folder: Path, split: str) -> EncodedImages:
    """The images of a split, in the order of their paths; raises `InputError` where there are none."""
    if not folder.is_dir():
        raise InputError(f"expected a folder of images, but there is no folder {str(folder)!r}: check its name.")
    parted = [part for part in SPLITS if (folder / part).is_dir()]
    if len(parted) == 1:
        raise InputError(
            f"{str(folder)!r} has a folder {parted[0]!r} of images without the other: give both, train and test, "
            "or neither, and one image in ten is for testing."
        )
    files = {part: images_in(folder / part) for part in SPLITS} if parted else _parted(images_in(folder))
    chosen = files[split]
    if not chosen:
        raise _no_images(folder / split if parted else folder, split, 0 if parted else sum(map(len, files.values())))
    root = folder / split if parted else folder
    classes = _classes([*files["train"], *files["test"]])
    number = {name: place for place, name in enumerate(classes or ())}
    return EncodedImages(
        name=f"folder:{folder}",
        count=len(chosen),
        read=_reader(root, chosen),
        where=lambda row: repr(str(root / chosen[row])),
        labels=np.array([number[_class(file)] for file in chosen], dtype=np.int64) if classes else None,
        classes=classes,
    )


def images_in(folder: Path) -> list[str]:
    """The paths of the images within a folder, links followed and hidden files left out, in order."""
    found = []
    for place, _, names in os.walk(folder, onerror=_unreadable, followlinks=True):
        inside = Path(place).relative_to(folder)
        images = (name for name in names if name.lower().endswith(SUFFIXES) and not name.startswith("."))
        found += [(inside / name).as_posix() for name in images]
    return sorted(found)


def _parted(files: Sequence[str]) -> dict[str, list[str]]:
    """The files for training and those for testing."""
    parts: dict[str, list[str]] = {part: [] for part in SPLITS}
    for file in files:
        digest = hashlib.blake2b(os.fsencode(file), digest_size=8).digest()
        parts["test" if int.from_bytes(digest, "big") < TEST_SHARE * 2**64 else "train"].append(file)
    return parts


def _classes(files: Sequence[str]) -> tuple[str, ...] | None:
    """The names of the sub-folders, if every image lies in one."""
    names = sorted({_class(file) for file in files})
    return None if "" in names else tuple(names)


def _class(file: str) -> str:
    """The first folder of a path; empty where there is none."""
    return PurePosixPath(file).parts[0] if "/" in file else ""


def _reader(root: Path, files: Sequence[str]) -> Callable[[int], bytes]:
    def read(row: int) -> bytes:
        try:
            return (root / files[row]).read_bytes()
        except OSError as error:
            raise BrokenImage(error.strerror or type(error).__name__) from error

    return read


def _unreadable(error: OSError) -> None:
    raise InputError(f"the folder {str(error.filename)!r} cannot be read ({error.strerror}): change its permissions.")


def _no_images(folder: Path, split: str, others: int) -> InputError:
    if others:
        return InputError(
            f"of the {others} images in {str(folder)!r} none is for {split}: "
            "part them yourself, into folders train and test within it."
        )
    return InputError(f"there are no images in {str(folder)!r}: expected .png, .jpg or .jpeg files in it.")

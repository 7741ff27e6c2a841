"""Writing results so that nothing is ever left half-written: aside first, then renamed.

A folder is written as a whole beside its place (`fresh_folder`), a file beside its own (`file_aside`, `write_aside`);
what fails on the way is removed, and the place keeps what it held before. Whether a folder can be written at all is
asked before the work (`check_output_folder`), not after an hour of it.
"""

import errno
import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..config import InputError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def check_output_folder(out: str | os.PathLike[str]) -> None:
    """Raise `InputError` unless `out` is a folder that can be made, or an empty one that can be filled.

    Nothing is left behind; the check makes and removes an empty folder, since permission bits say little for root, for
    a network drive or for a read-only one.
    """
    try:
        place = _resolved(out)
        is_file = os.path.lexists(place) and not place.is_dir()
        content = sorted(os.listdir(place)) if place.is_dir() else []
        if not content and not is_file:
            probe = _aside(_nearest_existing(place) / "probe")
            probe.mkdir()
            probe.rmdir()
    except OSError as error:
        raise _cannot_write(out, error) from error
    if is_file:
        raise InputError(f"the output folder {str(out)!r} is a file: name a folder that is new or empty.")
    if content:
        raise InputError(
            f"the output folder {str(out)!r} exists and is not empty (it holds {content[0]!r}): "
            "name a new folder, or remove what is in this one."
        )


def check_output_file(out: str | os.PathLike[str], suffixes: Collection[str]) -> Path:
    """The place of a file to write; raises `InputError` for another suffix, a folder, or one in no folder."""
    place = _resolved(out)
    if place.suffix.lower() not in suffixes:
        raise InputError(f"the output {str(out)!r} must be a file whose name ends in {' or '.join(suffixes)}.")
    if place.is_dir():
        raise InputError(
            f"the output {str(out)!r} is a folder: name a file, for instance {place.name}/it{place.suffix}."
        )
    if not place.parent.is_dir():
        raise InputError(f"the output {str(out)!r} lies in no folder that is there: make it first.")
    if not os.access(place.parent, os.W_OK):
        raise _cannot_write(out, PermissionError("no permission"))
    return place


@contextmanager
def fresh_folder(out: str | os.PathLike[str]) -> Iterator[Path]:
    """A folder to fill, which becomes `out` when the body succeeds and is removed when it fails.

    `out` may be new (its parents are made) or empty. A new one appears whole, by one rename; into an empty one, which
    may be a mounted drive, the entries are renamed one by one. Raises `InputError` before the body for a place that
    `check_output_folder` refuses, and after it when the disk was full; should `out` have been filled by somebody else
    in the meantime, the work is kept aside and the error says where.
    """
    check_output_folder(out)
    place = _resolved(out)
    aside = _aside(place / "partial") if place.is_dir() else _aside(place)
    missing = [parent for parent in aside.parents if not parent.exists()]
    try:
        aside.mkdir(parents=True)
        yield aside
        for file in aside.rglob("*"):
            if file.is_file():
                _flush(file)
    except BaseException as error:
        shutil.rmtree(aside, ignore_errors=True)
        _remove_empty(missing)
        if _is_full(error):
            raise _cannot_write(out, error) from error
        raise
    _settle(aside, place)


@contextmanager
def file_aside(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A path of the same suffix to write to, which replaces `path` when the body succeeds and is removed when it fails.

    The bytes are on the disk (fsync) before the name is: after a power cut there is the old file or the new one.
    The folder must exist. Raises `InputError` when the disk is full or the place cannot be written.
    """
    place = _resolved(path)
    aside = _aside(place)
    try:
        yield aside
        _flush(aside)
        os.replace(aside, place)
    except BaseException as error:
        with suppress(OSError):
            aside.unlink()
        here = isinstance(error, OSError) and error.filename in (str(aside), str(place))
        if here or _is_full(error):
            raise _cannot_write(path, error) from error
        raise


def write_aside(path: str | os.PathLike[str], data: str | bytes) -> None:
    """Write `data` (text as UTF-8) to `path`, whole or not at all; the folder must exist. Errors as `file_aside`."""
    with file_aside(path) as aside:
        aside.write_bytes(data.encode() if isinstance(data, str) else data)


def _resolved(path: str | os.PathLike[str]) -> Path:
    """The absolute path behind symbolic links, so that the rename happens on the disk where the result will be."""
    if not os.fspath(path):
        raise InputError("expected the name of an output file or folder, but it is empty: name one.")
    return Path(os.path.realpath(path))


def _aside(place: Path) -> Path:
    """A new hidden name beside `place`, of the same suffix: a rename to `place` stays on one disk."""
    return place.with_name(f".{place.stem}-{secrets.token_hex(4)}{place.suffix}")


def _nearest_existing(place: Path) -> Path:
    return next(folder for folder in (place, *place.parents) if os.path.lexists(folder))


def _flush(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _settle(aside: Path, place: Path) -> None:
    """Give the finished folder its name; what is done is not thrown away when that fails."""
    try:
        if aside.parent != place:
            aside.rename(place)
            return
        for entry in sorted(aside.iterdir()):
            entry.rename(place / entry.name)
        aside.rmdir()
    except OSError as error:
        raise InputError(
            f"the results could not be moved to {str(place)!r} ({error.strerror}): "
            f"they are complete in {str(aside)!r}, move them by hand."
        ) from error


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders that we made, nearest first, as long as nobody else has used them."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _is_full(error: BaseException | None) -> bool:
    """Whether a full disk is behind an error; libraries that write in another language only say so in words."""
    while error is not None:
        if (isinstance(error, OSError) and error.errno in FULL) or "No space left on device" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _cannot_write(path: str | os.PathLike[str], error: BaseException) -> InputError:
    reason = "No space left on device" if _is_full(error) else getattr(error, "strerror", None) or error
    return InputError(
        f"cannot write {str(path)!r} ({reason}), and nothing was left there: "
        "free some space, or choose a place that can be written."
    )

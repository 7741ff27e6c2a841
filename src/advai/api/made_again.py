"""The folder of a demo, which a second demo of the same settings may replace, as long as nobody has touched it."""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import Any

import yaml

from ..config import InputError
from ..results import check_output_folder, fresh_folder, write_aside

MANIFEST = "manifest.json"


@contextmanager
def folder_made_again(out: FilePath, config: Mapping[str, Any]) -> Iterator[FilePath]:
    """A folder to fill, which becomes `out`: in the place of nothing, or of what this made with the same `config`.

    Its `config.yaml` and a manifest of all files are written here. Raises `InputError` before the body when `out` has
    anything else in it, which is never removed.
    """
    again = made_before(out)
    if again:
        check_same_settings(out, config)
    elif (out / MANIFEST).is_file():
        raise InputError(f"{str(out)!r} has files that were added or changed by hand: name another folder with --out.")
    else:
        check_output_folder(out)
    place = FilePath(os.path.realpath(out))
    made = place.with_name(f".{place.name}-{secrets.token_hex(4)}") if again else place
    with fresh_folder(made) as aside:
        write_aside(aside / "config.yaml", yaml.safe_dump(dict(config), sort_keys=False))
        yield aside
        write_aside(aside / MANIFEST, json.dumps(digests(aside), indent=2))
    if again:
        replace_folder(place, made)


def made_before(out: FilePath) -> bool:
    """Whether `out` holds exactly what an earlier call wrote there."""
    try:
        return json.loads((out / MANIFEST).read_text()) == digests(out)
    except (OSError, ValueError):
        return False


def check_same_settings(out: FilePath, config: Mapping[str, Any]) -> None:
    """Raise `InputError` when what is in `out` was made with other settings."""
    before = yaml.safe_load((out / "config.yaml").read_text())
    changed = [key for key in config if before.get(key) != config[key]]
    if changed:
        key = changed[0]
        raise InputError(
            f"{str(out)!r} holds the results of other settings ({key} {before.get(key)}, not {config[key]}): "
            "name a new folder with --out, or remove that one."
        )


def replace_folder(place: FilePath, made: FilePath) -> None:
    """Put `made` in the place of `place`, unless somebody has written there in the meantime."""
    if not made_before(place):
        raise InputError(
            f"{str(place)!r} was changed while this ran, so it was left alone: the new results are in {str(made)!r}."
        )
    old = place.with_name(f".{place.name}-{secrets.token_hex(4)}")
    place.rename(old)
    made.rename(place)
    shutil.rmtree(old)


def digests(folder: FilePath) -> dict[str, str]:
    """The SHA-256 of every file in a folder but the manifest itself, by its path."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != MANIFEST)
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

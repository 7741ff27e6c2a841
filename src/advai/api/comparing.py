"""The front door of comparison: evaluated run folders in, one self-contained page out, and its tables as Markdown."""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path as FilePath

from safetensors import SafetensorError, safe_open

from ..config import InputError
from ..report import (
    ComparedRun,
    comparison_page,
    gan_page,
    is_gan,
    is_markdown,
    is_page,
    page_html,
    page_markdown,
)
from ..results import write_aside
from .evaluation.evaluating import RESULTS
from .evaluation.run_pictures import PICTURES


def report_runs(
    runs: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    tables: str | os.PathLike[str] | None = None,
) -> FilePath:
    """Write one page that compares evaluated runs on the same data, and give its path.

    `tables` is a file for its tables as Markdown. Files of ours are replaced, and no others. Raises `InputError` for a
    folder that was not evaluated as a whole, for runs on other data than the first one's, and for a place that cannot
    be written.
    """
    place, tables_place = FilePath(out), None if tables is None else FilePath(tables)
    check_place(place, is_page, "page")
    if tables_place is not None:
        check_place(tables_place, is_markdown, "table")
        if tables_place.absolute() == place.absolute():
            raise InputError(f"{str(place)!r} is to be the page and the tables too: name two files.")
    folders = list(dict.fromkeys(FilePath(run) for run in runs))
    if not folders:
        raise InputError("no runs to compare: name one or more folders of advai train.")
    compared = [read_evaluated(folder) for folder in folders]
    check_alike(compared)
    page = gan_page(compared) if is_gan(compared[0]) else comparison_page(compared)
    write_aside(place, page_html(page))
    if tables_place is not None:
        write_aside(tables_place, page_markdown(page))
    return place


def check_place(place: FilePath, ours: Callable[[FilePath], bool], what: str) -> None:
    """Raise `InputError` unless a `what` can be written here, as a new file or over one that is `ours`."""
    if place.is_dir():
        raise InputError(f"the {what} is a file, but {str(place)!r} is a folder: name one in it.")
    if os.path.lexists(place) and not ours(place):
        raise InputError(f"{str(place)!r} is there and is no {what} of advai: name another file, or remove this one.")
    if not place.absolute().parent.is_dir():
        raise InputError(f"there is no folder {str(place.parent)!r} to write the {what} into: make it first.")


def read_evaluated(folder: FilePath) -> ComparedRun:
    """What a page needs of a run; `InputError` unless it was evaluated as a whole."""
    try:
        results = json.loads((folder / RESULTS).read_text())
        gan = results["evaluation"].get("kind") == "gan"
        whole = {"drift", "images", "pictures"} if gan else {"codes", "drift", "images", "pictures"}
        missing = whole - set(results["evaluation"]["done"])
        if missing:
            raise InputError(
                f"the evaluation of {str(folder)!r} was stopped before its end: go on with advai evaluate {folder}."
            )
        metrics = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
        with safe_open(str(folder / PICTURES), framework="numpy") as file:
            pictures = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            labels = json.loads(file.metadata()["labels"])
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{str(folder)!r} is not the folder of an evaluated run: train one, then run advai evaluate {folder}."
        ) from error
    return ComparedRun(name=folder.name, results=results, metrics=metrics, pictures=pictures, labels=labels)


def check_alike(runs: Sequence[ComparedRun]) -> None:
    """Raise `InputError` for runs that have nothing to do with the first one: other images, or other features."""
    first = runs[0]
    for run in runs:
        if is_gan(run) != is_gan(first):
            kinds = ["a GAN" if is_gan(one) else "an autoencoder" for one in (run, first)]
            raise InputError(f"{run.name} is {kinds[0]} and {first.name} {kinds[1]}: make a page of each kind.")
        for name in ("data", "size", "channels"):
            if run.about[name] != first.about[name]:
                raise InputError(
                    f"runs are compared on the same images, but {run.name} has {name} {run.about[name]!r} and "
                    f"{first.name} {first.about[name]!r}: make a page of each."
                )
        if run.about.get("images") != first.about.get("images"):
            raise InputError(
                f"runs are compared on the same images, but those of {run.name} and {first.name} differ in number or "
                "checksum: make a page of each."
            )
        ours, theirs = (one.results.get("features", {}).get("sha256") for one in (run, first))
        if ours != theirs:
            raise InputError(
                f"{run.name} and {first.name} were measured with different feature networks: "
                "evaluate both with the same one."
            )

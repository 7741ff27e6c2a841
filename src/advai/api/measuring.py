"""Measuring paths that are given by their names, as the command line does."""

import dataclasses
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path as FilePath

import yaml

from ..checkpoint import Corrected
from ..config import InputError, unknown_name
from ..distributions import Empirical, Source
from ..evaluation import measure_drifts
from ..paths import Matched, lerp, nlerp, slerp
from ..report import write_drift_report
from ..results import Drift, check_output_folder, drift_results, environment, fresh_folder, write_aside
from ..shapes import Path
from .sources import source_of

CLOSED_FORMS = ("lerp", "slerp", "nlerp", "matched")


def measure_paths(
    latents: object,
    names: Sequence[str] | None = None,
    *,
    times: Sequence[float] = (0.1, 0.25, 0.5),
    samples: int = 10_000,
    seed: int = 0,
    holdout: float = 0.2,
    out: str | os.PathLike[str] | None = None,
) -> list[Drift]:
    """The drift of every path on the latents: closed forms by name (all four unless given), a fit by its folder.

    With `out`, `results.json`, the figure and `report.html` are written there. Raises `InputError` or `InputTypeError`
    for what cannot be measured or written, before anything is.
    """
    if out is not None:
        check_output_folder(out)
    chosen = list(dict.fromkeys(names or CLOSED_FORMS))
    check_names(chosen)
    source = source_of(latents, holdout=holdout)
    paths = {name: path_named(name, source) for name in chosen}
    print(f"measuring {', '.join(paths)} on {source.name}", file=sys.stderr)
    measured = measure_drifts(list(paths.values()), source, times=times, samples=samples, seed=seed)
    fits = len(set(chosen) - set(CLOSED_FORMS))
    drifts = [told_apart(drift, name, fits=fits) for drift, name in zip(measured, chosen, strict=True)]
    if out is not None:
        write_measurement(out, drifts, seed)
    return drifts


def check_names(names: Sequence[str]) -> None:
    """Raise `InputError` for a name that is neither a closed form nor a folder, with the nearest one suggested."""
    for name in names:
        if name in CLOSED_FORMS or FilePath(name).is_dir():
            continue
        if os.sep in name:
            raise InputError(f"there is no folder {name!r}: give that of a fit, or one of {', '.join(CLOSED_FORMS)}.")
        raise unknown_name("path", name, CLOSED_FORMS)


def path_named(name: str, source: Source) -> Path:
    """The path of that name; a fit to latents of another dimension, or to rows to be measured, raises `InputError`."""
    if name in CLOSED_FORMS:
        return Matched(source) if name == "matched" else {"lerp": lerp, "slerp": slerp, "nlerp": nlerp}[name]
    path = Corrected.from_pretrained(name)
    if path.dim != source.dim:
        raise InputError(
            f"the path in {name!r} was fitted to latents of dimension {path.dim}, but {source.name} has dimension "
            f"{source.dim}: measure it on latents of the kind that it was fitted to."
        )
    check_held_out(FilePath(name), source)
    return path.eval()


def check_held_out(folder: FilePath, source: Source) -> None:
    """Raise `InputError` when the fit in `folder` saw rows of these latents that are about to be measured.

    The split follows from the number of rows, and a smaller part held out lies within a larger one.
    """
    if not isinstance(source, Empirical) or not (folder / "config.yaml").is_file():
        return
    config = yaml.safe_load((folder / "config.yaml").read_text())
    fitted = config.get("latents", {}) if isinstance(config, dict) else {}
    same = (fitted.get("name"), fitted.get("count")) == (source.name, source.count)
    if same and fitted.get("holdout", 0.0) < source.holdout:
        share = fitted.get("holdout", 0.0)
        raise InputError(
            f"the fit in {str(folder)!r} held out a share of {share:g} of {source.name}, so a share of "
            f"{source.holdout:g} has rows that it was fitted to: give --holdout {share:g}."
        )


def told_apart(drift: Drift, name: str, *, fits: int) -> Drift:
    """The drift under the folder's name too, where there are several fits."""
    return dataclasses.replace(drift, path=f"{drift.path} {name}") if fits > 1 and name not in CLOSED_FORMS else drift


def write_measurement(out: str | os.PathLike[str], drifts: Sequence[Drift], seed: int) -> None:
    """The folder of a measurement, whole or not at all: results, environment, figure and page."""
    conditions = environment(seed)
    with fresh_folder(out) as folder:
        results = json.dumps({"drift": drift_results(drifts)}, indent=2, allow_nan=False)
        write_aside(folder / "results.json", results)
        write_aside(folder / "environment.json", json.dumps(conditions, indent=2))
        write_drift_report(folder, drifts, conditions)

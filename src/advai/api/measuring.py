"""Measuring paths that are given by their names, as the command line does."""

import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path as FilePath

import yaml

from ..checkpoint import Corrected
from ..config import InputError, unknown_name
from ..distributions import Empirical, Source, as_source
from ..evaluation import measure_drift
from ..paths import Matched, lerp, nlerp, path_name, slerp
from ..results import Drift, check_output_folder, drift_results, environment, fresh_folder, write_aside
from ..shapes import Path

CLOSED_FORMS = ("lerp", "slerp", "nlerp", "matched")


def measure_paths(
    latents: object,
    names: Sequence[str] | None = None,
    *,
    times: Sequence[float] = (0.1, 0.25, 0.5),
    samples: int = 10_000,
    seed: int = 0,
    holdout: float = 0.2,
    out: FilePath | None = None,
) -> list[Drift]:
    """The drift of every path on the latents: closed forms by name, learned ones by the folder of their fit.

    With `out`, `results.json`, the figures and `report.html` are written there. Raises `InputError` for what cannot be
    measured or written, before anything is.
    """
    if out is not None:
        check_output_folder(out)
    chosen = list(dict.fromkeys(names or CLOSED_FORMS))
    check_names(chosen)
    source = as_source(latents, holdout=holdout)
    paths = {name: path_named(name, source) for name in chosen}
    drifts = []
    for number, (name, path) in enumerate(paths.items(), start=1):
        print(f"measuring {name} on {source.name} ({number} of {len(paths)})", file=sys.stderr)
        drifts.append(measure_drift(path, source, times=times, samples=samples, seed=seed))
    drifts = with_names_of_their_own(drifts, chosen)
    return drifts


def check_names(names: Sequence[str]) -> None:
    """Raise `InputError` for a name that is neither a closed form nor a folder, with the nearest one suggested."""
    for name in names:
        if name in CLOSED_FORMS or FilePath(name).is_dir():
            continue
        if "/" in name or "\\" in name:
            raise InputError(f"there is no folder {name!r}: give the folder of a fit, or {', '.join(CLOSED_FORMS)}.")
        raise unknown_name("path", name, CLOSED_FORMS)


def path_named(name: str, source: Source) -> Path:
    """The path of that name for latents of `source`; a fit of another dimension, or to rows that are measured, is refused."""
    if name not in CLOSED_FORMS:
        path = Corrected.from_pretrained(name)
        if path.dim != source.dim:
            raise InputError(
                f"the path in {name!r} was fitted to latents of dimension {path.dim}, but {source.name} has {source.dim}: "
                "measure it on the latents that it was made for."
            )
        check_held_out(FilePath(name), source)
        return path.eval()
    return Matched(source) if name == "matched" else {"lerp": lerp, "slerp": slerp, "nlerp": nlerp}[name]


def check_held_out(folder: FilePath, source: Source) -> None:
    """Raise `InputError` when the fit in `folder` saw rows of the same latents that are about to be measured.

    Both splits follow from the number of rows alone, so the smaller part held out lies within the larger.
    """
    if not isinstance(source, Empirical) or not (folder / "config.yaml").is_file():
        return
    described = yaml.safe_load((folder / "config.yaml").read_text())
    fitted = described.get("latents", {}) if isinstance(described, dict) else {}
    same = (fitted.get("name"), fitted.get("count")) == (source.name, source.count)
    if same and fitted.get("holdout", 0) < source.holdout:
        raise InputError(
            f"the fit in {str(folder)!r} held out {fitted['holdout']:g} of {source.name}, so measuring on {source.holdout:g} "
            f"of it would use rows that it was fitted to: give --holdout {fitted['holdout']:g} or less."
        )

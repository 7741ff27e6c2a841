"""One source of latents from training to numbers: its corrections, and the drift of all its paths, in a folder.

FOLDER/RECIPE/       a run folder, which `Corrected.from_pretrained` reads
FOLDER/results.json  how the fits went, and the drift of every path in the order of measuring
"""

import dataclasses
import json
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

import yaml

from ..checkpoint import Corrected
from ..distributions import Source, as_source
from ..evaluation import measure_drifts
from ..paths import Matched, lerp, nlerp, slerp
from ..recipes import CORRECTIONS
from ..results import Drift, drift_results, write_aside
from ..shapes import Path
from .fitting import fit
from .watched import Study

CLOSED_FORMS = 4
LAWS = ("uniform:2", "gaussian:2", "ring", "discs")
TIMES = (0.1, 0.25, 0.4, 0.5)
"""At 1/2 the symmetry forces a path between islands off the law, so it is also measured shortly before."""


def study_law(
    law: str,
    folder: FilePath,
    *,
    recipes: Sequence[str],
    seed: int,
    steps: int | None,
    samples: int,
    given: FilePath | None = None,
) -> None:
    """Fit a law with each of the recipes, and measure the closed forms and what was learned on fresh draws.

    `given` is the folder of an earlier study of the law, whose fits are taken over where it has them.
    """
    source = as_source(law)
    folder.mkdir()
    fits = []
    for recipe in recipes:
        if given is not None and (given / recipe).is_dir():
            fits.append(taken_over(given, folder, recipe))
        else:
            fits.append(fit_in(folder, source, recipe=recipe, seed=seed, steps=steps))
    paths = {**closed_forms(source), **read_learned(folder, recipes)}
    measure_in(folder, paths, source, fits=fits, seed=seed, samples=samples)


def law_study(
    folder: FilePath, law: str, recipes: Sequence[str], options: Mapping[str, Any], *, given: FilePath | None = None
) -> Study:
    """The study of a law in its own folder within `folder`; `options`: seed, steps and samples."""
    earlier = None if given is None else given / folder_name(law)
    arguments = {"law": law, "recipes": list(recipes), "given": earlier, **options}
    dim, new = as_source(law).dim, [recipe for recipe in recipes if earlier is None or not (earlier / recipe).is_dir()]
    steps = {recipe: options["steps"] or CORRECTIONS[recipe](dim).steps for recipe in new}
    paths = CLOSED_FORMS + len(recipes)
    return Study(
        name=law, folder=folder / folder_name(law), function=study_law, arguments=arguments, steps=steps, paths=paths
    )


def taken_over(given: FilePath, folder: FilePath, recipe: str) -> dict[str, Any]:
    """Copy a fit of an earlier study, and what it said of itself."""
    shutil.copytree(given / recipe, folder / recipe)
    return next(fit for fit in read_results(given)["fit"] if fit["recipe"] == recipe)


def fit_in(folder: FilePath, source: Source, *, recipe: str, seed: int, steps: int | None) -> dict[str, Any]:
    """Fit in silence, and say how it went; the folder keeps the path and its records, not the state of training."""
    started, place = time.monotonic(), folder / recipe
    fit(source, recipe=recipe, steps=steps, seed=seed, device="cpu", out=place, progress=False)
    shutil.rmtree(place / "checkpoints", ignore_errors=True)
    taken = yaml.safe_load((place / "config.yaml").read_text())["steps"]
    found = read_results(place)["fit"]
    return {"recipe": recipe, "steps": taken, "seconds": round(time.monotonic() - started, 1), **found}


def measure_in(
    folder: FilePath,
    paths: Mapping[str, Path],
    source: Source,
    *,
    fits: Sequence[Mapping[str, Any]],
    seed: int,
    samples: int,
) -> None:
    """Measure paths under the names that they have here, and write that down with what is known of the fits."""
    measured = measure_drifts(list(paths.values()), source, times=TIMES, seed=seed, samples=samples)
    drifts = [dataclasses.replace(drift, path=name) for name, drift in zip(paths, measured, strict=True)]
    results = {"fit": list(fits), "drift": drift_results(drifts)}
    write_aside(folder / "results.json", json.dumps(results, indent=2, allow_nan=False))


def read_results(folder: FilePath) -> dict[str, Any]:
    """What was written down in the folder of a study or a fit."""
    return json.loads((folder / "results.json").read_text())


def read_drifts(folder: FilePath) -> list[Drift]:
    """The drifts in a study's folder, in the order in which they were measured."""
    return [Drift.from_dict(name, data) for name, data in read_results(folder)["drift"].items()]


def read_learned(folder: FilePath, recipes: Sequence[str]) -> dict[str, Path]:
    """The learned paths in a study's folder, by the names under which they were measured."""
    return {learned_name(recipe): Corrected.from_pretrained(folder / recipe).eval() for recipe in recipes}


def fit_sentence(folder: FilePath, name: str) -> str:
    """How the corrections of a study were learned, in words."""
    sentences = []
    for made in read_results(folder)["fit"]:
        found = f" On points it had not seen: {made['words']}" if "words" in made else ""
        work = f"took {made['steps']:,} steps and {made['seconds']:.0f} seconds on one core"
        sentences.append(f"{name}: {learned_name(made['recipe'])} {work}.{found}")
    return " ".join(sentences)


def closed_forms(source: Source) -> dict[str, Path]:
    """The paths that need no learning; `matched` has the moments of the part of `source` that is for fitting."""
    return {"linear": lerp, "spherical": slerp, "nlerp": nlerp, "matched": Matched(source)}


def learned_name(recipe: str) -> str:
    """What a learned path is called beside others: the default recipe goes by the method's own name."""
    return "AdvAI" if recipe == "advai" else f"AdvAI, {recipe}"


def folder_name(source: str) -> str:
    """The name of a source's folder: without a colon, which some file systems refuse."""
    return source.replace(":", "-")

"""The demo: the whole story on real digits that come with scikit-learn, and on four laws, as one page."""

import json
import os
import time
from pathlib import Path as FilePath
from typing import Any

from ..distributions import as_source
from ..report import DemoResult, LawResult, main_numbers, write_report
from ..results import environment, write_aside
from .clouds import density_row, plane_row
from .digits import DIGITS, RECIPE, digits_result, digits_study
from .made_again import folder_made_again
from .processes import usable_cores
from .study import LAWS, closed_forms, fit_sentence, folder_name, law_study, read_drifts, read_learned, read_results
from .watched import run_studies

LAW_STEPS = 1000
"""Fewer than the recipe's own in the plane: a demo should be short, and the pictures are the same."""


def run_demo(
    out: str | os.PathLike[str] = "runs/demo", *, seed: int = 0, steps: int | None = None, samples: int = 10_000
) -> str:
    """Fit and measure on the digits and the laws, write it all to `out`, and give the words that sum it up.

    `out` is new, empty, or what a demo of the same settings left there, which is made again; it appears whole, at the
    end. `steps` is the number of each training, for a quick look. Raises `InputError` for a folder that cannot be
    used, and `TrainingStopped` when training breaks down.
    """
    started, place = time.monotonic(), FilePath(out)
    options = {"seed": seed, "steps": steps, "samples": samples}
    with folder_made_again(place, {"command": "demo", **options}) as folder:
        of_laws = {**options, "steps": steps or LAW_STEPS}
        laws = [law_study(folder, law, [RECIPE], of_laws) for law in LAWS]
        run_studies([digits_study(folder, options), *laws])  # the longest first
        conditions = {**environment(seed), "threads": 1, "processes": usable_cores()}
        result = DemoResult(
            digits=digits_result(folder / DIGITS, seed=seed),
            laws=[law_result(folder, law, seed=seed) for law in LAWS],
            environment=conditions,
            seconds=time.monotonic() - started,
        )
        write_report(folder, result)
        write_aside(folder / "environment.json", json.dumps(conditions, indent=2))
        write_aside(folder / "results.json", json.dumps(all_results(folder), indent=2, allow_nan=False))
    return in_words(place, result)


def law_result(folder: FilePath, law: str, *, seed: int) -> LawResult:
    """What the report shows of a finished study of a law."""
    source, place = as_source(law), folder / folder_name(law)
    paths = {**closed_forms(source), **read_learned(place, [RECIPE])}
    return LawResult(
        drifts=read_drifts(place),
        at_random=density_row(source, paths, t=None, seed=seed),
        at_midpoint=density_row(source, paths, t=0.5, seed=seed),
        plane=plane_row(source, paths, pairs=4, seed=seed),
        fit=fit_sentence(place, law),
    )


def all_results(folder: FilePath) -> dict[str, Any]:
    """The results of every study by the name of its source."""
    return {name: read_results(folder / folder_name(name)) for name in (DIGITS, *LAWS)}


def in_words(place: FilePath, result: DemoResult) -> str:
    """Where the report is, and the three main numbers."""
    numbers = [number.sentence for number in main_numbers(result.digits.drifts)]
    return "\n".join([*numbers, f"report: {place / 'report.html'}"])

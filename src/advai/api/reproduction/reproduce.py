"""Figures of the paper drawn again, ours beside them: where paths put their points, for the laws that the authors show.

Figure 3 of the authors' page (Li et al., ICME 2021): points between uniform and between Gaussian latents on the linear
and the spherical path do not have the latents' law. Figure 5: on four laws, those of the learned path do.
"""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from ...checkpoint import Corrected
from ...config import InputError, unknown_name
from ...distributions import as_source
from ...report import Page, Picture, Section, density_figure, drift_figure, remarks
from ...report.drift_report import FLOOR, SHOWS, last_line
from ...report.figures_folder import Draw, drawing_into, write_page
from ...report.tables import drift_table_of, environment_table, motion_table, overview_table
from ...results import check_output_folder, environment, fresh_folder, write_aside
from ..clouds import POINTS, density_row
from ..processes import usable_cores
from ..study import (
    LAWS,
    closed_forms,
    fit_sentence,
    folder_name,
    law_study,
    learned_name,
    read_drifts,
    read_learned,
    read_results,
)
from ..watched import run_studies
from .autoencoder_tables import TABLES
from .reproduce_codes import CODES_FIGURE, reproduce_codes_figure
from .reproduce_gan import GAN_FIGURES, reproduce_gan_figure


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure: its laws, the recipes to be learned, its pictures by name with their columns, and what it shows."""

    laws: Sequence[str]
    recipes: Sequence[str]
    pictures: Mapping[str, Sequence[str]]
    title: str
    words: str


VARIANTS = tuple(learned_name(recipe) for recipe in ("advai", "paper", "reference"))
FIGURES = {
    "figure3": Figure(
        laws=LAWS[:2],
        recipes=(),
        pictures={"density": ("original", "linear", "spherical", "nlerp", "matched")},
        title="Figure 3: points between latents do not have the latents' law",
        words="The authors show the uniform and the Gaussian law, and what the linear and the spherical path make of "
        "them. Beside them here: nlerp, and the path that is matched to the law in closed form.",
    ),
    "figure5": Figure(
        laws=LAWS,
        recipes=("advai", "paper", "reference"),
        pictures={
            "density": ("original", "linear", "spherical", "matched", VARIANTS[0]),
            "variants": ("original", *VARIANTS),
        },
        title="Figure 5: points of the learned path have it",
        words="The authors show that the learned path keeps the law where the linear and the spherical one do not. "
        "Here are three variants of it: AdvAI (the default), the formula and losses as published (paper), and what the "
        "authors' program for autoencoders computes (reference), with the same steps of training and batches.",
    ),
}


def reproduce_figure(
    figure: str,
    *,
    out: str | os.PathLike[str] | None = None,
    seed: int = 0,
    steps: int | None = None,
    samples: int = 10_000,
    run: str | os.PathLike[str] | None = None,
    data: str | None = None,
    budget: int | None = None,
) -> str:
    """Write a figure's pictures, measurements and page to `out` (`runs/FIGURE` unless given), and say where they are.

    Of figures 3 and 5 the default recipe's corrections are taken from the demo in `run`, or learned anew; figure 1 is
    of the autoencoder in `run`, figures 2 and 6 of the GAN there, or else of one that is trained for it: a GAN on
    `data` under a `budget` of training images. Raises `InputError` for an unknown figure, a folder that cannot be used,
    and a `run` of another kind; `TrainingStopped` when training breaks down.
    """
    check_options(figure, {"steps": steps, "data": data, "budget": budget})
    if figure in GAN_FIGURES:
        return reproduce_gan_figure(figure, out=out, seed=seed, run=run, data=data, budget=budget)
    if figure == CODES_FIGURE:
        return reproduce_codes_figure(out=out, seed=seed, steps=steps, run=run)
    if figure not in FIGURES:
        raise unknown_name("figure", figure, (CODES_FIGURE, *GAN_FIGURES, *FIGURES, *TABLES))
    chosen, place = FIGURES[figure], FilePath("runs", figure) if out is None else FilePath(out)
    check_output_folder(place)
    given = None if run is None or not chosen.recipes else learned_before(FilePath(run), chosen.laws)
    started, options = time.monotonic(), {"seed": seed, "steps": steps, "samples": samples}
    with fresh_folder(place) as folder:
        run_studies([law_study(folder, law, chosen.recipes, options, given=given) for law in chosen.laws])
        conditions = {**environment(seed), "threads": 1, "processes": usable_cores()}
        conditions["seconds"] = round(time.monotonic() - started)
        write_figure(folder, chosen, conditions)
        results = {law: read_results(folder / folder_name(law)) for law in chosen.laws}
        write_aside(folder / "results.json", json.dumps(results, indent=2, allow_nan=False))
        write_aside(folder / "environment.json", json.dumps(conditions, indent=2))
    return f"report: {place / 'report.html'}\npicture: {place / 'figures' / 'density-midpoint.png'}"


def check_options(figure: str, options: Mapping[str, object]) -> None:
    """Raise `InputError` for an option that says nothing about a figure."""
    fitting = ("data", "budget") if figure in GAN_FIGURES else ("steps",)
    known = (CODES_FIGURE, *GAN_FIGURES, *FIGURES)
    for name, value in options.items():
        if figure in known and value is not None and name not in fitting:
            others = " and ".join(f"--{other}" for other in fitting)
            raise InputError(f"{figure} takes no --{name}: leave it out; what is trained is said by {others}.")


def learned_before(run: FilePath, laws: Sequence[str]) -> FilePath:
    """The folder of a demo, when it has the corrections of all laws."""
    for law in laws:
        if not (run / folder_name(law) / "results.json").is_file():
            raise InputError(
                f"expected the folder of a demo, but {str(run)!r} has no results for {law}: see advai demo."
            )
        Corrected.from_pretrained(run / folder_name(law) / "advai")
    return run


def write_figure(folder: FilePath, figure: Figure, conditions: Mapping[str, Any]) -> None:
    """Write the pictures and the page of a figure: densities at random t and half way, drifts, and all numbers."""
    drifts = [read_drifts(folder / folder_name(law)) for law in figure.laws]
    together = [drift for group in drifts for drift in group]
    fits = [fit_sentence(folder / folder_name(law), law) for law in figure.laws] if figure.recipes else []
    draw = drawing_into(folder)
    pictures = density_pictures(folder, figure, draw, seed=conditions["seed"])
    caption = f"Drift of each path, {together[0].samples:,} points in each cloud. {FLOOR}"
    curves = draw("drift", drift_figure(together), SHOWS, caption)
    tables = [*map(drift_table_of, drifts), motion_table(together), environment_table(conditions)]
    page = Page(
        title=figure.title,
        summary=[figure.words],
        numbers=(),
        sections=[
            Section(heading="Where paths put their points", blocks=pictures),
            Section(heading="What was found", words=remarks(together), blocks=[overview_table(together)]),
            Section(heading="Drift against t", words=fits, blocks=[curves]),
            Section(heading="All numbers", blocks=tables),
        ],
        last_line=f"{last_line(conditions)}.",
    )
    write_page(folder, page)


def density_pictures(folder: FilePath, figure: Figure, draw: Draw, *, seed: int) -> list[Picture]:
    """The density grids, each at random t, as the authors draw them, and half way, where paths drift most."""
    sources = {law: as_source(law) for law in figure.laws}
    paths = {
        law: {**closed_forms(source), **read_learned(folder / folder_name(law), figure.recipes)}
        for law, source in sources.items()
    }
    made = []
    for where, t in (("random", None), ("midpoint", 0.5)):
        rows = [density_row(source, paths[law], t=t, seed=seed) for law, source in sources.items()]
        for name, columns in figure.pictures.items():
            shows = f"A grid of histograms: rows {', '.join(figure.laws)}, columns {', '.join(columns)}."
            times = "t drawn evenly from [0, 1]" if t is None else "half way, t = 1/2"
            caption = f"Points of each path, {times}; {POINTS:,} in each panel, one colour scale in each row."
            made.append(draw(f"{name}-{where}", density_figure(rows, t=t, columns=columns), shows, caption))
    return made

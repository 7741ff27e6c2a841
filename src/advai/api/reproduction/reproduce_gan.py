"""The authors' pictures of GANs drawn again: a path in a progressive GAN, and linear above AdvAI on a Wasserstein GAN.

Figure 2 of the authors' page (Li et al., ICME 2021): a path through a progressive GAN. Figure 6: linear paths above,
AdvAI's below, between the same ends, on a WGAN. The run is given, or trained on the spot, on digits unless told.
"""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from ...config import InputError, counter_generator
from ...evaluation import FeatureNetwork, own_features, paced_trace, perceptual_times
from ...paths import trace
from ...report import Page, Section, gan_quality_section, path_strips_figure, spaces_of_runs
from ...report.drift_report import last_line
from ...report.figures_folder import drawing_into, write_page
from ...report.tables import environment_table
from ...results import check_output_folder, environment, fresh_folder, write_aside
from ..comparing import read_evaluated
from ..evaluation.evaluated_gan import EvaluatedGan
from ..evaluation.evaluating import cache_folder, evaluate
from ..evaluation.latent_spaces import INTERMEDIATE, LEARNED, PRIOR, LatentSpace
from ..evaluation.run_pictures import drawn
from ..loading import GanRun, load
from ..training import train

PACED = "AdvAI, even pace"
DATA, SIZE, BUDGET = "digits", 16, 1 << 17
"""What a GAN is trained on, on the spot, unless told: digits at 16 pixels, in some minutes on two cores."""


@dataclass(frozen=True, kw_only=True)
class GanFigure:
    """One figure: the recipe of its GAN, its rows, and how many pairs it shows with how many frames each."""

    recipe: str
    progressive: bool
    rows: Sequence[str]
    pairs: int
    frames: int
    across: int
    title: str
    words: str


GAN_FIGURES = {
    "figure2": GanFigure(
        recipe="pggan",
        progressive=True,
        rows=("linear", "spherical", LEARNED, PACED),
        pairs=3,
        frames=15,
        across=1,
        title="Figure 2: paths in a progressive GAN",
        words="The authors show an AdvAI path through a progressive GAN. Here every row is a path between the same two "
        "latents, at equal steps of t; the last one at times at which the images change by equal amounts.",
    ),
    "figure6": GanFigure(
        recipe="wgan",
        progressive=False,
        rows=("linear", LEARNED),
        pairs=8,
        frames=9,
        across=2,
        title="Figure 6: linear above, AdvAI below, on a WGAN",
        words="In each block the same two ends: the linear path above, the learned one below, as the authors show it.",
    ),
}


def reproduce_gan_figure(
    name: str,
    *,
    out: str | os.PathLike[str] | None = None,
    seed: int = 0,
    run: str | os.PathLike[str] | None = None,
    data: str | None = None,
    budget: int | None = None,
) -> str:
    """Write a figure of a GAN and its page to `out` (`runs/FIGURE` unless given), and say where they are.

    `run`: the folder of a GAN, in which the learned path is kept; unless given, one is trained into `out/run` on `data`
    (digits) with a budget of so many training images, and evaluated. Pairs are the first of the seed, not chosen.
    Raises `InputError` for a run that is none of the figure's kind, and what training raises.
    """
    figure, place = GAN_FIGURES[name], FilePath("runs", name) if out is None else FilePath(out)
    check_output_folder(place)
    given = None if run is None else opened(FilePath(run), figure, seed=seed)
    if given is not None and (data is not None or budget is not None):
        raise InputError("a run is given, so nothing is trained: leave out --data and --budget.")
    started = time.monotonic()
    with fresh_folder(place) as folder:
        looked = given or trained_here(folder / "run", figure, seed=seed, data=data, budget=budget)
        conditions = {**environment(seed), "recipe": looked.run.name, "data": looked.run.config.data.name}
        write_gan_figure(folder, name, looked, conditions)
        conditions["seconds"] = round(time.monotonic() - started)
        write_aside(folder / "environment.json", json.dumps(conditions, indent=2))
    return f"report: {place / 'report.html'}\npicture: {place / 'figures' / f'{name}.png'}"


def opened(run: FilePath, figure: GanFigure, *, seed: int) -> EvaluatedGan:
    """The run in a folder, if it is of the figure's kind."""
    loaded = load(run, device="cpu")
    kind = "progressive GAN" if figure.progressive else "GAN that does not grow"
    progressive = isinstance(loaded, GanRun) and loaded.config.network.kind == "progressive"
    if not isinstance(loaded, GanRun) or progressive != figure.progressive:
        raise InputError(f"the figure is of a {kind}, but {str(run)!r} is a run of {loaded.name}: give another --run.")
    return EvaluatedGan(run=loaded, samples=0, seed=seed, fits=True)


def trained_here(
    folder: FilePath, figure: GanFigure, *, seed: int, data: str | None, budget: int | None
) -> EvaluatedGan:
    """A GAN trained and evaluated in `folder`."""
    settings: dict[str, Any] = {"device": "cpu"} if data is not None else {"device": "cpu", "data": {"size": SIZE}}
    train(figure.recipe, data=data or DATA, out=folder, samples=budget or BUDGET, seed=seed, settings=settings)
    evaluate(folder, seed=seed, device="cpu")
    return opened(folder, figure, seed=seed)


def write_gan_figure(folder: FilePath, name: str, looked: EvaluatedGan, conditions: Mapping[str, Any]) -> None:
    """The pictures and the page of a figure."""
    figure, draw = GAN_FIGURES[name], drawing_into(folder)
    sections = []
    for space_name in looked.spaces:
        space = looked.space(space_name)
        strips = strips_between(looked, space, figure)
        picture = path_strips_figure(strips, across=figure.across)
        file = name if space_name == PRIOR else f"{name}-{space_name}"
        caption = f"Rows: {', '.join(strips)}, between the same two {space_name_in_words(space_name)} in each block."
        shown = draw(file, picture, "Rows of small pictures, one row per path, morphing one into another.", caption)
        heading = "Between two latents" if space_name == PRIOR else "Between their intermediate latents"
        sections.append(Section(heading=heading, words=[space.words], blocks=[shown]))
    page = Page(
        title=figure.title,
        summary=[figure.words],
        numbers=(),
        sections=[
            *sections,
            *measured(looked.run.folder),
            Section(heading="Conditions", blocks=[environment_table(conditions)]),
        ],
        last_line=f"{last_line(conditions)}.",
    )
    write_page(folder, page)


def measured(run: FilePath) -> list[Section]:
    """How good the paths of this run are, if it was evaluated."""
    try:
        return [gan_quality_section(spaces_of_runs([read_evaluated(run)]))]
    except InputError:
        words = "This run was not evaluated: advai evaluate RUN measures the images along its paths."
        return [Section(heading="How good images are along the way", words=[words])]


def strips_between(looked: EvaluatedGan, space: LatentSpace, figure: GanFigure) -> dict[str, np.ndarray]:
    """The frames of every row between the first pairs of the seed: (pairs, frames, channels, size, size), bytes."""
    law = looked.run.prior
    z0, z1 = (law.sample(figure.pairs, counter_generator(looked.seed, "figure", end)) for end in range(2))
    if space.name == INTERMEDIATE:
        z0, z1 = (looked.run.intermediate(z).cpu() for z in (z0, z1))
    strips = {}
    for name in figure.rows:
        path = space.paths[LEARNED if name == PACED else name]
        if name != PACED:
            steps = trace(path, z0, z1, steps=figure.frames)
        elif (features := features_for(looked)) is not None:
            steps = paced_trace(path, z0, z1, perceptual_times(path, z0, z1, space.decode, features, figure.frames))
        else:
            continue
        frames = drawn(space.decode, steps.detach().transpose(0, 1).flatten(0, 1))
        strips[name] = frames.unflatten(0, (figure.pairs, figure.frames)).numpy()
    return strips


def features_for(looked: EvaluatedGan) -> FeatureNetwork | None:
    """The network that says how fast images change; None for images without classes."""
    try:
        return own_features(looked.images.train, looked.images.test, cache_folder(None))
    except InputError:
        return None


def space_name_in_words(name: str) -> str:
    """Latents of a kind."""
    return "latents" if name == PRIOR else "intermediate latents"

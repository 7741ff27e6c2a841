"""Figure 1 of the authors' page drawn from real data: two latents, the straight and the corrected path between them.

The latents are the codes of images: of digits in the plane, by an autoencoder that is trained on the spot, or those of
a run, seen along the two directions in which they vary most.
"""

import dataclasses
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path as FilePath

import numpy as np
import torch
from jaxtyping import Float, Int

from ...checkpoint import Corrected
from ...config import InputError, counter_generator
from ...data import read_digits
from ...distances import nearest_neighbours
from ...distributions import Empirical
from ...evaluation import Decode, codes_of, measure_drifts
from ...models import AutoencoderConfig
from ...paths import lerp, trace
from ...report import CodesDiagram, Page, Section, codes_figure, remarks
from ...report.drift_report import last_line
from ...report.figures_folder import drawing_into, write_page
from ...report.tables import environment_table, overview_table
from ...results import check_output_folder, environment, fresh_folder, write_aside
from ...shapes import Cloud, Path
from ...training import train_autoencoder
from ..digits import autoencoder_training
from ..evaluation.evaluated_run import EvaluatedImages
from ..evaluation.run_pictures import drawn
from ..fitting import fit
from ..loading import Run, load
from ..study import TIMES, closed_forms

STEPS, FRAMES = 97, 13
PAIRS, CLOUD = 300, 1_000
"""Pairs of held-out codes among which the shown one is found, and points half way of each path."""
PLACES, NEAR = 17, 10
"""Where a straight line is looked at, and the neighbours that say how empty it is there."""
CODES_FIGURE = "figure1"
TITLE = "Figure 1: the straight and the corrected path between two latents"


@dataclass(frozen=True, kw_only=True)
class Codes:
    """Codes of training images and of others, with the latters' labels where there are such, and their decoder."""

    name: str
    train: Cloud
    held_out: Float[np.ndarray, "others latent"]
    labels: Int[np.ndarray, " others"] | None
    decode: Decode


def reproduce_codes_figure(
    *,
    out: str | os.PathLike[str] | None = None,
    seed: int = 0,
    steps: int | None = None,
    run: str | os.PathLike[str] | None = None,
) -> str:
    """Write the diagram and its page to `out` (`runs/figure1` unless given), and say where they are.

    `run`: the folder of an autoencoder; unless given, one with codes in the plane is trained on digits. `steps` of each
    training, fewer for a quick look. Raises `InputError` for a run that is no autoencoder.
    """
    place = FilePath("runs", "figure1") if out is None else FilePath(out)
    check_output_folder(place)
    started = time.monotonic()
    codes = codes_in_the_plane(seed, steps) if run is None else codes_of_run(FilePath(run))
    with fresh_folder(place) as folder:
        law = Empirical(codes.train, holdout=0, name=codes.name)
        path = fit(law, seed=seed, steps=steps, device="cpu", out=folder / "path").eval()
        conditions = {**environment(seed), "latents": codes.name, "coordinates": codes.train.shape[1]}
        conditions["seconds"] = round(time.monotonic() - started)
        write_diagram(folder, codes, path, conditions, seed=seed)
        write_aside(folder / "environment.json", json.dumps(conditions, indent=2))
    return f"report: {place / 'report.html'}\npicture: {place / 'figures' / 'figure1.png'}"


def codes_in_the_plane(seed: int, steps: int | None) -> Codes:
    """The codes of two coordinates of an autoencoder that is trained on digits here."""
    digits = read_digits()
    config = dataclasses.replace(autoencoder_training(seed, steps), network=AutoencoderConfig(latent=2))
    network = train_autoencoder(digits.train_images, config)
    with torch.no_grad():
        train, held_out = (network.encode(x).numpy() for x in (digits.train_images, digits.held_out_images))
    labels = digits.held_out_labels.numpy()
    name = "codes of digits in the plane"
    return Codes(name=name, train=train, held_out=held_out, labels=labels, decode=lambda z: network.decode(z)[:, None])


def codes_of_run(folder: FilePath) -> Codes:
    """The codes of a trained autoencoder."""
    run = load(folder, device="cpu")
    if not isinstance(run, Run):
        raise InputError(
            f"figure1 shows codes of real images, but {str(folder)!r} is a GAN, which has none: give an autoencoder."
        )
    images = EvaluatedImages(run=run)
    train = codes_of(run.encode, images.train, images.train_rows)
    held_out = codes_of(run.encode, images.test, images.test_rows)
    name = f"codes of {run.name} on {run.config.data.name}"
    return Codes(name=name, train=train, held_out=held_out, labels=images.labels("test"), decode=run.decode)


def write_diagram(folder: FilePath, codes: Codes, path: Corrected, conditions: dict[str, object], *, seed: int) -> None:
    """The picture and its page."""
    paths: dict[str, Path] = {"linear": lerp, "AdvAI": path}
    diagram, flat = diagram_of(codes, paths, seed=seed), codes.train.shape[1] == 2
    seen = "as they are" if flat else "seen along the two directions in which they vary most"
    caption = (
        f"{codes.name.capitalize()}, {seen}; in blue the density of those of training images. The pair of held-out "
        f"images is that of {PAIRS} random ones, among the half that are farther apart, whose straight line crosses "
        "the emptiest place beside its ends; a mark at every picture below. Right: t = 1/2 between "
        f"{CLOUD:,} random pairs of held-out codes."
    )
    picture = drawing_into(folder)("figure1", codes_figure(diagram), "Two paths over a density of latents.", caption)
    summary = (
        "The straight line between two latents leads through places where no image has its latent; the corrected path "
        "keeps to where they are."
    )
    page = Page(
        title=TITLE,
        summary=[summary],
        numbers=(),
        sections=[
            Section(heading="The diagram", blocks=[picture]),
            drift_on_held_out(codes, path, seed=seed),
            Section(heading="Conditions", blocks=[environment_table(conditions)]),
        ],
        last_line=f"{last_line(conditions)}.",
    )
    write_page(folder, page)


def drift_on_held_out(codes: Codes, path: Corrected, *, seed: int) -> Section:
    """How far closed forms and the learned path leave the law of codes that the fit has not seen."""
    heading, seen = "Where paths leave the law of the codes", Empirical(codes.train, holdout=0, name=codes.name)
    paths = [*closed_forms(seen).values(), path]
    try:
        law = Empirical(codes.held_out, holdout=1, name=codes.name)
        drifts = measure_drifts(paths, law, times=TIMES, seed=seed)
    except InputError as error:
        return Section(heading=heading, words=[f"Not measured: {error}"])
    known = "Of this law no closed form is known that keeps it."
    return Section(heading=heading, words=[known, *remarks(drifts)], blocks=[overview_table(drifts)])


@torch.no_grad()
def diagram_of(codes: Codes, paths: dict[str, Path], *, seed: int) -> CodesDiagram:
    """The plane of the codes with one pair, the clouds half way and the frames."""
    held_out = torch.from_numpy(codes.held_out)
    first, last = held_out[pair_shown(codes, seed)]
    generator = counter_generator(seed, "half way")
    ends = [held_out[torch.randint(len(held_out), (CLOUD,), generator=generator)] for _ in range(2)]
    traced = {name: trace(path, first[None], last[None], steps=STEPS)[:, 0] for name, path in paths.items()}
    clouds = {name: path(*ends, 0.5) for name, path in paths.items()}
    every = (STEPS - 1) // (FRAMES - 1)
    mean, plane = plane_of(codes.train)
    what = "coordinate" if codes.train.shape[1] == 2 else "principal direction"
    return CodesDiagram(
        latents=(codes.train - mean) @ plane,
        paths={name: (points.numpy() - mean) @ plane for name, points in traced.items()},
        clouds={name: (points.numpy() - mean) @ plane for name, points in clouds.items()},
        frames={name: drawn(codes.decode, points[::every]).numpy() for name, points in traced.items()},
        axes=(f"first {what}", f"second {what}"),
    )


def plane_of(train: Cloud) -> tuple[Float[np.ndarray, " latent"], Float[np.ndarray, "latent 2"]]:
    """A point and two directions; of codes in the plane, the coordinates themselves."""
    if train.shape[1] == 2:
        return np.zeros(2, dtype=np.float32), np.eye(2, dtype=np.float32)
    mean = train.mean(axis=0)
    _, _, directions = np.linalg.svd(train - mean, full_matrices=False)
    return mean, directions[:2].T


def pair_shown(codes: Codes, seed: int) -> torch.Tensor:
    """The rows of the pair, of two kinds where there are kinds, whose straight line crosses the emptiest place.

    Emptiness is the distance to the `NEAR`-th nearest code; what counts is how many times that of both ends it reaches.
    Of the random pairs, the half whose ends are farther apart are looked at.
    """
    order = torch.randperm(len(codes.held_out), generator=counter_generator(seed, "figure"))
    pairs = order[: len(order) // 2 * 2].view(-1, 2)
    if codes.labels is not None:
        kinds = torch.from_numpy(codes.labels)[pairs]
        pairs = pairs[kinds[:, 0] != kinds[:, 1]] if bool((kinds[:, 0] != kinds[:, 1]).any()) else pairs
    pairs = pairs[:PAIRS]
    z0, z1 = torch.from_numpy(codes.held_out)[pairs].unbind(1)
    apart = (z1 - z0).norm(dim=1)
    places = torch.stack([lerp(z0, z1, t) for t in np.linspace(0, 1, PLACES).tolist()])
    near, _ = nearest_neighbours(places.flatten(0, 1).numpy(), codes.train, count=min(NEAR, len(codes.train)))
    empty = near[:, -1].reshape(PLACES, -1)
    score = empty.max(axis=0) / np.maximum(empty[0], empty[-1])
    return pairs[int(np.where(apart >= apart.median(), score, 0.0).argmax())]

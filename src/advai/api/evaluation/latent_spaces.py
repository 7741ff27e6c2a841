"""The latents of a generator between which paths are compared: its prior, its intermediate latents, given ones."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

import torch

from ...config import InputError, counter_generator
from ...distributions import Empirical, Gaussian, Source, Sphere
from ...evaluation import Decode
from ...paths import Gaussianised, Matched, lerp, slerp
from ...shapes import Path
from ..loading import GanRun
from .kept_paths import digest, kept_fit

PRIOR, INTERMEDIATE, CODES = "prior", "intermediate", "codes"
LEARNED = "AdvAI"
INTERMEDIATE_COUNT, HELD_OUT = 40_000, 0.5
"""Intermediate latents that stand for their law, and the share of them that no path is fitted to."""


@dataclass(frozen=True, kw_only=True)
class LatentSpace:
    """Latents of one kind: their `law`, what is made of them, the paths between them by name.

    `exact`: the closed forms that keep the law at every t. `words`: what is to be said of that beside AdvAI.
    """

    name: str
    law: Source
    decode: Decode
    paths: dict[str, Path]
    exact: Sequence[str]
    words: str


def prior_space(run: GanRun, *, seed: int, fits: bool) -> LatentSpace:
    """The latents that the generator was trained on."""
    law = run.prior
    words = closed_forms_in_words(law)
    if normalises(run):
        words += (
            " The generator first scales each latent to that sphere, so what it makes along the linear path is what it "
            "makes along the normalised one, which keeps the law too: only the pace differs."
        )
    return LatentSpace(
        name=PRIOR,
        law=law,
        decode=run.decode,
        paths=paths_on(law, run.folder / "paths" / f"{PRIOR}-{seed}", seed=seed, fits=fits),
        exact=exact_forms(law),
        words=words,
    )


def intermediate_space(run: GanRun, *, seed: int, fits: bool) -> LatentSpace:
    """What images are made of, behind the pixel norm and the mapping network: nothing is normalised any more."""
    law: Source = run.prior
    place = run.folder / "paths" / f"{PRIOR}-{seed}"
    if run.config.network.mapping:
        drawn = run.prior.sample(INTERMEDIATE_COUNT, counter_generator(seed, "intermediate latents"))
        w = run.intermediate(drawn).cpu()
        law = Empirical(w, holdout=HELD_OUT, name="intermediate latents")
        place = run.folder / "paths" / f"{INTERMEDIATE}-{digest(w)}-{seed}"
    return LatentSpace(
        name=INTERMEDIATE,
        law=law,
        decode=run.decode_intermediate,
        paths=paths_on(law, place, seed=seed, fits=fits),
        exact=exact_forms(law),
        words=closed_forms_in_words(law),
    )


def given_latents(run: GanRun, file: str | os.PathLike[str]) -> Empirical:
    """The law of the latents in a file; `InputError` unless they are such as the generator takes."""
    law = Empirical(file, holdout=HELD_OUT)
    if law.dim != run.prior.dim:
        raise InputError(
            f"the latents in {str(file)!r} have {law.dim} coordinates, but the generator takes {run.prior.dim}: "
            "give latents of this generator, as advai invert writes them."
        )
    return law


def code_space(run: GanRun, law: Empirical, *, seed: int, fits: bool) -> LatentSpace:
    """Latents of the generator that are given, as those of real images: their law is whatever it is."""
    place = run.folder / "paths" / f"{CODES}-{given_digest(law)}-{seed}"
    return LatentSpace(
        name=CODES,
        law=law,
        decode=run.decode,
        paths=paths_on(law, place, seed=seed, fits=fits),
        exact=(),
        words=closed_forms_in_words(law),
    )


def has_intermediate(run: GanRun) -> bool:
    """Whether a generator's intermediate latents are anything else than its latents."""
    return normalises(run) or run.config.network.mapping > 0


def normalises(run: GanRun) -> bool:
    """Whether the generator scales latents to a sphere before it does anything else."""
    return run.config.network.kind == "progressive"


def paths_on(law: Source, place: FilePath, *, seed: int, fits: bool) -> dict[str, Path]:
    """Closed forms and, with `fits`, the learned path on a law, which is kept in the folder `place`."""
    closed: dict[str, Path] = {"linear": lerp, "spherical": slerp, "matched": Matched(law), "LOL": Gaussianised(law)}
    return {**closed, LEARNED: kept_fit(law, place, seed=seed)} if fits else closed


def exact_forms(law: Source) -> tuple[str, ...]:
    """The closed forms among the paths that keep this law at every t."""
    if isinstance(law, Gaussian):
        return ("matched",)
    return ("spherical",) if isinstance(law, Sphere) else ()


def closed_forms_in_words(law: Source) -> str:
    """What closed forms can do on a law, so that nobody takes AdvAI for needed where it is not."""
    if isinstance(law, Gaussian):
        return (
            f"The law is N(0, I) in {law.dim} dimensions: the matched path keeps it exactly at every t, in closed form "
            "(LOL is the same path there, but for its tables), and the spherical one nearly. AdvAI can do no better; "
            "it is shown beside them."
        )
    if isinstance(law, Sphere):
        return (
            f"The law is uniform on a sphere in {law.dim} dimensions: the spherical path keeps it exactly at every t, "
            "in closed form. AdvAI can do no better; it is shown beside it."
        )
    return (
        f"Of the law of {law.name} nothing is known but {getattr(law, 'count', 0):,} latents: no closed form is exact. "
        "The matched path keeps mean and covariance, LOL the law of each coordinate."
    )


def given_digest(law: Empirical) -> str:
    """A short name of given latents: by their moments, which the mean and covariance of other ones would not have."""
    return digest(torch.cat([law.mean()[None], law.covariance()]))

"""The front door of evaluation: every figure of a trained run, into RUN/results.json, part by part."""

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Any

import torch

from ...config import InputError, merged
from ...data import identity, place_free
from ...evaluation import FeatureNetwork, open_features, own_features
from ...recipes import changed_settings
from ...results import environment, write_aside
from ..loading import GanRun, Run, load
from .evaluated_gan import EvaluatedGan
from .evaluated_run import EvaluatedRun
from .evaluation_sections import (
    Entries,
    codes_section,
    drift_section,
    images_section,
    lines_section,
    without_images,
)
from .gan_pictures import write_gan_pictures
from .gan_sections import gan_drift_section, gan_images_section, within, without_quality
from .latent_spaces import PRIOR, given_latents
from .run_pictures import PICTURES, write_pictures

RESULTS = "results.json"
LEAST_SAMPLES = 40
Looked = EvaluatedRun | EvaluatedGan
Sections = dict[str, Callable[[], Entries]]
Network = FeatureNetwork | Callable[[], FeatureNetwork]


def evaluate(
    run_dir: str | os.PathLike[str],
    *,
    features: str | os.PathLike[str] | None = None,
    features_size: int | None = None,
    features_range: tuple[float, float] = (-1.0, 1.0),
    samples: int = 10_000,
    seed: int = 0,
    fits: bool | None = None,
    latents: str | os.PathLike[str] | None = None,
    cache: str | os.PathLike[str] | None = None,
    device: str | torch.device = "auto",
    progress: bool = True,
) -> dict[str, Any]:
    """Measure a trained run, write RUN/results.json and RUN/pictures.safetensors, and give the results.

    Of an autoencoder: reconstruction, probes, clusters, the drift of the codes' law for every path, and Fréchet and
    kernel distances, precision, recall, density and coverage of reconstructions, samples and midpoints; on lines, the
    Lines figures. Of a GAN: those of samples and along every path between latents of the prior, of the generator's
    intermediate latents where they are others, and of those in the file `latents`; drift; perceptual path lengths.

    `features`: an ONNX or TorchScript file that distances are taken with, and the size and range of its input
    (`advai.evaluation.given_features` says how to write Inception as one);
    otherwise a small classifier that is trained on the data's classes, once for all runs, and kept in `cache`
    (`~/.cache/advai/features`). `samples`: images of each kind, at most as many as there are test images. `fits`: also
    fit AdvAI to the latents, as one more path (about a minute each), which is kept in RUN/paths; unless given, for
    GANs.

    Written part by part; the same call goes on where it was stopped. What cannot be measured (probes without labels) is
    null with the reason. Raises `InputError` for a folder that is no whole run, for codes that are not finite, and for
    latents and a feature network that cannot be used.
    """
    if samples < LEAST_SAMPLES:
        raise InputError(f"samples must be {LEAST_SAMPLES} or more, but {samples} was given: 10000 is usual.")
    looked = looked_at(load(run_dir, device=device), samples=samples, seed=seed, fits=fits, latents=latents)
    images = looked.images
    given = None
    if features is not None:
        kind = {"image_size": images.test.size, "image_channels": images.test.channels}
        given = open_features(features, **kind, size=features_size, value_range=features_range)
    sections = sections_of(looked, given or (lambda: own_features(images.train, images.test, cache_folder(cache))))
    results = begun(looked.run.folder, header(looked, given), changed_settings(looked.run.config, images.train))
    for name, section in sections.items():
        if name in results["evaluation"]["done"]:
            continue
        if progress:
            print(f"evaluating {looked.run.folder}: {name}", file=sys.stderr)
        results = merged(results, section())
        results["evaluation"]["done"].append(name)
        write_aside(looked.run.folder / RESULTS, json.dumps(results, indent=2, allow_nan=False))
    return json.loads(json.dumps(results))


def looked_at(
    run: Run | GanRun, *, samples: int, seed: int, fits: bool | None, latents: str | os.PathLike[str] | None
) -> Looked:
    """The run with how it is looked at."""
    if isinstance(run, GanRun):
        law = None if latents is None else given_latents(run, latents)
        return EvaluatedGan(run=run, samples=samples, seed=seed, fits=fits is not False, latents=law)
    if latents is not None:
        raise InputError(
            f"latents are given for a GAN, but {str(run.folder)!r} is an autoencoder, which has its own codes."
        )
    return EvaluatedRun(run=run, samples=samples, seed=seed, fits=bool(fits))


def sections_of(looked: Looked, network: Network) -> Sections:
    """The parts of the evaluation of this kind of run, in their order."""
    if isinstance(looked, EvaluatedRun):
        return {
            "codes": lambda: codes_section(looked),
            "lines": lambda: lines_section(looked),
            "drift": lambda: drift_section(looked),
            "images": lambda: with_network(network, lambda one: images_section(looked, one), without_images),
            "pictures": lambda: without_entries(write_pictures(looked)),
        }
    sections: Sections = {}
    for name in looked.spaces:
        sections |= gan_space_sections(looked, name, network)
    return sections | {"pictures": lambda: without_entries(write_gan_pictures(looked))}


def gan_space_sections(looked: EvaluatedGan, name: str, network: Network) -> Sections:
    """Drift and images of the latents of one kind."""

    def images() -> Entries:
        space = looked.space(name)
        return with_network(network, lambda one: gan_images_section(looked, space, one), without_quality)

    prefix = "" if name == PRIOR else f"{name} "
    return {
        f"{prefix}drift": lambda: within(name, gan_drift_section(looked, looked.space(name))),
        f"{prefix}images": lambda: within(name, images()),
    }


def with_network(
    network: Network, figures: Callable[[FeatureNetwork], Entries], without: Callable[[str], Entries]
) -> Entries:
    """The figures of images; without classes and without a given network there are none, with the reason."""
    try:
        chosen = network if isinstance(network, FeatureNetwork) else network()
    except InputError as error:
        return without(str(error))
    return figures(chosen)


def without_entries(_: None) -> Entries:
    """Of what was written elsewhere: nothing among the results."""
    return {}


def header(looked: Looked, given: FeatureNetwork | None) -> Entries:
    """What the results depend on: the run as far as it is trained, and how it is looked at."""
    run, images = looked.run, looked.images
    about = {
        "recipe": run.name,
        "data": place_free(run.config.data.name),
        "images": {"train": identity(images.train), "test": identity(images.test)},
        "size": images.test.size,
        "channels": images.test.channels,
        "training_samples": trained_samples(run.folder),
        "training_seed": run.config.seed,
        "config": hashlib.sha256((run.folder / "config.yaml").read_bytes()).hexdigest(),
        "samples": looked.samples,
        "seed": looked.seed,
        "fits": looked.fits,
        "features": None if given is None else dict(given.stamp),
    }
    if isinstance(looked, EvaluatedRun):
        return {**about, "code_size": looked.run.config.network.dim}
    return {**about, "kind": "gan", "code_size": looked.run.prior.dim, "latents": looked.latents_digest}


def begun(folder: FilePath, whole: Entries, settings: Entries) -> dict[str, Any]:
    """The results that are there, if they are of the same run and settings; else empty ones.

    `settings`: those that are not the recipe's, told beside the checksum of all that is compared.
    """
    told = {"settings": settings, "done": [], "environment": environment(whole["seed"])}
    fresh = {"evaluation": {**whole, **told}}
    try:
        before = json.loads((folder / RESULTS).read_text())
        known = {name: before["evaluation"].get(name) for name in whole}
        same = known == json.loads(json.dumps(whole)) and isinstance(before["evaluation"]["done"], list)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return fresh
    if not (folder / PICTURES).is_file() and same:
        before["evaluation"]["done"] = [name for name in before["evaluation"]["done"] if name != "pictures"]
    return before if same else fresh


def trained_samples(folder: FilePath) -> int:
    """The training images that the last record of the run tells of."""
    lines = (folder / "metrics.jsonl").read_text().splitlines()
    return int(json.loads(lines[-1])["samples"])


def cache_folder(cache: str | os.PathLike[str] | None) -> FilePath:
    """Where our own feature networks are kept: as given, or the user's cache folder."""
    if cache is not None:
        return FilePath(cache)
    return FilePath(os.environ.get("XDG_CACHE_HOME") or FilePath.home() / ".cache") / "advai" / "features"

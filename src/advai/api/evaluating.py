"""The front door of evaluation: every figure of a trained run, into RUN/results.json, part by part."""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path as FilePath
from typing import Any

import torch

from ..config import InputError
from ..evaluation import FeatureNetwork, open_features, own_features
from ..results import environment, write_aside
from .evaluated_run import EvaluatedRun
from .evaluation_sections import (
    Entries,
    codes_section,
    drift_section,
    images_section,
    lines_section,
    without_images,
)
from .loading import GanRun, load
from .run_pictures import PICTURES, write_pictures

RESULTS = "results.json"
LEAST_SAMPLES = 40


def evaluate(
    run_dir: str | os.PathLike[str],
    *,
    features: str | os.PathLike[str] | None = None,
    features_size: int | None = None,
    features_range: tuple[float, float] = (-1.0, 1.0),
    samples: int = 10_000,
    seed: int = 0,
    fits: bool = False,
    cache: str | os.PathLike[str] | None = None,
    device: str | torch.device = "auto",
    progress: bool = True,
) -> dict[str, Any]:
    """Measure a trained run, write RUN/results.json and RUN/pictures.safetensors, and give the results.

    Reconstruction, probes, clusters, the drift of the codes' law for every path, and Fréchet and kernel distances,
    precision, recall, density and coverage of reconstructions, samples and midpoints; on lines, the Lines figures.
    `features`: an ONNX or TorchScript file that those distances are taken with, and the size and range of its input;
    otherwise a small classifier that is trained on the data's classes, once for all runs, and kept in `cache`
    (`~/.cache/advai/features`). `samples`: images of each kind, at most as many as there are test images. `fits`: also
    fit AdvAI to the codes, as one more path (about a minute).

    Written part by part; the same call goes on where it was stopped. What cannot be measured (probes without labels) is
    null with the reason. Raises `InputError` for a folder that is no whole run, for codes that are not finite, and for
    a feature network that cannot be used.
    """
    if samples < LEAST_SAMPLES:
        raise InputError(f"samples must be {LEAST_SAMPLES} or more, but {samples} was given: 10000 is usual.")
    run = load(run_dir, device=device)
    if isinstance(run, GanRun):
        raise InputError(
            f"evaluate measures autoencoders, but {str(run_dir)!r} is a GAN, which has no codes of images."
        )
    looked = EvaluatedRun(run=run, samples=samples, seed=seed, fits=fits)
    images = looked.test
    given = None
    if features is not None:
        kind = {"image_size": images.size, "image_channels": images.channels}
        given = open_features(features, **kind, size=features_size, value_range=features_range)
    network = given or (lambda: own_features(looked.train, images, cache_folder(cache)))
    sections: Mapping[str, Callable[[], Entries]] = {
        "codes": lambda: codes_section(looked),
        "lines": lambda: lines_section(looked),
        "drift": lambda: drift_section(looked),
        "images": lambda: images_with(looked, network),
        "pictures": lambda: pictures(looked),
    }
    whole = header(looked, given)
    results = begun(looked.run.folder, whole)
    for name, section in sections.items():
        if name in results["evaluation"]["done"]:
            continue
        if progress:
            print(f"evaluating {looked.run.folder}: {name}", file=sys.stderr)
        results |= section()
        results["evaluation"]["done"].append(name)
        write_aside(looked.run.folder / RESULTS, json.dumps(results, indent=2, allow_nan=False))
    return json.loads(json.dumps(results))


def images_with(looked: EvaluatedRun, network: FeatureNetwork | Callable[[], FeatureNetwork]) -> Entries:
    """The figures of images; without classes and without a given network there are none, with the reason."""
    try:
        chosen = network if isinstance(network, FeatureNetwork) else network()
    except InputError as error:
        return without_images(str(error))
    return images_section(looked, chosen)


def pictures(looked: EvaluatedRun) -> Entries:
    """Write the pictures; they are not among the results."""
    write_pictures(looked)
    return {}


def header(looked: EvaluatedRun, given: FeatureNetwork | None) -> Entries:
    """What the results depend on: the run as far as it is trained, and how it is looked at."""
    run = looked.run
    return {
        "recipe": run.name,
        "data": run.config.data.name,
        "size": looked.test.size,
        "channels": looked.test.channels,
        "code_size": run.config.network.dim,
        "training_samples": trained_samples(run.folder),
        "training_seed": run.config.seed,
        "config": hashlib.sha256((run.folder / "config.yaml").read_bytes()).hexdigest(),
        "samples": looked.samples,
        "seed": looked.seed,
        "fits": looked.fits,
        "features": None if given is None else dict(given.stamp),
    }


def begun(folder: FilePath, whole: Entries) -> dict[str, Any]:
    """The results that are there, if they are of the same run and settings; else empty ones."""
    fresh = {"evaluation": {**whole, "done": [], "environment": environment(whole["seed"])}}
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

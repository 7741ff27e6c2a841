"""The parts of an evaluation; each gives its entries of `results.json`, numbers as `Measured.as_dict`.

A part that cannot be measured has a null value with the reason in words, and the others are measured all the same.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from ...config import InputError, counter_generator
from ...data import place_free
from ...distributions import Empirical, Source
from ...evaluation import (
    FIGURES,
    FeatureNetwork,
    Features,
    clustering,
    commonest_share,
    copies,
    decoded,
    features_of,
    fit_mixture,
    images_in_batches,
    measure_drifts,
    measure_lines,
    midpoints,
    missing_classes,
    probe_accuracy,
    real_images,
    reconstruction_error,
)
from ...results import Measured, drift_results
from ...shapes import Cloud, Path
from .evaluated_run import EvaluatedImages, EvaluatedRun

TIMES = (0.1, 0.25, 0.4, 0.5)
DRIFT_POINTS = 10_000
LEAST_IMAGES = 40
"""Test images below which no figure of images is taken: halves must have more than the 5 neighbours of coverage."""
Entries = dict[str, Any]


def codes_section(looked: EvaluatedRun) -> Entries:
    """Reconstruction, probes and clusters."""
    train, test, labels = looked.train_codes, looked.test_codes, looked.images.labels("test")
    error = reconstruction_error(looked.run.decode, test, looked.images.test, looked.images.test_rows)
    found = clustering(train, test, labels, seed=looked.seed)
    return {
        "reconstruction_mse": error.as_dict(),
        "probe_accuracy": probe_accuracy(train, looked.images.labels("train"), test, labels).as_dict(),
        "probe_joint_accuracy": joint_accuracy(looked).as_dict(),
        "clustering_accuracy": found.accuracy.as_dict(),
        "nmi": found.nmi.as_dict(),
    }


def joint_accuracy(looked: EvaluatedRun) -> Measured:
    """The probe that was trained beside the autoencoder, on detached codes (ACAI's protocol)."""
    probe, labels = looked.run.joint_probe, looked.images.labels("test")
    if probe is None or labels is None or missing_classes(labels):
        return Measured(value=None, reason=missing_classes(labels) or "the run was trained without a probe beside it")
    with torch.no_grad():
        guesses = probe(torch.from_numpy(looked.test_codes).to(looked.run.device)).argmax(dim=1).cpu().numpy()
    conditions = {
        "classifier": "one linear layer, trained beside the autoencoder on detached codes",
        "test": len(labels),
    }
    value = float(np.mean(guesses == labels))
    return Measured(value=value, floor=commonest_share(labels), conditions=conditions)


def drift_section(looked: EvaluatedRun) -> Entries:
    """The drift of the code law for every path, on test codes, none of which any path was fitted to."""
    try:
        codes = Empirical(looked.test_codes, holdout=1, name=f"codes of {place_free(looked.images.test.name)}")
    except InputError as error:
        return {"drift": Measured(value=None, reason=str(error)).as_dict()}
    return drifts_of(looked.paths, codes, times=TIMES, seed=looked.seed)


def drifts_of(paths: Mapping[str, Path], law: Source, *, times: Sequence[float], seed: int) -> Entries:
    """The drift of every path on a law, by the names that they have here; or why there is none."""
    try:
        drifts = measure_drifts(list(paths.values()), law, times=times, samples=DRIFT_POINTS, seed=seed)
    except InputError as error:
        return {"drift": Measured(value=None, reason=str(error)).as_dict()}
    named = [dataclasses.replace(drift, path=name) for name, drift in zip(paths, drifts, strict=True)]
    return {"drift": drift_results(named)}


def images_section(looked: EvaluatedRun, network: FeatureNetwork) -> Entries:
    """All figures between features of real and of made images, and whether samples are copies of training images."""
    rows = looked.images.compared_rows(looked.samples, looked.seed)
    if len(rows) < LEAST_IMAGES:
        return without_images(too_few(len(rows)))
    stamp = {**short_stamp(network), "seed": looked.seed, "paths_from": "pairs of test codes"}
    real = real_images(network, looked.images.test, looked.images.test_rows[rows], stamp=stamp, seed=looked.seed)
    train = train_features(looked.images, network, looked.samples)
    entries: Entries = {"features": dict(network.stamp), **{name: {} for name in FIGURES}, "copies": {}}
    for name, codes in made_codes(looked, looked.test_codes[rows.numpy()]):
        if isinstance(codes, str):
            figures = dict.fromkeys(FIGURES, Measured(value=None, reason=codes))
        else:
            made = features_of(network, decoded(looked.run.decode, codes))
            figures = real.figures(made)
            if name in ("prior", "gmm"):
                entries["copies"][name] = copies(made, real.features, train, stamp=stamp).as_dict()
        for figure, measured in figures.items():
            put(entries[figure], name, measured.as_dict())
    return entries


def train_features(images: EvaluatedImages, network: FeatureNetwork, samples: int) -> Features:
    """Features of training images: of all through our own small network, of `samples` through a given one."""
    rows = images.train_rows[: None if "recipe" in network.stamp else samples]
    return features_of(network, images_in_batches(images.train, rows))


def too_few(count: int) -> str:
    """Why there are no figures of images."""
    return f"{LEAST_IMAGES} test images are needed, but there are {count}"


def made_codes(looked: EvaluatedRun, test_codes: Cloud) -> Iterator[tuple[str, Cloud | str]]:
    """The codes that images are made of, by the name of the result, as many as test codes; or why there are none."""
    yield "reconstruction", test_codes
    count, dim = test_codes.shape
    yield "prior", torch.randn(count, dim, generator=counter_generator(looked.seed, "prior")).numpy()
    try:
        mixture = fit_mixture(looked.train_codes, seed=looked.seed)
        yield "gmm", mixture.sample(count, counter_generator(looked.seed, "mixture")).numpy()
    except InputError as error:
        yield "gmm", str(error)
    for name, path in looked.paths.items():
        yield f"midpoint.{name}", midpoints(path, test_codes, seed=looked.seed)


def without_images(reason: str) -> Entries:
    """The entries of figures of images that could not be taken."""
    nothing = Measured(value=None, reason=reason).as_dict()
    return dict.fromkeys((*FIGURES, "copies"), nothing)


def lines_section(looked: EvaluatedRun) -> Entries:
    """Distance and smoothness of every path, for runs on lines; nothing for others."""
    if looked.images.test.name != "lines":
        return {}
    measured = {
        name: measure_lines(path, looked.run.decode, looked.test_codes, size=looked.images.test.size, seed=looked.seed)
        for name, path in looked.paths.items()
    }
    return {"lines": {path: {k: one.as_dict() for k, one in found.items()} for path, found in measured.items()}}


def short_stamp(network: FeatureNetwork) -> Mapping[str, Any]:
    """What stands beside every figure: the network, its checksum, and how it is fed; the rest is under `features`."""
    return {name: network.stamp[name] for name in ("network", "sha256", "input")}


def put(entries: Entries, name: str, value: Entries) -> None:
    """`entries[a][b] = value` for a name `a.b`; path names may have dots of their own."""
    first, dot, rest = name.partition(".")
    if dot:
        entries.setdefault(first, {})[rest] = value
    else:
        entries[first] = value

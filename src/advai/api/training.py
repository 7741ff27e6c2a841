"""The front door of training an autoencoder of the family by a recipe's name."""

import dataclasses
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..config import (
    InputError,
    TrainingStopped,
    Values,
    built,
    merged,
    plain_values,
    read_settings,
    unknown_name,
    with_settings,
)
from ..data import ImageSet, open_images
from ..data.image_set import held_images
from ..recipes import FAMILY
from ..results import check_output_folder
from ..training.run_config import FORMAT, DataConfig, RunConfig
from ..training.run_folder import read_run, starts_here
from .fitting import chosen_device
from .loading import Run, load

EVEN = 8
"""Images are padded to a multiple of this size, unless another is asked for."""


def train(
    recipe: str,
    *,
    data: str | None = None,
    out: str | os.PathLike[str],
    samples: int | None = None,
    seed: int | None = None,
    settings: Sequence[str] | Mapping[str, Any] = (),
    config: str | os.PathLike[str] | None = None,
    devices: int | None = None,
    resume: bool = False,
    progress: bool = True,
) -> Run:
    """Train an autoencoder of the family on images, into the run folder `out`; gives the run, ready for use.

    `recipe`: ae, dropout, denoising, vae, aae, vqvae, wae, acai, midr, advai, advai-paper or advai-reference. `data`:
    digits, lines, parquet:DIR, folder:DIR or hub:NAME. `samples` is the budget in training images. `settings` change
    the recipe: a nested mapping, or texts such as "terms.mmd.weight=2"; `config` is a YAML file of them, such as the
    config.yaml of a run, which repeats it. `resume` goes on with the run in `out`, whose settings then hold, and equals
    a run that was never stopped (bit for bit on the CPU). `devices` share each batch; in Python, several of them run
    the calling script once for each.

    Raises `InputError` for what does not fit, before any work, and `TrainingStopped` when training breaks down.
    """
    if recipe not in FAMILY:
        raise unknown_name("recipe", recipe, FAMILY)
    folder = Path(out)
    given = given_values(recipe, folder, config, settings, resume=resume, named=_named(data, samples, seed, devices))
    if not resume and starts_here():
        check_output_folder(folder)
    whole, images, test = complete(recipe, given)
    from ..training.family_run import train_family
    from ..training.loggers import check_logger

    check_logger(whole.logger)
    device = chosen_device(whole.device)
    try:
        train_family(whole, images, test, folder, device=device, resume=resume, progress=progress)
    except TrainingStopped:
        if not starts_here():  # the first process says it for all
            raise SystemExit(1) from None
        raise
    return load(folder, device=device)


def given_values(
    recipe: str,
    out: Path,
    config: str | os.PathLike[str] | None,
    settings: Sequence[str] | Mapping[str, Any],
    *,
    resume: bool,
    named: Values,
) -> Values:
    """What a user gave, from the weakest to the strongest: the run to resume, a file, options, settings."""
    values = read_run(out) if resume else {}
    values = merged(values, read_settings(config) if config is not None else {})
    values = merged(values, named)
    values = merged(values, settings) if isinstance(settings, Mapping) else with_settings(values, settings)
    if values.get("recipe", recipe) != recipe:
        raise InputError(f"the settings are those of the recipe {values['recipe']!r}, but {recipe!r} was asked for.")
    if values.get("format", FORMAT) != FORMAT:
        raise InputError(f"the configuration is of format {values['format']!r}, and this version reads {FORMAT}.")
    return values


def complete(recipe: str, given: Values) -> tuple[RunConfig, ImageSet, ImageSet]:
    """The whole configuration for the images that are named in `given`, and both parts of them, opened."""
    if not isinstance(given.get("data"), Mapping) or "name" not in given["data"]:
        raise InputError("no data to train on: name them with --data, for instance --data digits.")
    asked = built(DataConfig, given["data"], within="data")
    before_opening(recipe, given, asked)
    options: dict[str, Any] = {"channels": asked.channels, "broken": asked.broken}
    test = open_images(asked.name, "test", size=asked.size, **options)
    size = asked.size or -(-test.size // EVEN) * EVEN
    options["channels"] = test.channels
    if size != test.size:
        test = open_images(asked.name, "test", size=size, **options)
    images = open_images(asked.name, "train", size=size, **options)
    whole = built(RunConfig, merged(plain_values(FAMILY[recipe](images)), given))
    data = dataclasses.replace(asked, size=size, channels=images.channels)
    whole = dataclasses.replace(whole, recipe=recipe, data=data)
    check_fit(whole, images)
    return whole, images, test


def before_opening(recipe: str, given: Values, asked: DataConfig) -> None:
    """Raise `InputError` for settings that fit no images at all: reading some may take a while."""
    size, channels = asked.size or 32, asked.channels or 1
    pixels = torch.zeros(1, channels, size, size, dtype=torch.uint8)
    nothing = held_images(asked.name, pixels, labels=None, classes=None)
    built(RunConfig, merged(plain_values(FAMILY[recipe](nothing)), {**given, "network": {}}))


def check_fit(config: RunConfig, images: ImageSet) -> None:
    """Raise `InputError` where the networks are not for these images, or the probe not for their labels."""
    network = (config.network.channels, config.network.size)
    if network != (images.channels, images.size):
        raise InputError(
            f"the network is for images of {network[0]} channels and size {network[1]}, but these have "
            f"{images.channels} and {images.size}: set data.size and data.channels instead."
        )
    dim = config.network.dim
    if config.correction is not None and config.correction.training.path.correction.dim != dim:
        raise InputError(f"codes have {dim} coordinates: set correction.training.path.correction.dim={dim} too.")
    if not config.classes:
        return
    labels = images.needed_labels("the joint probe")
    if len(np.unique(labels)) < 2:
        raise InputError(
            f"the joint probe tells classes apart, but all images of {images.name} are of one class only: "
            "train without it, with --set classes=0."
        )
    if int(labels.max()) >= config.classes:
        raise InputError(f"the labels of {images.name} go beyond the {config.classes} classes of the joint probe.")


def _named(data: str | None, samples: int | None, seed: int | None, devices: int | None) -> Values:
    options = {"samples": samples, "seed": seed, "devices": devices}
    chosen: Values = {name: value for name, value in options.items() if value is not None}
    return chosen if data is None else {**chosen, "data": {"name": data}}

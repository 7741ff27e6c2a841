"""The front door of training an autoencoder of the family, or a GAN, by a recipe's name."""

import dataclasses
import os
import sys
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
from ..data import ImageSet, open_images, place_free
from ..data.image_set import held_images
from ..distributions import Empirical
from ..evaluation import codes_of
from ..models import check_gan_size, next_gan_size
from ..recipes import GANS, RECIPES, recipe_config, suited
from ..results import check_output_folder
from ..training.gan_config import GanConfig
from ..training.run_config import RunConfig
from ..training.run_folder import read_run, run_config, starts_here
from ..training.run_settings import FORMAT, DataConfig
from .evaluation.evaluated_run import TRAIN_ROWS, some_rows
from .fitting import chosen_device, fit_as
from .loading import LEARNED_AFTER, GanRun, Run, load, load_autoencoder

EVEN = 8
"""An autoencoder's images are brought to a multiple of this size, unless another is asked for."""
LEAST_IMAGES = 256
"""Of fewer images a GAN would only learn to give them back, and its collapse could not be told."""
LONGEST_AFTER = 4
"""The steps that a correction learned after the autoencoder takes at most, for each of the autoencoder's."""


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
) -> Run | GanRun:
    """Train an autoencoder of the family, or a GAN, on images, into the run folder `out`; gives the run, ready for use.

    `recipe`: ae, dropout, denoising, vae, aae, vqvae, wae, acai, midr, advai, advai-paper or advai-reference; wgan,
    pggan, wgan-published or pggan-published. `data`: digits, lines, parquet:DIR, folder:DIR or hub:NAME. Images come at
    their own size, rounded up to a multiple of 8, or for a GAN to a power of two (28 to 32; `advai.data.canvas` has the
    rules), unless the setting data.size says otherwise. `samples` is the budget in training images. `settings` change
    the recipe: a nested mapping, or texts such as "terms.mmd.weight=2"; `config` is a YAML file of them, such as the
    config.yaml of a run, which repeats it. `resume` goes on with the run in `out`, whose settings then hold, and equals
    a run that was never stopped (bit for bit on the CPU). `devices` share each batch; in Python, several of them run
    the calling script once for each.

    Raises `InputError` for what does not fit, before any work, and `TrainingStopped` when training breaks down.
    """
    if recipe not in RECIPES:
        raise unknown_name("recipe", recipe, RECIPES)
    folder = Path(out)
    given = given_values(recipe, folder, config, settings, resume=resume, named=_named(data, samples, seed, devices))
    if not resume and starts_here():
        check_output_folder(folder)
    whole, images, test = complete(recipe, given)
    from ..training.image_run import train_on_images
    from ..training.loggers import check_logger

    check_logger(whole.logger)
    device = chosen_device(whole.device)
    try:
        train_on_images(whole, images, test, folder, device=device, resume=resume, progress=progress)
    except TrainingStopped:
        if not starts_here():  # the first process says it for all
            raise SystemExit(1) from None
        raise
    if starts_here():
        learn_after(folder, device, progress=progress)
    return load(folder, device=device)


def learn_after(folder: Path, device: torch.device, *, progress: bool) -> None:
    """Learn the correction of a run on its last codes, where it has one of that order, and not to its end yet.

    Where a coordinate never changes there is none, and the run's path stays linear.
    """
    config, place = run_config(folder), folder / LEARNED_AFTER
    if isinstance(config, GanConfig) or config.correction is None or config.correction.order != "after":
        return
    if (place / "results.json").is_file():
        return
    run = load_autoencoder(folder, config, device)
    images, training = run.data("train"), config.correction.training
    try:
        codes = codes_of(run.encode, images, some_rows(images, TRAIN_ROWS))
        law = Empirical(codes, holdout=0, name=f"codes of {place_free(images.name)}")
    except InputError as error:
        print(f"advai: no correction is learned on the codes: {error}", file=sys.stderr)
        return
    training = suited(training, law.fit_count)
    steps = min(training.steps, LONGEST_AFTER * config.steps)
    changed = {"seed": config.seed, "steps": steps, "precision": config.precision}
    begun = (place / "config.yaml").is_file()
    fit_as(law, dataclasses.replace(training, **changed), device=device, out=place, resume=begun, progress=progress)


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


def complete(recipe: str, given: Values) -> tuple[RunConfig | GanConfig, ImageSet, ImageSet]:
    """The whole configuration for the images that are named in `given`, and both parts of them, opened."""
    if not isinstance(given.get("data"), Mapping) or "name" not in given["data"]:
        raise InputError("no data to train on: name them with --data, for instance --data digits.")
    asked = built(DataConfig, given["data"], within="data")
    before_opening(recipe, given, asked)
    options: dict[str, Any] = {"channels": asked.channels, "broken": asked.broken}
    test = open_images(asked.name, "test", size=asked.size, **options)
    size = asked.size or usual_size(recipe, test.size)
    options["channels"] = test.channels
    if size != test.size:
        test = open_images(asked.name, "test", size=size, **options)
    images = open_images(asked.name, "train", size=size, **options)
    whole = with_given(recipe, images, given)
    data = dataclasses.replace(asked, size=size, channels=images.channels)
    whole = dataclasses.replace(whole, recipe=recipe, data=data)
    check_fit(whole, images)
    return whole, images, test


def usual_size(recipe: str, size: int) -> int:
    """What images of this size are brought to: the next multiple of 8; for a GAN the next power of two, from 8 on."""
    if recipe in GANS:
        return next_gan_size(size)
    return -(-size // EVEN) * EVEN


def with_given(recipe: str, images: ImageSet, given: Values) -> RunConfig | GanConfig:
    """The recipe's configuration for these images, with what a user gave in its places."""
    network = given.get("network")
    usual = recipe_config(recipe, images, network if isinstance(network, Mapping) else {})
    return built(type(usual), merged(plain_values(usual), given))


def before_opening(recipe: str, given: Values, asked: DataConfig) -> None:
    """Raise `InputError` for settings that fit no images at all: reading some may take a while."""
    size, channels = asked.size or 32, asked.channels or 1
    if recipe in GANS:
        check_gan_size(size)
    pixels = torch.zeros(1, channels, size, size, dtype=torch.uint8)
    nothing = held_images(asked.name, pixels, labels=None, classes=None)
    with_given(recipe, nothing, {**given, "network": {}})


def check_settings(recipe: str, data: str, settings: Sequence[str]) -> None:
    """Raise `InputError` for settings that fit no images at all in this recipe."""
    given = with_settings({"data": {"name": data}}, settings)
    before_opening(recipe, given, built(DataConfig, given["data"], within="data"))


def check_fit(config: RunConfig | GanConfig, images: ImageSet) -> None:
    """Raise `InputError` where the networks are not for these images, or the images not enough, or without labels."""
    network = (config.network.channels, config.network.size)
    if network != (images.channels, images.size):
        raise InputError(
            f"the network is for images of {network[0]} channels and size {network[1]}, but these have "
            f"{images.channels} and {images.size}: set data.size and data.channels instead."
        )
    if isinstance(config, GanConfig):
        check_enough(config, images)
        return
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


def check_enough(config: GanConfig, images: ImageSet) -> None:
    """Raise `InputError` for fewer than 256 images, or than a batch, and for a budget that ends before growth does."""
    least = max(LEAST_IMAGES, config.batch)
    if images.count < least:
        raise InputError(
            f"a GAN needs {least} images or more to train on, but {images.name} has {images.count}: add images."
        )
    if config.images_until_grown > config.samples:
        raise InputError(
            f"the phases of growth take {config.images_until_grown} images until the full size is there, but the "
            f"budget is {config.samples}: give more --samples, or shorter growth.fade and growth.stable."
        )


def _named(data: str | None, samples: int | None, seed: int | None, devices: int | None) -> Values:
    options = {"samples": samples, "seed": seed, "devices": devices}
    chosen: Values = {name: value for name, value in options.items() if value is not None}
    return chosen if data is None else {**chosen, "data": {"name": data}}

"""The front door of inversion: real images brought into a decoder's latent space, with what came of it beside them."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..config import InputError, InputTypeError, built
from ..data import GivenImages, given_images, to_bytes, to_floats
from ..decoders import AnyDecoder
from ..evaluation import FeatureNetwork, missing_classes, own_features
from ..inversion import Embed, InversionConfig, Inverted, batches_of, invert_images
from ..report import inverted_sheet
from ..results import check_output_file, environment, file_aside, write_aside
from ..shapes import Images, PerSample, Points
from ..training.progress import progress_of
from .decoding import open_decoder
from .evaluation.evaluating import cache_folder


@dataclass(frozen=True, kw_only=True, eq=False)
class Inversion:
    """Latents (images, dim) of images, which `decoded` shows; `errors`: mean squared per value in [-1, 1].

    `names` point at the images, `seconds` is for all of them, and `results` is what stands in the JSON file.
    """

    names: tuple[str, ...]
    images: Images
    latents: Points
    decoded: Images
    errors: PerSample
    seconds: float
    results: Mapping[str, Any]


def invert(
    decoder: object,
    images: Sequence[str | os.PathLike[str]] | Images,
    *,
    out: str | os.PathLike[str] | None = None,
    dim: int | Sequence[int] | None = None,
    prior: object = None,
    value_range: tuple[float, float] = (-1.0, 1.0),
    settings: Mapping[str, Any] | None = None,
    features: bool = True,
    cache: str | os.PathLike[str] | None = None,
    device: str | torch.device = "auto",
    progress: bool = True,
) -> Inversion:
    """The latents whose images come nearest to given ones, found by optimisation from several starts.

    `decoder`, `dim`, `prior` and `value_range` as in `advai.api.open_decoder`. `images`: files, folders, rows of a set
    (`digits#7`, `parquet:DIR#0:100`: test images), or a tensor (images, channels, size, size) in [-1, 1]; files and
    rows are brought to the decoder's size and channels by the rules of `advai.data.canvas` (grey is repeated, colour
    becomes its luma). `settings`: fields of `InversionConfig`, such as `steps`, `starts` and `seed`. `features`:
    whether the loss has a part in the features of our own classifier of the run's data, where those have classes; it
    is trained once and kept in `cache`.

    With `out`, NAME.npy, the latents are written there, and beside it a picture, NAME-inverted.png, and the errors,
    NAME-inverted.json. Raises `InputError` or `InputTypeError` for what does not fit, before anything is written.
    """
    place = None if out is None else check_output_file(out, (".npy",))
    config = built(InversionConfig, settings or {})
    opened = open_decoder(decoder, dim=dim, prior=prior, value_range=value_range, device=device)
    given = _given(images, opened)
    network = class_features(opened, cache) if features else None
    made = inverted(opened, given, config, network, progress=progress)
    if place is not None:
        _write(place, made)
    return made


def inverted(
    decoder: AnyDecoder,
    given: GivenImages,
    config: InversionConfig,
    network: FeatureNetwork | None = None,
    *,
    progress: bool = True,
) -> Inversion:
    """The inversion of images that are open already; `network`: that of the feature loss."""
    x = to_floats(given.images)
    batches = batches_of(decoder, len(x), config.starts)
    with progress_of(batches * config.steps, f"inverting {len(x)} images", show=progress) as report:
        embed = None if network is None else _on_device(network, decoder.device)
        found = invert_images(decoder, x, config, embed=embed, report=report)
    return Inversion(
        names=given.names,
        images=x,
        latents=found.latents,
        decoded=decoder.pictures(found.latents),
        errors=found.errors,
        seconds=found.seconds,
        results=_results(decoder, given.names, config, network, found),
    )


def class_features(decoder: AnyDecoder, cache: str | os.PathLike[str] | None) -> FeatureNetwork | None:
    """Our own classifier's features, for a run whose images have classes and the size that it makes; else none."""
    if decoder.images is None:
        return None
    train = decoder.images("train")
    if train.size != decoder.size or missing_classes(train.labels()):
        return None
    return own_features(train, decoder.images("test"), cache_folder(cache))


def _on_device(network: FeatureNetwork, device: torch.device) -> Embed:
    """The features of images on a device, by a network on the CPU."""
    if device.type == "cpu":
        return network.embed
    return lambda x: network.embed(x.cpu()).to(device)


def _given(images: Sequence[str | os.PathLike[str]] | Images, decoder: AnyDecoder) -> GivenImages:
    if isinstance(images, torch.Tensor):
        shape = (decoder.channels, decoder.size, decoder.size)
        if tuple(images.shape[1:]) != shape or not images.is_floating_point() or len(images) == 0:
            raise InputError(
                f"{decoder.name} makes images of the shape {shape}, so a tensor (images, *{shape}) of floating-point "
                f"numbers in [-1, 1] was expected, but {images.dtype} of the shape {tuple(images.shape)} was given."
            )
        return GivenImages(names=tuple(map(str, range(len(images)))), images=to_bytes(images.cpu()))
    if isinstance(images, str | os.PathLike):
        raise InputTypeError(f"images are given as a list, but {images!r} is a single one: write [{str(images)!r}].")
    return given_images([os.fspath(image) for image in images], size=decoder.size, channels=decoder.channels)


def _results(
    decoder: AnyDecoder,
    names: Sequence[str],
    config: InversionConfig,
    network: FeatureNetwork | None,
    found: Inverted,
) -> dict[str, Any]:
    """What stands in the JSON file."""
    rows = zip(names, found.errors.tolist(), found.best.tolist(), found.start_errors.T.tolist(), strict=True)
    return {
        "decoder": decoder.name,
        "law": None if decoder.law is None else decoder.law.name,
        "dim": decoder.dim,
        "error": "mean squared per value of the image, in [-1, 1]",
        "median_error": float(found.errors.median()),
        "mean_error": float(found.errors.mean()),
        "seconds_per_image": found.seconds / len(names),
        "images": [
            {"image": name, "error": error, "start": start, "errors_of_starts": errors}
            for name, error, start, errors in rows
        ],
        "settings": dict(vars(config)),
        "features": None if network is None or not config.features else dict(network.stamp),
        "environment": environment(config.seed, device=decoder.device),
    }


def _write(place: Path, made: Inversion) -> None:
    """The picture and the errors first, so that latents are never there without them."""
    sheet = inverted_sheet(to_bytes(made.images).numpy(), to_bytes(made.decoded).numpy(), made.errors.tolist())
    write_aside(place.with_name(f"{place.stem}-inverted.png"), sheet.png())
    write_aside(
        place.with_name(f"{place.stem}-inverted.json"),
        json.dumps({"inversion": made.results}, indent=2, allow_nan=False),
    )
    with file_aside(place) as aside:
        np.save(aside, made.latents.numpy())

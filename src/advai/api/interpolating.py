"""The front door of morphs: the paths between two ends, decoded, as a picture or as a film."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from ..checkpoint import Corrected
from ..config import InputError, built, unknown_name
from ..data import to_bytes
from ..decoders import AnyDecoder
from ..distributions import Source
from ..evaluation import FeatureNetwork, paced_trace, perceptual_times
from ..inversion import InversionConfig
from ..paths import Gaussianised, Matched, lerp, nlerp, path_name, slerp, trace
from ..report import FILM_SUFFIXES, PathFrames, check_film, path_film, path_strips, write_film
from ..results import check_output_file, write_aside
from ..shapes import Images, Path, Points
from .decoding import open_decoder
from .ends import PathEnd, needs_inversion, path_ends
from .evaluation.evaluated_run import on_cpu
from .inverting import class_features

FORMULAS: dict[str, Path] = {"lerp": lerp, "slerp": slerp, "nlerp": nlerp}
OF_THE_LAW: dict[str, Callable[[Source], Path]] = {"matched": Matched, "lol": Gaussianised}
PACES = ("time", "perceptual")
IN_A_PICTURE, IN_A_FILM = 9, 49
"""Frames of each path, unless so many are asked for."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Interpolation:
    """By the name of each path: its `latents` (steps, dim) and `frames` (steps, ...) in [-1, 1]. `ends`: both.

    `pace`: time where frames are at equal steps of t.
    """

    ends: tuple[PathEnd, PathEnd]
    latents: Mapping[str, Points]
    frames: Mapping[str, Images]
    pace: str


def interpolate(
    decoder: object,
    start: str,
    end: str,
    *,
    paths: Sequence[str] = (),
    out: str | os.PathLike[str] | None = None,
    steps: int | None = None,
    pace: str = "time",
    dim: int | Sequence[int] | None = None,
    prior: object = None,
    value_range: tuple[float, float] = (-1.0, 1.0),
    settings: Mapping[str, Any] | None = None,
    features: bool = True,
    cache: str | os.PathLike[str] | None = None,
    device: str | torch.device = "auto",
    progress: bool = True,
) -> Interpolation:
    """The paths between two ends in a decoder's latent space, and what it makes of them.

    `start` and `end`: an image (a file, or a test image such as `digits#7`), a row of a latents file (`FILE#7`), or a
    draw of the prior (`seed:7`). Images are encoded where the decoder has an encoder, else inverted (`settings`,
    `features` and `cache` as in `advai.invert`); the ends of a path are then their reconstructions, and the originals
    stand beside. `paths`: lerp, slerp, nlerp, matched, lol (both of the law of latents), or the folder of a fit; unless
    given, the linear one and the best that is known: a learned one that comes with a run, else matched, else
    spherical. `out`: a .png with a row for each path, or a .gif, .webp or .mp4 that runs there and back with the paths
    side by side. `steps`: frames of each path, 9 in a picture and 49 in a film unless given. `pace`: whether they are
    equally far apart in time, or as a classifier of the run's images sees them.

    Raises `InputError` or `InputTypeError` for what does not fit, before anything is written.
    """
    place = None if out is None else check_output_file(out, (".png", *FILM_SUFFIXES))
    count = frames_of_each(place, steps)
    if pace not in PACES:
        raise unknown_name("pace", pace, PACES)
    config = built(InversionConfig, settings or {})
    opened = open_decoder(decoder, dim=dim, prior=prior, value_range=value_range, device=device)
    chosen = chosen_paths(opened, paths)
    inverted = features and needs_inversion((start, end), opened)
    network = class_features(opened, cache) if inverted or pace == "perceptual" else None
    if network is None and pace == "perceptual":
        raise InputError(
            f"an even pace needs a run that was trained on images with classes, which {opened.name} is not."
        )
    first, last = path_ends((start, end), opened, config, network if inverted else None, progress=progress)
    seen_by = network if pace == "perceptual" else None
    latents = {
        name: points_along(path, first.latent, last.latent, count, opened, seen_by) for name, path in chosen.items()
    }
    made = Interpolation(
        ends=(first, last), latents=latents, frames={name: opened.pictures(z) for name, z in latents.items()}, pace=pace
    )
    if place is not None:
        _write(place, made)
    return made


def frames_of_each(place: FilePath | None, steps: int | None) -> int:
    """How many frames each path has; raises `InputError` for too few, and for a film that cannot be written here."""
    suffix = "" if place is None else place.suffix.lower()
    film = suffix in FILM_SUFFIXES
    if film:
        check_film(suffix)
    count = (IN_A_FILM if film else IN_A_PICTURE) if steps is None else steps
    if count < 2:
        raise InputError(f"steps must be at least 2, both ends, but {count} was given.")
    return count


def chosen_paths(decoder: AnyDecoder, names: Sequence[str]) -> dict[str, Path]:
    """The paths by the names that pictures have for them; those that suit where none are named."""
    if not names:
        own = None if decoder.path is None else on_cpu(decoder.path, decoder.device)
        best = own or (slerp if decoder.law is None else Matched(decoder.law))
        return {path_name(lerp): lerp, ("AdvAI" if own is not None else path_name(best)): best}
    paths = {name: _path_named(decoder, name) for name in dict.fromkeys(names)}
    fits = sum(isinstance(path, Corrected) for path in paths.values())
    return {
        f"AdvAI {FilePath(name).name}" if fits > 1 and isinstance(path, Corrected) else path_name(path): path
        for name, path in paths.items()
    }


@torch.no_grad()
def points_along(
    path: Path,
    z0: Float[Tensor, "1 latent"],
    z1: Float[Tensor, "1 latent"],
    steps: int,
    decoder: AnyDecoder,
    seen_by: FeatureNetwork | None,
) -> Float[Tensor, "steps latent"]:
    """The latents of all frames (steps, dim), from ends (1, dim): at equal steps of t, or of what is seen."""
    if seen_by is None:
        return trace(path, z0, z1, steps=steps).flatten(0, 1)
    times = perceptual_times(path, z0, z1, decoder.pictures, seen_by, steps)
    return paced_trace(path, z0, z1, times).flatten(0, 1)


def _path_named(decoder: AnyDecoder, name: str) -> Path:
    if name in FORMULAS:
        return FORMULAS[name]
    if name in OF_THE_LAW:
        if decoder.law is None:
            raise InputError(
                f"the path {name!r} is made from the law of latents, but that of {decoder.name} is not known: "
                f"name it, as in --prior gaussian:{decoder.dim}."
            )
        return OF_THE_LAW[name](decoder.law)
    known = [*FORMULAS, *OF_THE_LAW]
    if not FilePath(name).is_dir():
        if os.sep in name:
            raise InputError(f"there is no folder {name!r}: give that of a fit, or one of {', '.join(known)}.")
        raise unknown_name("path", name, known)
    path = Corrected.from_pretrained(name).eval()
    if path.dim != decoder.dim:
        raise InputError(
            f"the path in {name!r} was fitted to latents of dimension {path.dim}, but those of {decoder.name} have "
            f"dimension {decoder.dim}: fit one to latents of this decoder."
        )
    return path


def _write(place: FilePath, made: Interpolation) -> None:
    first, last = (None if end.original is None else end.original[0].numpy() for end in made.ends)
    shown = PathFrames(
        frames={name: to_bytes(frames).numpy() for name, frames in made.frames.items()},
        first=first,
        last=last,
        in_time=made.pace == "time",
    )
    if place.suffix.lower() == ".png":
        write_aside(place, path_strips(shown).png())
    else:
        write_film(place, path_film(shown))

"""The two ends of a path, as a user names them: an image, a row of a latents file, or a draw of the prior.

IMAGE       a file, or a test image of a set (digits#7): encoded where the decoder has an encoder, else inverted
FILE#7      row 7 of a latents file (.npy ...); FILE#KEY#7 where it holds several arrays
seed:7      a draw of the law of the decoder's latents
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from ..config import InputError, counter_generator
from ..data import GivenImages, given_images, to_floats
from ..decoders import AnyDecoder
from ..distributions import LATENTS_SUFFIXES, open_latents, split_key
from ..evaluation import FeatureNetwork
from ..inversion import InversionConfig
from ..shapes import Images8, Points
from .inverting import inverted


@dataclass(frozen=True, kw_only=True, eq=False)
class PathEnd:
    """One end: its latent (1, dim), and what is said of it; `original` (1, ...) where it is a real image."""

    latent: Points
    words: str
    original: Images8 | None = None


def path_ends(
    texts: Sequence[str],
    decoder: AnyDecoder,
    config: InversionConfig,
    network: FeatureNetwork | None,
    *,
    progress: bool,
) -> list[PathEnd]:
    """The ends in order; images that are to be inverted are so together. Raises `InputError` for what is no end."""
    known = [_latent_named(text, decoder) for text in texts]
    places = [text for text, end in zip(texts, known, strict=True) if end is None]
    if not places:
        return [end for end in known if end is not None]
    given = [_one_image(place, decoder) for place in places]
    pictures = torch.cat([one.images for one in given])
    if decoder.encode is None:
        both = GivenImages(names=tuple(places), images=pictures)
        latents, how = inverted(decoder, both, config, network, progress=progress).latents, "inverted"
    else:
        latents, how = decoder.codes(to_floats(pictures)), "encoded"
    errors = (decoder.pictures(latents) - to_floats(pictures)).square().flatten(1).mean(dim=1)
    made = iter(
        PathEnd(
            latent=latents[k : k + 1],
            words=f"{place}: {how}, error {errors[k]:.4f} (mean squared, in [-1, 1])",
            original=pictures[k : k + 1],
        )
        for k, place in enumerate(places)
    )
    return [next(made) if end is None else end for end in known]


def needs_inversion(texts: Sequence[str], decoder: AnyDecoder) -> bool:
    """Whether one of the ends is an image, and has to be inverted."""
    return decoder.encode is None and any(not text.startswith("seed:") and _row_of(text) is None for text in texts)


def _latent_named(text: str, decoder: AnyDecoder) -> PathEnd | None:
    """The end that is a latent; None for an image."""
    if text.startswith("seed:"):
        return _drawn(text, decoder)
    found = _row_of(text)
    if found is None:
        return None
    file, row = found
    latents = open_latents(file)
    if latents.dim != decoder.dim:
        raise InputError(
            f"{decoder.name} takes latents of dimension {decoder.dim}, but those of {latents.name} have dimension "
            f"{latents.dim}: name a file of latents of this decoder."
        )
    if row >= latents.count:
        raise InputError(f"{latents.name} has the rows 0 to {latents.count - 1}, but row {row} was asked for.")
    latent = latents.rows(torch.tensor([row])).cpu()
    if not bool(latent.isfinite().all()):
        raise InputError(f"row {row} of {latents.name} holds numbers that are not finite: name another row.")
    return PathEnd(latent=latent, words=f"row {row} of {latents.name}")


def _drawn(text: str, decoder: AnyDecoder) -> PathEnd:
    seed = text.removeprefix("seed:")
    if not seed.isdecimal():
        raise InputError(f"a draw is written seed:7, with a whole number, but {text!r} was given.")
    if decoder.law is None:
        raise InputError(
            f"{text} is a draw of the prior, but that of {decoder.name} is not known: "
            f"name it, as in --prior gaussian:{decoder.dim}."
        )
    return PathEnd(
        latent=decoder.law.sample(1, counter_generator("end", int(seed))),
        words=f"{text}: a draw of {decoder.law.name}",
    )


def _row_of(text: str) -> tuple[str, int] | None:
    """The file and the row of `FILE#7`; None for what names no latents file."""
    file, sign, row = text.rpartition("#")
    if split_key(text)[0].suffix.lower() in LATENTS_SUFFIXES and not (sign and row.isdecimal()):
        raise InputError(f"{text!r} holds many latents: name one by its row, as in {text}#0.")
    if sign and row.isdecimal() and split_key(file)[0].suffix.lower() in LATENTS_SUFFIXES:
        return file, int(row)
    return None


def _one_image(place: str, decoder: AnyDecoder) -> GivenImages:
    given = given_images([place], size=decoder.size, channels=decoder.channels)
    if len(given.names) != 1:
        raise InputError(f"an end is one image, but {place!r} holds {len(given.names)}: name one of them.")
    return given

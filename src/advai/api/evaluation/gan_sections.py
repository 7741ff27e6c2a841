"""The parts of a GAN's evaluation; each gives its entries of `results.json`, as those of autoencoders do.

The figures of the prior stand at the top, under the names that autoencoders have; those of other latents of the
generator under their kind, in the same way: `quality.PATH.T.STATISTIC`, `intermediate.quality.PATH.T.STATISTIC`.
"""

from collections.abc import Mapping
from typing import Any

from ...config import counter_generator
from ...evaluation import (
    FIGURES,
    FeatureNetwork,
    RealImages,
    copies,
    decoded,
    features_of,
    pairs_in,
    perceptual_path_length,
    quality_along,
    quality_of_samples,
    ratio_to,
    real_images,
)
from ...paths import lerp
from ...results import Measured
from .evaluated_gan import EvaluatedGan
from .evaluation_sections import (
    LEAST_IMAGES,
    TIMES,
    Entries,
    drifts_of,
    short_stamp,
    too_few,
    train_features,
    without_images,
)
from .latent_spaces import CODES, PRIOR, LatentSpace

LENGTH_PAIRS = 2_000


def gan_drift_section(looked: EvaluatedGan, space: LatentSpace) -> Entries:
    """The drift of the latents' law for every path, and which closed forms are exact there."""
    found = drifts_of(space.paths, space.law, times=TIMES, seed=looked.seed)
    return {**found, "closed_forms": {"exact": list(space.exact), "words": space.words}}


def gan_images_section(looked: EvaluatedGan, space: LatentSpace, network: FeatureNetwork) -> Entries:
    """The figures of images of fresh latents and along every path, and the perceptual lengths of the paths."""
    rows = looked.images.compared_rows(looked.samples, looked.seed)
    count = pairs_in(space.law, len(rows))
    if min(len(rows), count) < LEAST_IMAGES:
        return without_quality(too_few(len(rows)) if count >= LEAST_IMAGES else f"there are only {count} pairs")
    stamp = {**short_stamp(network), "seed": looked.seed}
    real = real_images(network, looked.images.test, looked.images.test_rows[rows], stamp=stamp, seed=looked.seed)
    entries = quality_entries(looked, space, real, count=count)
    if space.name == PRIOR:
        copies_found = copied(looked, space, real, count=count).as_dict()
        entries |= {"features": dict(network.stamp), "copies": {PRIOR: copies_found}}
    return entries | length_entries(looked, space, network, stamp)


def quality_entries(looked: EvaluatedGan, space: LatentSpace, real: RealImages, *, count: int) -> Entries:
    """All figures: of fresh latents, along the paths, and half way under the names that autoencoders have them."""
    options: dict[str, Any] = {"law": space.law, "decode": space.decode, "real": real, "count": count}
    options["seed"] = looked.seed
    fresh = quality_of_samples(**options)
    start = quality_along(lerp, times=(0.0,), **options)  # the same for all paths: the first latents of the pairs
    kind = CODES if space.name == CODES else PRIOR
    entries: Entries = {name: {kind: fresh[name].as_dict(), "midpoint": {}} for name in FIGURES}
    entries |= {"quality": {}, "midpoint_ratio": {}}
    for path_name, path in space.paths.items():
        along = start | quality_along(path, times=TIMES, **options)
        entries["quality"][path_name] = {
            f"{t:g}": {name: one.as_dict() for name, one in at.items()} for t, at in along.items()
        }
        half = along[max(along)]
        entries["midpoint_ratio"][path_name] = ratio_to(half["frechet"], fresh["frechet"]).as_dict()
        for name in FIGURES:
            entries[name]["midpoint"][path_name] = half[name].as_dict()
    return entries


def copied(looked: EvaluatedGan, space: LatentSpace, real: RealImages, *, count: int) -> Measured:
    """Whether samples are copies of training images."""
    z = space.law.sample(count, counter_generator(looked.seed, "copies"))
    made = features_of(real.network, decoded(space.decode, z.numpy()))
    train = train_features(looked.images, real.network, looked.samples)
    return copies(made, real.features, train, stamp=real.stamp)


def length_entries(
    looked: EvaluatedGan, space: LatentSpace, network: FeatureNetwork, stamp: Mapping[str, Any]
) -> Entries:
    """Perceptual path lengths of every path: over the whole way, and at its end."""
    options: dict[str, Any] = {"pairs": pairs_in(space.law, LENGTH_PAIRS), "seed": looked.seed, "stamp": stamp}

    def lengths(*, end: bool) -> Entries:
        return {
            name: perceptual_path_length(path, space.law, space.decode, network, end=end, **options).as_dict()
            for name, path in space.paths.items()
        }

    return {"perceptual_path_length": lengths(end=False), "perceptual_path_length_end": lengths(end=True)}


def without_quality(reason: str) -> Entries:
    """The entries of figures that could not be taken."""
    nothing = Measured(value=None, reason=reason).as_dict()
    names = ("quality", "midpoint_ratio", "perceptual_path_length", "perceptual_path_length_end")
    return without_images(reason) | dict.fromkeys(names, nothing)


def within(space: str, entries: Entries) -> Entries:
    """Entries at their place: those of the prior at the top, others under the kind of latents."""
    return entries if space == PRIOR else {space: entries}

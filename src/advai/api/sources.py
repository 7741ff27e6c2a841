"""Where latents come from, by what a user names: a law, a file, or the images that a run has learned from."""

import sys
from pathlib import Path

from ..distributions import Empirical, Source, as_source

RUN = "run:"


def source_of(latents: object, *, holdout: float = 0.2) -> Source:
    """What `as_source` makes of it; of `run:DIR` the codes of an autoencoder's training images, or a GAN's prior.

    `holdout`: the share of codes that fitting never sees. Raises `InputError` for what is no run, too.
    """
    if not isinstance(latents, str) or not latents.startswith(RUN):
        return as_source(latents, holdout=holdout)
    from .loading import GanRun, load

    run = load(Path(latents.removeprefix(RUN)).expanduser())
    if isinstance(run, GanRun):
        return run.prior
    print(f"encoding the training images of {run.folder}", file=sys.stderr)
    return Empirical(run.codes(), holdout=holdout, name=latents)

"""Paths that an evaluation learns, kept in RUN/paths by the latents that they are for."""

import hashlib
from pathlib import Path as FilePath

import torch

from ...checkpoint import Corrected
from ...distributions import Source
from ..fitting import fit


def kept_fit(law: Source, place: FilePath, *, seed: int) -> Corrected:
    """The correction for a law, from its folder; learned first where it is not there, or not to its end."""
    if not (place / "results.json").is_file():
        fit(law, seed=seed, device="cpu", out=place, resume=(place / "config.yaml").is_file(), progress=False)
    return Corrected.from_pretrained(place).eval()


def digest(w: torch.Tensor) -> str:
    """A short name of numbers."""
    return hashlib.sha256(w.contiguous().numpy().tobytes()).hexdigest()[:12]

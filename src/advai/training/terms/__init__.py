"""The terms of the family: each is one file, one line in the table here, and one line in the recipes that have it."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from ..draws import Draws
from .adversarial_prior import AdversarialPrior
from .code_dropout import CodeDropout
from .divergence import Divergence
from .input_noise import InputNoise
from .interpolation import Interpolation
from .mixing import Mixing
from .prior_discrepancy import PriorDiscrepancy
from .quantisation import Quantisation
from .reconstruction import Reconstruction
from .stage import (
    Coded,
    Coding,
    Corrupting,
    Costing,
    Decoding,
    Encoding,
    Forward,
    Losses,
    Networks,
    Stage,
    WithCritics,
    WithParts,
)
from .synthesis import Synthesis

__all__ = [
    "AdversarialPrior",
    "CodeDropout",
    "Coded",
    "Coding",
    "Corrupting",
    "Costing",
    "Decoding",
    "Divergence",
    "Draws",
    "Encoding",
    "Forward",
    "InputNoise",
    "Interpolation",
    "Losses",
    "Mixing",
    "Networks",
    "PriorDiscrepancy",
    "Quantisation",
    "Reconstruction",
    "Stage",
    "Synthesis",
    "Terms",
    "WithCritics",
    "WithParts",
]


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Terms:
    """The terms of an autoencoder, in the order in which they act; None is left out."""

    noise: InputNoise | None = None
    divergence: Divergence | None = None
    quantisation: Quantisation | None = None
    dropout: CodeDropout | None = None
    reconstruction: Reconstruction | None = Reconstruction()
    interpolation: Interpolation | None = None
    mixing: Mixing | None = None
    synthesis: Synthesis | None = None
    mmd: PriorDiscrepancy | None = None
    adversarial: AdversarialPrior | None = None

    def present(self) -> Iterator[tuple[str, Any]]:
        """Name and term of those that are there."""
        for field in dataclasses.fields(self):
            term = getattr(self, field.name)
            if term is not None:
                yield field.name, term

"""The methods of the benchmark by name: closed forms, and every recipe of the learned correction."""

from collections.abc import Callable
from pathlib import Path as FilePath

from ...checkpoint import Corrected
from ...distributions import Source
from ...paths import Gaussianised, MarginalMatched, Matched, NormGuided, lerp, nlerp, slerp
from ...recipes import CORRECTIONS
from ...shapes import Path

MADE_FROM_A_SOURCE: dict[str, Callable[[Source], Path]] = {
    "matched": Matched,
    "matched-coordinates": MarginalMatched,
    "lol": Gaussianised,
    "nao": NormGuided,
}
CLOSED_FORMS = ("linear", "slerp", "nlerp", *MADE_FROM_A_SOURCE)
METHODS = (*CLOSED_FORMS, "advai", "maps", "paper", "reference", "paper-matched")
"""Those that are measured unless others are named."""


def known_methods() -> list[str]:
    """All methods that can be named."""
    return list(dict.fromkeys([*METHODS, *CORRECTIONS]))


def is_learned(method: str) -> bool:
    """Whether a method has to be fitted to the latents first."""
    return method not in CLOSED_FORMS


def path_of(method: str, source: Source, fits: FilePath) -> Path:
    """The path of that name for a source; a learned one is read from its folder in `fits`."""
    if is_learned(method):
        return Corrected.from_pretrained(fits / method).eval()
    formulas = {"linear": lerp, "slerp": slerp, "nlerp": nlerp}
    return formulas[method] if method in formulas else MADE_FROM_A_SOURCE[method](source)

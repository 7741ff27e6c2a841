"""What the demo hands to the report: plain data, all of it measured or drawn beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..results import Drift
from .decoded import DecodedPaths, Pictures
from .densities import DensityRow
from .plane import PlaneRow


@dataclass(frozen=True, kw_only=True)
class DigitsResult:
    """The main job, on latents of real digits.

    `images` are held-out digits in [-1, 1] and `decoded` what comes back from their latents; `held_out_error` is the
    mean squared error over all held-out digits. `plane` shows latents in two of their directions, `fit` says in a
    sentence how the correction was learned (steps, seconds, what the training found).
    """

    drifts: Sequence[Drift]
    images: Pictures
    decoded: Pictures
    held_out_error: float
    train_count: int
    held_out_count: int
    latent: int
    paths: DecodedPaths
    plane: PlaneRow
    fit: str = ""


@dataclass(frozen=True, kw_only=True)
class LawResult:
    """The same on one of the laws: clouds at random t and at the midpoint, and a few pairs joined by every path."""

    drifts: Sequence[Drift]
    at_random: DensityRow
    at_midpoint: DensityRow
    plane: PlaneRow
    fit: str = ""


@dataclass(frozen=True, kw_only=True)
class DemoResult:
    """All of one run of the demo; `environment` is what `results.environment` gives, `seconds` the wall time."""

    digits: DigitsResult
    laws: Sequence[LawResult]
    environment: Mapping[str, Any]
    seconds: float

    @property
    def drifts(self) -> list[Drift]:
        """All measurements, source by source, the digits first."""
        return [*self.digits.drifts, *(drift for law in self.laws for drift in law.drifts)]

"""How far a path leaves the latents' law, and how it moves: the result of a measurement, as data and as JSON.

Nothing is computed from latents here: `evaluation.measure_drift` fills these in, `drift_table` prints them.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ..config import InputError

if TYPE_CHECKING:
    from .table import DriftTable

LEVEL = 0.01
"""How often one statistic calls a faithful path drifted: its band ends at the floor's 99% point, its p-value at 1%.

Four statistics are looked at for every `t`, so a faithful path is called inside at about 97% of the times."""

STATISTICS = {"sliced_wasserstein": "sliced", "norm": "norm", "judge_accuracy": "judge", "mmd": "MMD"}
"""The four statistics of a position: the field's name and the short word of verdicts and tables."""


@dataclass(frozen=True, kw_only=True)
class Floor:
    """The same statistic between two independent fresh samples of the latents, repeated.

    `low` and `high` are the band in which one more such draw falls with probability 1 - 2 `LEVEL`.
    """

    mean: float
    low: float
    high: float
    repeats: int


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """One statistic of the law of `z_t` against the law of latents, beside its floor.

    `interval` is the 95% confidence interval of the value, where the statistic has one (the judge's accuracy).
    """

    value: float
    floor: Floor
    interval: tuple[float, float] | None = None

    @property
    def inside(self) -> bool:
        """Whether the value is no larger than the floor's band allows."""
        return self.value <= self.floor.high

    @property
    def ratio(self) -> float:
        """How many times the floor's mean the value is (1: no drift)."""
        return self.value / self.floor.mean if self.floor.mean > 0 else math.inf

    @property
    def excess(self) -> float:
        """The distance above the floor's mean in half bands: 1 is the band's edge, comparable between statistics."""
        return (self.value - self.floor.mean) / max(self.floor.high - self.floor.mean, 1e-12)


@dataclass(frozen=True, kw_only=True)
class DriftAt:
    """The law of `z_t` for independent pairs at one `t` against the law of latents.

    `sliced_wasserstein` (sliced 2-Wasserstein) and `norm` (1-Wasserstein between the laws of the norm) are in the
    latents' own deviations, `judge_accuracy` is that of a held-out classifier (1/2: nothing to tell), `mmd` is the
    squared maximum mean discrepancy and `mmd_p` its permutation p-value.
    """

    t: float
    sliced_wasserstein: Statistic
    norm: Statistic
    judge_accuracy: Statistic
    mmd: Statistic
    mmd_p: float

    @property
    def outside(self) -> tuple[str, ...]:
        """The names of the statistics that see drift; that of MMD is decided by its p-value."""
        names = [name for name in STATISTICS if name != "mmd" and not getattr(self, name).inside]
        return (*names, "mmd") if self.mmd_p < LEVEL else tuple(names)

    @property
    def inside(self) -> bool:
        """Whether no statistic tells the law of `z_t` from the law of latents."""
        return not self.outside

    @property
    def excess(self) -> float:
        """How far the farthest statistic is above its floor's mean, in half bands: beyond 1 is outside."""
        return max(getattr(self, name).excess for name in STATISTICS)

    @property
    def verdict(self) -> str:
        """In words: inside the floor; how many floors a distance is; else what the judge or MMD alone sees."""
        if self.inside:
            return "inside the floor"
        distances = {name: getattr(self, name).ratio for name in ("sliced_wasserstein", "norm") if name in self.outside}
        if distances:
            farthest = max(distances, key=lambda name: distances[name])
            return f"{_times(distances[farthest])} floors ({STATISTICS[farthest]})"
        if "judge_accuracy" in self.outside:
            return f"judge: {self.judge_accuracy.value:.3f}"
        return f"MMD: p = {self.mmd_p:.3f}"


@dataclass(frozen=True, kw_only=True)
class Motion:
    """How a path moves from `z0` to `z1` in equal steps of `t`.

    `length_over_chord` is the mean length of the paths over the mean distance of their ends; `largest_step` the
    largest step over the mean step of the same path (1: steady; 64: all in one step); `still` the share of the time
    in which a path goes at less than a tenth of its mean speed; `progress` the projection on the chord at every
    `times` (steady motion is `t`).
    """

    length_over_chord: float
    largest_step: float
    still: float
    times: tuple[float, ...]
    progress: tuple[float, ...]

    @property
    def lag(self) -> float:
        """The largest distance between progress and `t`."""
        return max(abs(p - t) for p, t in zip(self.progress, self.times, strict=True))

    @property
    def jumps(self) -> bool:
        """Whether the largest step is more than four mean steps."""
        return self.largest_step > 4.0

    @property
    def stands_still(self) -> bool:
        """Whether the path hardly moves for more than a quarter of the time."""
        return self.still > 0.25

    @property
    def steady(self) -> bool:
        """Whether the path neither jumps nor stands still, and its progress stays within 0.1 of `t`."""
        return not self.jumps and not self.stands_still and self.lag <= 0.1

    @property
    def verdict(self) -> str:
        """In words: moves steadily, or what is wrong with the motion."""
        faults = ["jumps"] * self.jumps + ["stands still"] * self.stands_still
        return ", ".join(faults) or ("moves steadily" if self.steady else "moves unevenly")


@dataclass(frozen=True, kw_only=True)
class Drift:
    """What `measure_drift` found for one path on one source of latents.

    `samples` is the number of points in each cloud that was really used; `conditions` says how every figure was made.
    """

    path: str
    source: str
    samples: int
    seed: int
    times: tuple[DriftAt, ...]
    motion: Motion
    conditions: Mapping[str, Any] = field(default_factory=dict)

    @property
    def worst(self) -> DriftAt:
        """The position that is farthest outside its floor."""
        return max(self.times, key=lambda at: at.excess)

    @property
    def inside(self) -> bool:
        """Whether the path is inside the floor at every `t` that was measured."""
        return all(at.inside for at in self.times)

    @property
    def verdict(self) -> str:
        """The law's verdict at its worst `t`, and the motion's."""
        law = "inside the floor" if self.inside else f"{self.worst.verdict} at t = {self.worst.t:g}"
        return f"{law}; {self.motion.verdict}"

    def table(self) -> "DriftTable":
        """The measurement as a table: `print` it, or give it to a rich console."""
        from .table import drift_table

        return drift_table([self])

    def as_dict(self) -> dict[str, Any]:
        """Nested as in `results.json`: by time, then by statistic, each with its value and floor."""
        by_time = {f"{at.t:g}": {**asdict(at), "inside": at.inside, "verdict": at.verdict} for at in self.times}
        motion = {**asdict(self.motion), "lag": self.motion.lag, "verdict": self.motion.verdict}
        head = {"source": self.source, "samples": self.samples, "seed": self.seed, "verdict": self.verdict}
        return {**by_time, "motion": motion, **head, "conditions": dict(self.conditions)}

    @classmethod
    def from_dict(cls, path: str, data: Mapping[str, Any]) -> "Drift":
        """What `as_dict` gave, for the path of that name."""
        times = tuple(_drift_at(at) for at in data.values() if isinstance(at, Mapping) and "mmd_p" in at)
        motion = data["motion"]
        kept = {name: motion[name] for name in ("length_over_chord", "largest_step", "still")}
        moves = Motion(**kept, times=tuple(motion["times"]), progress=tuple(motion["progress"]))
        head = {name: data[name] for name in ("source", "samples", "seed", "conditions")}
        return cls(path=path, times=times, motion=moves, **head)

    def to_json(self) -> str:
        """The measurement as JSON: `drift.PATH.T.STATISTIC`, each with its value and floor."""
        return json.dumps({"drift": drift_results([self])}, indent=2, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "Drift":
        """Read back what `to_json` wrote; `InputError` for anything else."""
        try:
            ((path, data),) = json.loads(text)["drift"].items()
            return cls.from_dict(path, data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"expected the JSON that Drift.to_json writes, got something else ({error!r}).") from error


def drift_results(drifts: Sequence[Drift]) -> dict[str, dict[str, Any]]:
    """The `drift` entry of `results.json`: `{path: {t: {statistic: ...}}}` for paths of different names."""
    names = [drift.path for drift in drifts]
    if len(set(names)) < len(names):
        raise InputError(
            f"expected paths of different names in one result, got {', '.join(names)}: rename one of them."
        )
    return {drift.path: drift.as_dict() for drift in drifts}


def _times(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 99.95 else f"{ratio:,.0f}"


def _drift_at(data: Mapping[str, Any]) -> DriftAt:
    statistics = {name: _statistic(data[name]) for name in STATISTICS}
    return DriftAt(t=data["t"], mmd_p=data["mmd_p"], **statistics)


def _statistic(data: Mapping[str, Any]) -> Statistic:
    interval = data["interval"]
    low_high = None if interval is None else (interval[0], interval[1])
    return Statistic(value=data["value"], floor=Floor(**data["floor"]), interval=low_high)

"""What the cells of a benchmark say together: means over seeds with their intervals, and whether goals are met."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ...results import BenchmarkCell, Drift, DriftAt
from ..means import Mean, mean_of

CLOSED_FORMS = ("linear", "slerp", "nlerp", "matched", "matched-coordinates", "lol", "nao")


@dataclass(frozen=True, kw_only=True)
class Found:
    """What is known of a method on a law: its cells, those that failed too."""

    law: str
    method: str
    cells: Sequence[BenchmarkCell]

    @property
    def drifts(self) -> list[Drift]:
        """What was measured."""
        return [cell.drift for cell in self.cells if cell.drift is not None]

    @property
    def failures(self) -> list[str]:
        """In words, what kept other cells from being measured."""
        return [cell.failed for cell in self.cells if cell.failed is not None]

    @property
    def connected(self) -> bool | None:
        """Whether the law's support is one piece."""
        return self.cells[0].connected if self.cells else None

    def judge(self) -> dict[float, Mean]:
        """The judge's accuracy at every t."""
        return self._at_each_t(lambda at: at.judge_accuracy.value)

    def sliced(self) -> dict[float, Mean]:
        """The sliced Wasserstein distance in floors at every t: over several draws where every cell has them."""
        over_draws = [cell.floors for cell in self.cells if cell.drift is not None]
        if over_draws and all(over_draws):
            each = [floors for floors in over_draws if floors]
            return {t: mean_of([floors[t] for floors in each]) for t in each[0]}
        return self._at_each_t(lambda at: at.sliced_wasserstein.ratio)

    def norm(self) -> dict[float, Mean]:
        """The distance of the laws of the norm in floors at every t."""
        return self._at_each_t(lambda at: at.norm.ratio)

    def length(self) -> Mean:
        """Length over the shortest way inside, or over the chord where that way is not known."""
        ways = [cell.way.length for cell in self.cells if cell.way is not None]
        return mean_of(ways or [drift.motion.length_over_chord for drift in self.drifts])

    def largest_step(self) -> Mean:
        """The largest of 64 steps over the mean step."""
        return mean_of([drift.motion.largest_step for drift in self.drifts])

    def lag(self) -> Mean:
        """The largest distance between t and the progress along the way inside, or along the chord."""
        ways = [cell.way.lag for cell in self.cells if cell.way is not None]
        return mean_of(ways or [drift.motion.lag for drift in self.drifts])

    def has_way(self) -> bool:
        """Whether length and lag are along the shortest way inside."""
        return any(cell.way is not None for cell in self.cells)

    def fit_number(self, name: str) -> Mean | None:
        """The mean of a number that was noted of the fits; None where nothing was fitted or noted."""
        numbers = [cell.fit[name] for cell in self.cells if cell.fit is not None and cell.fit.get(name) is not None]
        return mean_of(numbers) if numbers else None

    def _at_each_t(self, value: Callable[[DriftAt], float]) -> dict[float, Mean]:
        times = [at.t for at in self.drifts[0].times] if self.drifts else []
        return {t: mean_of([value(drift.times[k]) for drift in self.drifts]) for k, t in enumerate(times)}


def worst(means: Mapping[float, Mean]) -> tuple[float, Mean]:
    """The t at which the mean is largest, and that mean."""
    return max(means.items(), key=lambda item: item[1].mean)


def missed_goals(found: Found, others: Sequence[Found] = ()) -> list[str]:
    """The goals that a method misses on its law, in words; `others` are all methods on the same law.

    Connected laws: judge at most 0.53 and sliced Wasserstein at most 1.3 floors at every t, lag at most 0.07, length at
    most 1.3 chords (1.2 times the shortest way inside, where known), largest step at most 3. Laws of several pieces:
    0.55 and 1.5 at t up to 0.4. Real latents, of which nobody knows: 0.55, and no worse than the best closed form
    by more than the intervals.
    """
    if found.connected is False:
        return _law_missed(found, judge=0.55, floors=1.5, last=0.4)
    if found.connected is None:
        return _law_missed(found, judge=0.55, floors=math.inf) + _worse_than_closed(found, others)
    way = found.has_way()
    most = {"length": (found.length(), 1.2 if way else 1.3), "lag": (found.lag(), 0.07)}
    most["largest step"] = (found.largest_step(), 3.0)
    motion = [f"{name} {mean.mean:.3g}" for name, (mean, limit) in most.items() if mean.mean > limit]
    return _law_missed(found, judge=0.53, floors=1.3) + motion


def _law_missed(found: Found, *, judge: float, floors: float, last: float = 1.0) -> list[str]:
    judged = {t: mean for t, mean in found.judge().items() if t <= last}
    sliced = {t: mean for t, mean in found.sliced().items() if t <= last}
    (t, accuracy), (u, distance) = worst(judged), worst(sliced)
    words = [f"judge {accuracy.mean:.3f} at t = {t:g}"] if accuracy.mean > judge else []
    return words + ([f"{floors_in_words(distance.mean)} floors at t = {u:g}"] if distance.mean > floors else [])


def _worse_than_closed(found: Found, others: Sequence[Found]) -> list[str]:
    closed = [other for other in others if other.method in CLOSED_FORMS and other.drifts]
    if found.method in CLOSED_FORMS or not closed:
        return []
    best = min(closed, key=lambda other: worst(other.judge())[1].mean)
    ours, theirs = worst(found.judge())[1], worst(best.judge())[1]
    return [f"{best.method} is closer ({theirs.mean:.3f})"] if ours.low > theirs.high else []


def floors_in_words(ratio: float) -> str:
    """A number of floors: two digits where it is small, thousands with a comma."""
    return f"{ratio:.2f}" if ratio < 9.995 else f"{ratio:,.0f}"


def seeds_in_words(count: int) -> str:
    """`1 seed`, `3 seeds`."""
    return f"{count} seed{'s' * (count != 1)}"

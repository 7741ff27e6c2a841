"""The tables of a benchmark's page: methods by statistics for each law, laws by methods, and the judge's strength."""

import math
from collections.abc import Sequence

from ...results import BenchmarkCell
from ..means import NONE, Mean, best_by_far, mean_of, number
from ..page import Cell, Table
from ..tables import unbroken
from .looks import looks_of
from .numbers import Found, floors_in_words, missed_goals, seeds_in_words, worst

HEAT = ((255, 255, 255), (240, 150, 80))
"""From nothing to a judge that is always right: dark text stays readable on all of it."""


def law_table(law: Sequence[Found]) -> Table:
    """All methods on one law: the four statistics, the motion, the cost, and the goals met or missed."""
    times = next((list(found.judge()) for found in law if found.drifts), [])
    best = best_columns(law, times)
    head = (
        "method",
        *(f"judge, {unbroken(f't = {t:g}')}" for t in times),
        "sliced W., floors",
        "norm, floors",
        "length",
    )
    first = next((found for found in law if found.drifts), law[0])
    where = "the shortest way inside the support" if first.has_way() else "the chord"
    points = " or ".join(sorted({f"{cell.samples:,}" for found in law for cell in found.cells}))
    seeds = seeds_in_words(max(len(found.drifts) for found in law))
    return Table(
        head=(*head, "largest step", "lag", "fit, s", "goals"),
        rows=[method_row(found, law, times, best) for found in law],
        title=law[0].law,
        caption=f"{first_dim(law)} dimensions, {points} points in each cloud; means over {seeds} ± half of the 95% "
        "interval. Judge: 0.5 is nothing to tell, the worst t is underlined. Floors at the worst t. Length and lag "
        f"along {where}; steady motion has lag 0. Bold: lower than all others, intervals apart.",
        sortable=True,
    )


def first_dim(law: Sequence[Found]) -> int | str:
    """The dimension of a law, where a cell tells it."""
    return next((cell.dim for found in law for cell in found.cells), "unknown")


def best_columns(law: Sequence[Found], times: Sequence[float]) -> dict[str, str]:
    """For every column of numbers that a method wins by more than the intervals: that method."""
    measured = [found for found in law if found.drifts]
    columns = {f"judge {t:g}": [found.judge()[t] for found in measured] for t in times}
    columns |= {
        "sliced": [worst(found.sliced())[1] for found in measured],
        "norm": [worst(found.norm())[1] for found in measured],
    }
    first = {name: best_by_far(means) for name, means in columns.items()}
    return {name: measured[k].method for name, k in first.items() if k is not None}


def method_row(found: Found, law: Sequence[Found], times: Sequence[float], best: dict[str, str]) -> list[Cell]:
    """One method's row; what is missing or failed is said in the last cell."""
    name = Cell(text=found.method, colour=looks_of([other.method for other in law])[found.method].colour)
    if not found.drifts:
        words = f"failed: {' '.join(dict.fromkeys(found.failures))}" if found.failures else "missing: not measured yet"
        return [name, *([Cell(text=NONE)] * (len(times) + 6)), Cell(text=words, good=False)]
    judged, won = found.judge(), [column for column, method in best.items() if method == found.method]
    worst_t = worst(judged)[0]
    judges = [
        number(mean, f"{mean.mean:.3f}", digits=3, worst=t == worst_t, best=f"judge {t:g}" in won)
        for t, mean in judged.items()
    ]
    distances = [in_floors(worst(found.sliced())[1], "sliced" in won), in_floors(worst(found.norm())[1], "norm" in won)]
    motion = [number(mean, f"{mean.mean:.2f}", digits=2) for mean in (found.length(), found.largest_step())]
    lag, seconds = found.lag(), found.fit_number("seconds")
    cost = Cell(text="0", order=0.0) if seconds is None else number(seconds, f"{seconds.mean:.0f}", digits=0)
    return [name, *judges, *distances, *motion, number(lag, f"{lag.mean:.2f}", digits=2), cost, goals(found, law)]


def in_floors(mean: Mean, best: bool) -> Cell:
    """A number of floors."""
    return number(mean, floors_in_words(mean.mean), digits=2 if mean.mean < 9.995 else 0, best=best)


def goals(found: Found, law: Sequence[Found]) -> Cell:
    """Met, or which are missed."""
    missed = missed_goals(found, law)
    failed = [f"failed with {len(found.failures)} of {len(found.cells)} seeds"] if found.failures else []
    text = "; ".join([*missed, *failed]) or "met"
    return Cell(text=unbroken_at(text), good=not missed and not failed, order=float(len(missed)))


def unbroken_at(text: str) -> str:
    """With every `t = 0.5` kept on one line."""
    return text.replace("t = ", unbroken("t = "))


def worst_judge_table(laws: Sequence[Sequence[Found]]) -> Table:
    """A row for every law, a column for every method: the judge's accuracy at its worst t, the darker the farther."""
    methods = list(dict.fromkeys(found.method for law in laws for found in law))
    rows = []
    for law in laws:
        found = {one.method: one for one in law}
        rows.append([Cell(text=law[0].law), *(heat_cell(found.get(method)) for method in methods)])
    return Table(
        head=("law", *methods),
        rows=rows,
        caption="The accuracy of a judge that is trained anew for each cell, at the t where it is highest; mean over "
        "the seeds. 0.5: it cannot tell. Without colour: inside the floor's band; the darker, the farther outside. "
        "–: not among the usual methods, and not asked for there.",
        sortable=True,
    )


def heat_cell(found: Found | None) -> Cell:
    """The judge's accuracy at the worst t."""
    if found is None:
        return Cell(text=NONE)
    if not found.drifts:
        return Cell(text="failed" if found.failures else "missing")
    t, mean = worst(found.judge())
    places = [drift.times[list(found.judge()).index(t)].judge_accuracy for drift in found.drifts]
    inside = mean.mean <= max(place.floor.high for place in places)
    return Cell(text=f"{mean.mean:.3f}", ground="" if inside else heat(mean.mean), order=mean.mean)


def heat(accuracy: float) -> str:
    """The colour of an accuracy between 1/2 and 1, as a square root so that small drifts show."""
    share = math.sqrt(min(max(2 * accuracy - 1, 0.0), 1.0))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(*HEAT, strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}"


def cost_table(laws: Sequence[Sequence[Found]]) -> Table:
    """What every fit cost, and what it said of itself."""
    fitted = [found for law in laws for found in law if found.fit_number("seconds") is not None]
    names = ("steps", "seconds", "cpu_seconds", "peak_mib")
    rows = []
    for found in fitted:
        costs = [cost_cell(found.fit_number(name)) for name in names]
        said = next((cell.fit["words"] for cell in found.cells if cell.fit and "words" in cell.fit), NONE)
        rows.append([Cell(text=found.law), Cell(text=found.method), *costs, Cell(text=said)])
    return Table(
        head=("law", "method", "steps", "seconds", "CPU seconds", "peak memory, MiB", "what the first fit found"),
        rows=rows,
        caption="Means over the seeds, each fit on one thread of its own process, beside others. The peak is that of "
        "the whole process, libraries included.",
        sortable=True,
    )


def cost_cell(mean: Mean | None) -> Cell:
    """A cost to the whole number."""
    return Cell(text=NONE) if mean is None else Cell(text=f"{mean.mean:,.0f}", order=mean.mean)


def strength_table(cells: Sequence[BenchmarkCell]) -> Table:
    """What the same judge finds of a drift that was put there: a row for every law."""
    rows = []
    for law in dict.fromkeys(cell.law for cell in cells):
        known = [cell.judge for cell in cells if cell.law == law and cell.judge is not None]
        mean = mean_of([judge.value for judge in known])
        seen = sum(judge.value > judge.floor.high for judge in known)
        high = max(judge.floor.high for judge in known)
        rows.append(
            [
                Cell(text=law),
                number(mean, f"{mean.mean:.3f}", digits=3),
                Cell(text=f"{high:.3f}", order=high),
                Cell(text=f"{seen} of {seeds_in_words(len(known))}", good=seen == len(known), order=seen / len(known)),
            ]
        )
    return Table(
        head=("law", "judge", "floor up to", "seen"),
        rows=rows,
        caption="Latents of which a tenth is replaced by midpoints of the linear path, against latents. Nobody can be "
        "right in more than 0.55 of the cases; where the midpoints have nearly the law, in less. Where the judge "
        "stays inside the floor, smaller drifts than this one cannot be seen on that law.",
        sortable=True,
    )

"""The numbers of drift measurements as tables of a page."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from ..results import Drift, DriftAt, Statistic
from .drift_curves import ordered
from .page import Cell, Table
from .style import in_order, looks


def overview_table(drifts: Sequence[Drift]) -> Table:
    """A row for every source, a column for every path: the verdict at its worst t, and its motion if at fault."""
    paths = in_order([drift.path for drift in drifts])
    rows = []
    for source, group in groupby(drifts, key=lambda drift: drift.source):
        found = {drift.path: drift for drift in group}
        cells = [_overview_cell(found[path]) if path in found else Cell(text="not measured") for path in paths]
        rows.append([Cell(text=source), *cells])
    return Table(
        head=("latents", *paths),
        rows=rows,
        caption="For every path the verdict where it is worst: inside the floor's band, or the statistic that is "
        "farthest outside and by how much. A floor is what two sets of fresh latents show of each other.",
    )


def drift_table_of(drifts: Sequence[Drift]) -> Table:
    """Every statistic of every path at every t on one source, each with its floor."""
    rows = [_row(drift, at) for drift in ordered(drifts) for at in drift.times]
    first = drifts[0]
    floor = first.times[0].sliced_wasserstein.floor
    return Table(
        head=("path", "t", "sliced Wasserstein", "norm", "judge's accuracy", "squared MMD", "p (MMD)", "verdict"),
        rows=rows,
        caption=f"{first.source}: {first.samples:,} points in each cloud, seed {first.seed}. Distances in deviations "
        f"of the latents, in brackets as multiples of the floor's mean over {floor.repeats} repeats; the judge with "
        "its 95% interval where one was computed.",
    )


def motion_table(drifts: Sequence[Drift]) -> Table:
    """How every path moves, source by source."""
    rows = []
    for source, group in groupby(drifts, key=lambda drift: drift.source):
        for drift in ordered(list(group)):
            motion = drift.motion
            faulty = motion.jumps or motion.stands_still
            numbers = (motion.length_over_chord, motion.largest_step, motion.still, motion.lag)
            cells = [Cell(text=f"{number:.2f}") for number in numbers]
            verdict = Cell(text=motion.verdict, good=False if faulty else None)
            rows.append([Cell(text=source), _path(drift.path), *cells, verdict])
    return Table(
        head=("latents", "path", "length over chord", "largest step", "still", "lag", "motion"),
        rows=rows,
        caption="Over 64 equal steps of t: length of the path over the straight line, largest step over the mean step, "
        "share of the time at less than a tenth of the mean speed, largest distance between progress and t.",
    )


def environment_table(environment: Mapping[str, Any]) -> Table:
    """Versions, device, seed and whatever else the run says about itself."""
    rows = [[Cell(text=name), Cell(text=value)] for name, value in _flat(environment)]
    return Table(
        head=("of this run", ""), rows=rows, caption="The same seed gives the same numbers on the same machine."
    )


def _flat(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Nested values one under another."""
    flat = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat += _flat(value)
        elif value is not None:
            flat.append((str(name), str(value)))
    return flat


def _overview_cell(drift: Drift) -> Cell:
    faults = [drift.motion.verdict] * (drift.motion.jumps or drift.motion.stands_still)
    law = "inside the floor" if drift.inside else f"{drift.worst.verdict} {unbroken(f'at t = {drift.worst.t:g}')}"
    return Cell(text="; ".join([law, *faults]), good=drift.inside and not faults)


def _row(drift: Drift, at: DriftAt) -> list[Cell]:
    judge = at.judge_accuracy
    interval = "" if judge.interval is None else f" ({judge.interval[0]:.3f} to {judge.interval[1]:.3f})"
    return [
        _path(drift.path),
        Cell(text=f"{at.t:g}"),
        _distance(at.sliced_wasserstein),
        _distance(at.norm),
        Cell(text=unbroken(f"{judge.value:.3f}{interval}"), good=judge.inside),
        Cell(text=f"{at.mmd.value:.5f}", good="mmd" not in at.outside),
        Cell(text=f"{at.mmd_p:.3f}"),
        Cell(text=at.verdict, good=at.inside),
    ]


def _distance(statistic: Statistic) -> Cell:
    return Cell(text=unbroken(f"{statistic.value:.3f} ({statistic.ratio:.1f})"), good=statistic.inside)


def unbroken(text: str) -> str:
    """With spaces at which no line is broken."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _path(name: str) -> Cell:
    return Cell(text=name, colour=looks([name])[name].colour)

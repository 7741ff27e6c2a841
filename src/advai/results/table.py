"""The measured drift of one or several paths as a table for the terminal, at most 100 columns wide."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from .drift import Drift, DriftAt, Statistic

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

WIDTH = 100
"""Columns of the table when it is printed as text."""

INSIDE, OUTSIDE = "blue", "bold dark_orange3"
"""Told apart by every kind of colour vision, on dark and light; an asterisk says the same without colour."""


@dataclass(frozen=True, kw_only=True)
class DriftTable:
    """A table of drifts: `print` writes it as text, a rich console in colour, a prompt shows it."""

    drifts: tuple[Drift, ...]

    def __rich__(self) -> "Group":
        from rich.console import Group

        by_source = groupby(self.drifts, key=lambda drift: (drift.source, drift.samples, drift.seed))
        groups = [tuple(drifts) for _, drifts in by_source]
        return Group(*(table for drifts in groups for table in (_law_table(drifts), _motion_table(drifts))))

    def __str__(self) -> str:
        from rich.console import Console

        console = Console(width=WIDTH, no_color=True, highlight=False)
        with console.capture() as capture:
            console.print(self)
        return "\n".join(line.rstrip() for line in capture.get().splitlines())

    __repr__ = __str__


def drift_table(drifts: Sequence[Drift]) -> DriftTable:
    """Several paths in one table, in the order given, with how each moves below; one such pair per source."""
    return DriftTable(drifts=tuple(drifts))


def _law_table(drifts: Sequence[Drift]) -> "Table":
    from rich.markup import escape

    first = drifts[0]
    title = f"Drift from the law of {escape(first.source)} ({first.samples:,} points, seed {first.seed})"
    caption = "in brackets: times the floor's mean; floor: mean to end of band; * outside it"
    table = _table(
        title, caption, left=("path",), right=("t", "sliced W2", "norm W1", "judge", "MMD p"), last="law of z_t"
    )
    for drift in drifts:
        for at in drift.times:
            table.add_row(
                escape(drift.path) if at is drift.times[0] else "",
                f"{at.t:g}",
                *_cells(at),
                _verdict(at.verdict, at.inside),
            )
        table.add_section()
    floors = first.times[0]
    distances = [f"{s.floor.mean:.3f} to {s.floor.high:.3f}" for s in (floors.sliced_wasserstein, floors.norm)]
    table.add_row(
        "floor", "", *distances, f"to {floors.judge_accuracy.floor.high:.3f}", "", "fresh samples", style="dim"
    )
    return table


def _cells(at: DriftAt) -> list[str]:
    distances = [_marked(f"{s.value:.3f} {_ratio(s)}", s.inside) for s in (at.sliced_wasserstein, at.norm)]
    judge = _marked(f"{at.judge_accuracy.value:.3f}", at.judge_accuracy.inside)
    return [*distances, judge, _marked(f"{at.mmd_p:.3f}", "mmd" not in at.outside)]


def _ratio(statistic: Statistic) -> str:
    ratio = statistic.ratio
    return f"({ratio:.1f})" if ratio < 99.95 else f"({ratio:,.0f})"


def _motion_table(drifts: Sequence[Drift]) -> "Table":
    from rich.markup import escape

    right = ("length / chord", "largest step", "still", "lag")
    table = _table("How the paths move in 64 steps", "", left=("path",), right=right, last="motion")
    for drift in drifts:
        motion = drift.motion
        figures = [f"{motion.length_over_chord:.2f}", f"{motion.largest_step:.1f} means", f"{motion.still:.0%}"]
        verdict = _verdict(motion.verdict, motion.steady)
        table.add_row(escape(drift.path), *figures, f"{motion.lag:.2f}", verdict)
    return table


def _table(title: str, caption: str, *, left: Sequence[str], right: Sequence[str], last: str) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(
        title=title,
        caption=caption or None,
        box=box.SIMPLE_HEAD,
        title_justify="left",
        caption_justify="left",
        pad_edge=False,
    )
    for name in left:
        table.add_column(name, overflow="fold")
    for name in right:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(last, no_wrap=True)
    return table


def _marked(text: str, inside: bool) -> str:
    return f"{text} " if inside else f"[{OUTSIDE}]{text}*[/]"


def _verdict(text: str, good: bool) -> str:
    return f"[{INSIDE if good else OUTSIDE}]{text}[/]"

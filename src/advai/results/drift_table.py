"""The measured drift of one or several paths as a table for the terminal, 100 columns wide."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .drift import LEVEL, STATISTICS, Drift, DriftAt, Statistic

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 100
"""Columns of the table when it is printed as text."""


@dataclass(frozen=True, kw_only=True)
class DriftTable:
    """A table of drifts on one source: `print` writes it as text, a rich console in colour, a prompt shows it."""

    drifts: tuple[Drift, ...]

    def __rich__(self) -> "Table":
        return _rich_table(self.drifts)

    def __str__(self) -> str:
        from rich.console import Console

        console = Console(width=WIDTH, no_color=True, highlight=False)
        with console.capture() as capture:
            console.print(self)
        return capture.get().rstrip("\n")

    __repr__ = __str__


def drift_table(drifts: Sequence[Drift]) -> DriftTable:
    """Several paths in one table, in the order given, each with its motion."""
    return DriftTable(drifts=tuple(drifts))


def _rich_table(drifts: Sequence[Drift]) -> "Table":
    from rich.table import Table

    table = Table(title="drift")
    for name in ("path", "t", *STATISTICS.values(), "p", "verdict"):
        table.add_column(name)
    for drift in drifts:
        for at in drift.times:
            cells = [f"{getattr(at, name).value:.3f}" for name in STATISTICS]
            table.add_row(drift.path, f"{at.t:g}", *cells, f"{at.mmd_p:.3f}", at.verdict)
    return table

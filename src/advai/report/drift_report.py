"""The report of drift measurements alone: what was found, the curves, and all numbers."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from ..results import Drift
from .drift_curves import drift_figure
from .figures_folder import drawing_into, write_page
from .page import Page, Section
from .summary import main_numbers, remarks
from .tables import drift_table_of, environment_table, motion_table, overview_table

NUMBERS = "All numbers"
SHOWS = "Four small plots of drift against t with a line for each path and the floor's band, and one of progress."
FLOOR = (
    "The grey band is the floor: the same statistic between two sets of fresh latents, of the same size. A path inside "
    "the band cannot be told from fresh latents by that statistic."
)


def write_drift_report(folder: Path, drifts: Sequence[Drift], environment: Mapping[str, Any]) -> Path:
    """Write `figures/drift.png` and `report.html` into an existing folder; gives the page's path.

    `drifts` are of one source, or of several one after another; `environment` is what `results.environment` gives.
    Every file is written aside and renamed. Raises `InputError` where the folder cannot be written.
    """
    sources = [list(group) for _, group in groupby(drifts, key=lambda drift: drift.source)]
    points = " and ".join(sorted({f"{drift.samples:,}" for drift in drifts}))
    caption = f"Drift of independent pairs, {points} points in each cloud, seed {drifts[0].seed}. {FLOOR}"
    curves = drawing_into(folder)("drift", drift_figure(drifts), SHOWS, caption)
    tables = [*(drift_table_of(group) for group in sources), motion_table(drifts), environment_table(environment)]
    page = Page(
        title=f"Drift on {', '.join(group[0].source for group in sources)}",
        summary=["How far the points of each path leave the law of the latents, at several positions t."],
        numbers=main_numbers(sources[0]),
        sections=[
            Section(heading="What was found", words=remarks(drifts), blocks=[overview_table(drifts)]),
            Section(heading="Drift against t", blocks=[curves]),
            Section(heading=NUMBERS, blocks=tables),
        ],
        last_line=f"{last_line(environment)}.",
    )
    return write_page(folder, page)


def last_line(environment: Mapping[str, Any]) -> str:
    """The program, its version and the seed."""
    version = environment.get("versions", {}).get("advai") or "of a checkout"
    return f"advai {version}, seed {environment.get('seed')}"

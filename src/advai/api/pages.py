"""The pages of a measurement and of a figure of the paper, put together from what the report room offers."""

from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from ..report import Page, Picture, Section, drift_figure, main_numbers, page_html, png, remarks
from ..report.tables import drift_table_of, environment_table, motion_table, overview_table
from ..results import Drift, write_aside


def write_page(folder: FilePath, page: Page) -> None:
    """Write `report.html`, and each of its pictures as `figures/NAME.png`, into an existing folder."""
    pictures = [block for section in page.sections for block in section.blocks if isinstance(block, Picture)]
    (folder / "figures").mkdir(exist_ok=True)
    for picture in pictures:
        write_aside(folder / "figures" / f"{picture.name}.png", picture.png)
    write_aside(folder / "report.html", page_html(page))


def drift_page(drifts: Sequence[Drift], conditions: Mapping[str, Any]) -> Page:
    """The page of paths measured on one source."""
    first = drifts[0]
    return Page(
        title=f"How far paths leave the law of {first.source}",
        summary=[
            "Independent pairs of latents that no fit has seen are joined by each path, and the points at each t are "
            f"compared with other such latents: {first.samples:,} points in each cloud."
        ],
        numbers=main_numbers(drifts),
        sections=[
            Section(heading="What was found", words=remarks(drifts), blocks=[overview_table(drifts)]),
            Section(heading="Drift", blocks=[drift_picture(drifts)]),
            numbers_section(drifts, conditions),
        ],
        last_line=last_line(conditions),
    )


def drift_picture(drifts: Sequence[Drift]) -> Picture:
    """Drift against t for every source among the drifts."""
    return Picture(
        name="drift",
        png=png(drift_figure(drifts)),
        shows="For each source, four small plots of drift against t with the floor's band, and one of progress.",
        caption=f"Drift of each path, {drifts[0].samples:,} points in each cloud. The grey band is the floor: the same "
        "statistic between two sets of fresh latents of the same size.",
    )


def numbers_section(drifts: Sequence[Drift], conditions: Mapping[str, Any]) -> Section:
    """All numbers: a table for every source, how the paths move, and the conditions."""
    sources = dict.fromkeys(drift.source for drift in drifts)
    tables = [drift_table_of([drift for drift in drifts if drift.source == source]) for source in sources]
    return Section(heading="All numbers", blocks=[*tables, motion_table(drifts), environment_table(conditions)])


def last_line(conditions: Mapping[str, Any]) -> str:
    """Which advai and which seed made the page."""
    return f"advai {conditions['versions'].get('advai') or ''}, seed {conditions['seed']}."

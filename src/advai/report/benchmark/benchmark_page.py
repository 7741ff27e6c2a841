"""The page of a benchmark of the correction, its figures, and a table in Markdown for a README."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...results import PLANTED, BenchmarkCell, write_aside
from ..drift_report import last_line
from ..figures_folder import drawing_into, write_page
from ..means import NONE
from ..page import MainNumber, Page, Picture, Section
from ..tables import environment_table
from .numbers import Found, floors_in_words, missed_goals, seeds_in_words, worst
from .panels import judge_panels, sliced_panels
from .tables import cost_table, law_table, strength_table, worst_judge_table

TITLE = "The correction beside every other interpolation"
SUMMARY = (
    "How far the points of each path leave the law of the latents, at several positions t, for many laws, methods and "
    "seeds. A path that keeps the law stands at the floor: what two independent sets of latents of the same size show "
    "of each other. Nothing is set per law.",
    "Goals: on laws in one piece the judge at most 0.53 and sliced Wasserstein at most 1.3 floors at every t, lag at "
    "most 0.07, length at most 1.3 (1.2 along the way inside, where that is known), largest of 64 steps at most 3 mean "
    "steps; on laws in several pieces 0.55 and 1.5 at t up to 0.4; on real latents 0.55, and no worse than the best "
    "closed form.",
)


def write_benchmark_report(
    folder: Path,
    cells: Sequence[BenchmarkCell],
    conditions: Mapping[str, Any],
    *,
    laws: Sequence[str] = (),
    methods: Sequence[str] = (),
) -> Path:
    """Write `report.html`, `summary.md` and `figures/` into an existing folder; gives the page's path.

    `laws` and `methods` are shown in this order and first, as missing where they have no cells; other methods, where
    they have any.
    """
    groups = by_law(cells, laws, methods)
    planted = [cell for cell in cells if cell.judge is not None]
    seeds = len({cell.seed for cell in cells})
    write_aside(folder / "summary.md", summary_table(groups, conditions, seeds=seeds))
    pictures = panels(folder, groups, seeds=seeds)
    costs = cost_table(groups)
    sections = [
        Section(heading="Where a judge tells the points", blocks=[worst_judge_table(groups)]),
        Section(heading="Drift against t", blocks=pictures),
        Section(heading="What the judge can find", blocks=[strength_table(planted)] if planted else []),
        Section(heading="Law by law", blocks=[law_table(group) for group in groups]),
        *([Section(heading="What the fits cost", blocks=[costs])] if costs.rows else []),
        Section(heading="Conditions", blocks=[environment_table(conditions)]),
    ]
    page = Page(
        title=TITLE,
        summary=[*SUMMARY, coverage(groups, seeds=seeds)],
        numbers=main_numbers_of(groups),
        sections=sections,
        last_line=f"{last_line({**conditions, 'seed': f'0 to {seeds - 1}'})}.",
    )
    return write_page(folder, page)


def coverage(groups: Sequence[Sequence[Found]], *, seeds: int) -> str:
    """How many pairs of law and method there are, and how much of them is measured, in one sentence."""
    made = [len(found.drifts) for group in groups for found in group]
    missing, fewer = sum(count == 0 for count in made), sum(0 < count < seeds for count in made)
    gaps = [words for count, words in ((missing, f"{missing} not measured"), (fewer, f"{fewer} with fewer")) if count]
    return f"{len(made)} pairs of law and method, {seeds_in_words(seeds)}{''.join(f', {gap}' for gap in gaps)}."


def by_law(cells: Sequence[BenchmarkCell], laws: Sequence[str], methods: Sequence[str]) -> list[list[Found]]:
    """What was found, law by law, method by method; both in the order given, others behind where they have cells."""
    measured = [cell for cell in cells if cell.method != PLANTED]
    all_laws = dict.fromkeys([*laws, *(cell.law for cell in measured)])
    all_methods = dict.fromkeys([*methods, *(cell.method for cell in measured)])
    groups = []
    for law in all_laws:
        own = [cell for cell in measured if cell.law == law]
        group = [Found(law=law, method=m, cells=[cell for cell in own if cell.method == m]) for m in all_methods]
        groups.append([found for found in group if found.cells or found.method in methods])
    return groups


def panels(folder: Path, groups: Sequence[Sequence[Found]], *, seeds: int) -> list[Picture]:
    """The two figures of small multiples."""
    draw = drawing_into(folder)
    shown = [group for group in groups if any(found.drifts for found in group)]
    intervals = f"Means over {seeds} seeds with their 95% intervals" if seeds > 1 else "One seed"
    return [
        draw(
            "judge",
            judge_panels(shown),
            "A small plot for every law: the judge's accuracy against t, a line for every method, the floor in grey.",
            f"The judge's accuracy against t (0.5: it cannot tell; the scale widens near there). {intervals}; grey: "
            "the floor's band. The same axes in all panels.",
        ),
        draw(
            "sliced-wasserstein",
            sliced_panels(shown),
            "A small plot for every law: sliced Wasserstein distance in floors against t, a line for every method.",
            f"The sliced Wasserstein distance over that of two sets of latents (1: at the floor). {intervals}; grey: "
            "the floor's band. The same logarithmic axes in all panels.",
        ),
    ]


def main_numbers_of(groups: Sequence[Sequence[Found]]) -> list[MainNumber]:
    """On how many laws the default recipe, the moment-matched path and the published method meet the goals."""
    numbers = []
    for method in ("advai", "matched", "paper"):
        known = [(found, group) for group in groups for found in group if found.method == method and found.drifts]
        if known:
            met = sum(not missed_goals(found, group) for found, group in known)
            judged = sorted(worst(found.judge())[1].mean for found, _ in known)
            reading = f"judge at its worst t: median {judged[len(judged) // 2]:.3f}, largest {judged[-1]:.3f}"
            value = f"{met} of {len(known)}"
            numbers.append(MainNumber(value=value, what=f"laws on which {method} meets the goals", reading=reading))
    return numbers


def summary_table(groups: Sequence[Sequence[Found]], conditions: Mapping[str, Any], *, seeds: int) -> str:
    """Laws by methods in Markdown: the judge at its worst t, and floors of sliced Wasserstein at theirs."""
    methods = list(dict.fromkeys(found.method for group in groups for found in group))
    lines = [f"| law | {' | '.join(methods)} |", f"|---|{'---|' * len(methods)}"]
    for group in groups:
        said = {found.method: summary_cell(found, seeds) for found in group}
        lines.append(f"| {group[0].law} | {' | '.join(said.get(method, NONE) for method in methods)} |")
    steps = conditions.get("steps") or "the recipes' own"
    points = f"{conditions.get('samples'):,} points"
    head = (
        f"Judge's accuracy at its worst t of {conditions.get('times')} (0.5: cannot tell), then sliced Wasserstein in "
        f"floors at its worst t (1: at the floor). Means over {seeds_in_words(seeds)}, fewer where their number stands "
        f"in brackets; {points} in each cloud (fewer "
        f"where real latents are few), steps of each fit: {steps}. Made by `advai benchmark correction`."
    )
    return "\n".join([head, "", *lines, ""])


def summary_cell(found: Found, seeds: int) -> str:
    """`0.512, 1.03`, with the number of seeds where they are fewer than `seeds`, or what there is instead."""
    if not found.drifts:
        return "failed" if found.failures else "missing"
    few = f" ({len(found.drifts)})" if len(found.drifts) < seeds else ""
    return f"{worst(found.judge())[1].mean:.3f}, {floors_in_words(worst(found.sliced())[1].mean)}{few}"

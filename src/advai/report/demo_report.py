"""The report of the demo: its figures as PNG files and one HTML page that holds them all."""

from collections.abc import Sequence
from pathlib import Path

from .decoded import decoded_figure, reconstruction_figure
from .demo_result import DemoResult, DigitsResult, LawResult
from .densities import density_figure
from .drift_curves import drift_figure
from .drift_report import FLOOR, NUMBERS, SHOWS, last_line
from .figures_folder import Draw, drawing_into, write_page
from .page import Page, Section
from .plane import plane_figure
from .summary import main_numbers, remarks
from .tables import drift_table_of, environment_table, motion_table, overview_table

WHAT_FOR = (
    "A generator is only asked for what it knows if the latents it is given look like those it was trained on. Points "
    "half way between two latents often do not: this page measures how far the common paths between latents leave the "
    "latents' own law, and shows AdvAI, the path that is learned to stay on it."
)


def write_report(folder: Path, result: DemoResult) -> Path:
    """Write `figures/*.png` and `report.html` into an existing folder; gives the page's path.

    Every file is written aside and renamed. Raises `InputError` where the folder cannot be written.
    """
    return write_page(folder, demo_page(result, drawing_into(folder)))


def demo_page(result: DemoResult, draw: Draw) -> Page:
    """The page's content; `draw` turns each figure, with its name and words, into a picture of the page."""
    sections = [*_digits(result.digits, draw), *(_laws(result.laws, draw) if result.laws else [])]
    numbers = Section(
        heading=NUMBERS,
        words=[fit for fit in (result.digits.fit, *(law.fit for law in result.laws)) if fit],
        blocks=[
            *(drift_table_of(drifts) for drifts in (result.digits.drifts, *(law.drifts for law in result.laws))),
            motion_table(result.drifts),
            environment_table(result.environment),
        ],
    )
    found = Section(heading="What was found", words=remarks(result.drifts), blocks=[overview_table(result.drifts)])
    return Page(
        title="How far do paths between latents leave the data?",
        summary=[WHAT_FOR, _measured(result.digits)],
        numbers=main_numbers(result.digits.drifts),
        sections=[found, *sections, numbers],
        last_line=f"{last_line(result.environment)}, made in {result.seconds:.0f} seconds.",
    )


def _measured(digits: DigitsResult) -> str:
    first = digits.drifts[0]
    return (
        f"A small autoencoder was trained on {digits.train_count:,} real handwritten digits, the correction on their "
        f"{digits.latent}-dimensional latents, and these numbers were measured on those of "
        f"{digits.held_out_count:,} other digits, {first.samples:,} points in each cloud: the linear path first, then "
        "AdvAI."
    )


def _digits(digits: DigitsResult, draw: Draw) -> list[Section]:
    reconstruction = draw(
        "reconstructions",
        reconstruction_figure(digits.images, digits.decoded),
        "Held-out digits in a row, and below each what the autoencoder makes of it.",
        f"Held-out digits and what comes back from their {digits.latent}-dimensional latents. Mean squared error over "
        f"all {digits.held_out_count:,} held-out digits: {digits.held_out_error:.4f}, for pixels in [-1, 1].",
    )
    decoded = draw(
        "decoded-paths",
        decoded_figure(digits.paths),
        "Blocks of small pictures: in each, one row per path, morphing one real digit into another.",
        "Decoded paths between the same two held-out digits, a row for each path, at equal steps of t. The outermost "
        "pictures are the real digits, those at t = 0 and t = 1 what comes back from their latents.",
    )
    drift = draw(
        "drift-digits",
        drift_figure(digits.drifts),
        SHOWS,
        f"Drift on held-out latents of digits, independent pairs, seed {digits.drifts[0].seed}. {FLOOR}",
    )
    plane = draw(
        "paths-digits",
        plane_figure([digits.plane]),
        "Latents as grey dots, and the same pairs of them joined by every path.",
        "Paths between pairs of held-out digits, seen in two directions of the latents' space, over held-out latents. "
        "Dots are at equal steps of t.",
    )
    return [
        Section(heading="Drift on real digits", blocks=[drift, plane]),
        Section(heading="What it does to pictures", blocks=[decoded, reconstruction]),
    ]


def _laws(laws: Sequence[LawResult], draw: Draw) -> list[Section]:
    clouds = [cloud for law in laws for row in (law.at_random, law.at_midpoint) for cloud in row.clouds.values()]
    scale = f"At least {min(map(len, clouds)):,} points in each panel; one colour scale in each row."
    if any("moments" in note for law in laws for note in law.at_random.notes.values()):
        scale += " Where it says so, the matched path restores the law's mean and covariance, but not the law."
    shows = "A grid of histograms: a row for each law, columns for the law itself and for the points of each path."
    at_random = density_figure([law.at_random for law in laws], t=None)
    at_midpoint = density_figure([law.at_midpoint for law in laws], t=0.5)
    when = "Where each path puts its points when t is drawn evenly from [0, 1]."
    densities = [
        draw("density-random", at_random, shows, f"{when} {scale}"),
        draw("density-midpoint", at_midpoint, shows, f"The same half way, at t = 1/2. {scale}"),
    ]
    plane = draw(
        "paths-laws",
        plane_figure([law.plane for law in laws]),
        "For each law, four panels with the law's points in grey and one pair of points joined by every path.",
        "The same pairs of points joined by every path, over points of the law. Dots are at equal steps of t.",
    )
    drift = draw(
        "drift-laws",
        drift_figure([drift for law in laws for drift in law.drifts]),
        SHOWS,
        f"Drift on the laws, {laws[0].drifts[0].samples:,} points in each cloud. {FLOOR}",
    )
    return [
        Section(heading="Where paths put their points", blocks=densities),
        Section(heading="Paths in the plane", blocks=[plane]),
        Section(heading="Drift on the laws", blocks=[drift]),
    ]

"""The page that compares trained GANs: how good images are along every path, strips, samples, drift."""

from collections.abc import Sequence

from ..page import MainNumber, Page, Picture, Section
from ..style import png
from .compared import ComparedRun, Method, methods_of
from .compared_pictures import curves_figure
from .comparison_sections import conditions_table, network_words, not_measured, runs_table
from .gan_numbers import SPACES, Between, spaces_of
from .gan_pictures import grid_figure, path_strips_figure, quality_figure
from .gan_tables import gan_drift_table, midpoint_table, samples_table

WHAT_FOR = (
    "GANs trained on the same images. A path between two latents is good when the images along it are as good as those "
    "of fresh latents: that is what it can reach at best."
)
SAME = "The same latents for all paths, not chosen; each method is shown by its first seed, not by its best."
OF_RUNS = {
    "Fréchet, samples": ("frechet", "prior"),
    "linear midpoints over samples": ("midpoint_ratio", "linear"),
    "AdvAI's": ("midpoint_ratio", "AdvAI"),
}
CURVES = {
    "estimate": "critic's estimate of the distance",
    "coverage": "coverage of training images",
    "recall": "recall of training images",
}


def gan_page(runs: Sequence[ComparedRun]) -> Page:
    """The page of one or more evaluated GANs on the same data; everything on it is in their folders."""
    methods, about = methods_of(runs), runs[0].about
    spaces = spaces_of(methods)
    count = "1 run" if len(runs) == 1 else f"{len(runs)} runs"
    names = ", ".join(method.name for method in methods)
    return Page(
        title=f"GANs on {about['data']}",
        summary=[WHAT_FOR, f"{count} of {names}; images of {about['size']} x {about['size']} pixels."],
        numbers=main_numbers(spaces),
        sections=[
            gan_quality_section(spaces),
            Section(heading="Between two latents", words=[SAME], blocks=[strips(between) for between in spaces]),
            Section(heading="Samples", blocks=[*samples(methods), samples_table(methods)]),
            Section(heading="Where paths leave the law of the latents", blocks=[gan_drift_table(spaces)]),
            Section(heading="How they learned", blocks=[curves(methods)]),
            Section(heading="Conditions", blocks=[runs_table(runs, OF_RUNS), conditions_table(runs)]),
        ],
        last_line=f"advai {about['environment']['versions'].get('advai') or 'of a checkout'}.",
    )


def gan_quality_section(spaces: Sequence[Between]) -> Section:
    """The quality along every path, with what closed forms can do, or why there are no figures."""
    heading, words = "How good images are along the way", [f"{one.title}. {one.words}" for one in spaces]
    there = [between for between in spaces if between.paths]
    if not there:
        reason = spaces[0].entries("quality").get("reason")
        return Section(heading=heading, words=[*words, not_measured(reason)])
    picture = Picture(
        name="quality",
        png=png(quality_figure(there)),
        shows="Four small plots for the latents of each kind: figures against t, a line for every path, a grey band.",
        caption="Figures of images at t along every path (at 1 - t they are the same), with 95% intervals; paths are "
        "set a little apart, so that equal ones are seen. Grey: where as many fresh latents fall (95%). Dashed: two "
        "halves of the real images, of half as many.",
    )
    network = network_words(there[0].method.runs[0].results["features"])
    return Section(heading=heading, words=[*words, network], blocks=[picture, *map(midpoint_table, there)])


def main_numbers(spaces: Sequence[Between]) -> tuple[MainNumber, ...]:
    """For the latents of every kind how much worse midpoints are than fresh latents: linear, the best, AdvAI."""
    numbers = []
    for between in spaces[:4]:
        found = {path: between.mean("midpoint_ratio", path) for path in between.paths}
        known = {path: mean.mean for path, mean in found.items() if mean is not None}
        if "linear" not in known:
            continue
        closed = [path for path in known if path not in ("linear", "AdvAI")]
        exact = [path for path in between.entries("closed_forms").get("exact", ()) if path in known]
        best = min(exact or closed, key=lambda path: known[path])
        kind = "exact in closed form" if exact else "best closed form"
        last = "AdvAI" if "AdvAI" in known else best
        value = f"{known['linear']:.2f} → {known[last]:.2f}"
        numbers.append(
            MainNumber(
                value=value,
                what=f"{between.method.name}, {between.name}: Fréchet distance of midpoints over fresh latents'",
                reading=f"linear → {last}; {kind}: {best}, {known[best]:.2f}; as good as fresh latents: 1",
            )
        )
    return tuple(numbers)


def strips(between: Between) -> Picture:
    """Every path between the same pairs of latents."""
    return Picture(
        name=f"strips {between.title}",
        png=png(path_strips_figure(between.pictures)),
        shows="Blocks of small pictures: in each, one row per path, morphing one image into another.",
        caption=f"{between.method.name}, between {SPACES[between.name]}, at equal steps of t: every path between the "
        "same two latents in each block.",
    )


def samples(methods: Sequence[Method]) -> list[Picture]:
    """Samples of every method under real images."""
    return [
        Picture(
            name=f"samples {method.name}",
            png=png(grid_figure(method)),
            shows="A row of test images, and rows of samples.",
            caption=f"{method.name}: test images, and images of the first latents that were drawn.",
        )
        for method in methods
    ]


def curves(methods: Sequence[Method]) -> Picture:
    """How the estimate fell, and what was covered."""
    return Picture(
        name="curves",
        png=png(curves_figure(methods, CURVES)),
        shows="The critic's estimate, coverage and recall against training images, a line for every run.",
        caption="The critic's estimate of the distance between real and made images, and how many training images are "
        "covered, looked at while training. A line for every seed.",
    )

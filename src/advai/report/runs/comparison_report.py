"""The page that compares trained autoencoders: tables, pictures of all methods on the same images, curves."""

from collections.abc import Sequence

from ..page import Page, Picture, Section
from ..style import png
from .compared import ComparedRun, Method, methods_of
from .compared_pictures import (
    curves_figure,
    neighbours_figure,
    paths_figure,
    reconstructions_figure,
    samples_figure,
    strips_figure,
)
from .compared_tables import (
    distance_table,
    drift_table,
    lines_table,
    manifold_table,
    published_table,
    representation_table,
)
from .comparison_sections import conditions_table, network_words, not_measured, runs_table

WHAT_FOR = (
    "Autoencoders trained on the same images, each by a method of its own, and measured in the same way on images that "
    "none of them has seen."
)
OF_RUNS = {
    "reconstruction error": ("reconstruction_mse",),
    "probe": ("probe_accuracy",),
    "NMI": ("nmi",),
}
SAME = "The same test images, pairs and noise for all methods; each is shown by its first seed, not by its best."


def comparison_page(runs: Sequence[ComparedRun]) -> Page:
    """The page of one or more evaluated runs on the same data; everything on it is in their folders."""
    methods, about = methods_of(runs), runs[0].about
    sections = [
        Section(heading="What codes are good for", blocks=[representation_table(methods)]),
        *([Section(heading="Lines", blocks=[lines_table(methods)])] if about["data"] == "lines" else []),
        Section(heading="Between two images", words=[SAME], blocks=between(methods)),
        distances(methods),
        Section(heading="Samples", blocks=samples(methods)),
        *neighbours(methods),
        Section(heading="Reconstructions", blocks=[reconstructions(methods)]),
        Section(heading="Where paths leave the law of the codes", blocks=[drift_table(methods)]),
        Section(heading="How they learned", blocks=[curves(methods)]),
        *beside_published(methods),
        Section(heading="Conditions", blocks=[runs_table(runs, OF_RUNS), conditions_table(runs)]),
    ]
    names = ", ".join(method.name for method in methods)
    count = "1 run" if len(runs) == 1 else f"{len(runs)} runs"
    return Page(
        title=f"Autoencoders on {about['data']}",
        summary=[
            WHAT_FOR,
            f"{count} of {names}; images of {about['size']} x {about['size']} pixels.",
        ],
        numbers=(),
        sections=sections,
        last_line=f"advai {about['environment']['versions'].get('advai') or 'of a checkout'}.",
    )


def between(methods: Sequence[Method]) -> list[Picture]:
    """The strips of all methods, and all paths of those that have one of their own."""
    blocks = [
        Picture(
            name="strips",
            png=png(strips_figure(methods)),
            shows="Blocks of small pictures: in each, one row per method, morphing one test image into another.",
            caption="Decoded paths between the same two test images at equal steps of t, along the path that comes "
            "with each method (linear but for AdvAI). Outermost: the real images.",
        )
    ]
    for method in methods:
        if method.own_path != "linear":
            blocks.append(
                Picture(
                    name=f"paths {method.name}",
                    png=png(paths_figure(method)),
                    shows="Blocks of small pictures: in each, one row per path.",
                    caption=f"{method.name}: every path between the same images.",
                )
            )
    return blocks


def distances(methods: Sequence[Method]) -> Section:
    """The distances of made images from real ones, or why there are none."""
    reason = methods[0].reason("frechet") or methods[0].reason("frechet", "prior")
    if not any(method.mean("frechet", "reconstruction") for method in methods):
        return Section(heading="How far made images are from real ones", words=[not_measured(reason)])
    words = network_words(methods[0].runs[0].results["features"])
    tables = [distance_table(methods, "frechet"), distance_table(methods, "kernel"), manifold_table(methods)]
    return Section(heading="How far made images are from real ones", words=[words], blocks=tables)


def samples(methods: Sequence[Method]) -> list[Picture]:
    """Rows of samples from the mixture and from the prior."""
    kinds = {
        "gmm": "Decoded draws of a mixture of 10 Gaussians that was fitted to the codes.",
        "prior": "Decoded draws of N(0, I), the same for all; methods without a term for the prior never aim at it.",
    }
    return [
        Picture(name=kind, png=png(samples_figure(methods, kind)), shows="Rows of samples.", caption=caption)
        for kind, caption in kinds.items()
        if any(kind in method.runs[0].pictures for method in methods)
    ]


def neighbours(methods: Sequence[Method]) -> list[Section]:
    """Samples above the training images that are nearest to them."""
    kinds = {"gmm": "Draws of the mixture", "prior": "Draws of N(0, I)"}
    blocks = [
        Picture(
            name=f"nearest {kind}",
            png=png(neighbours_figure(methods, kind)),
            shows="For every method a row of samples, and below it a row of training images.",
            caption=f"{drawn}, decoded, and below each the training image that differs least from it in squared "
            "pixels. A model that remembers shows the same picture twice.",
        )
        for kind, drawn in kinds.items()
        if any(f"nearest.{kind}" in method.runs[0].pictures for method in methods)
    ]
    return [Section(heading="Samples beside their nearest training images", blocks=blocks)] if blocks else []


def reconstructions(methods: Sequence[Method]) -> Picture:
    """Test images and what comes back."""
    return Picture(
        name="reconstructions",
        png=png(reconstructions_figure(methods)),
        shows="A row of test images, and a row of reconstructions for every method.",
        caption="Test images, and what comes back from their codes.",
    )


def curves(methods: Sequence[Method]) -> Picture:
    """How the losses fell."""
    return Picture(
        name="curves",
        png=png(curves_figure(methods)),
        shows="Losses against training images, a line for every run.",
        caption="Training losses, each the mean since the record before; a line for every seed. Denoising and dropout "
        "reconstruct from less than the whole image or code while they train.",
    )


def beside_published(methods: Sequence[Method]) -> list[Section]:
    """What was published, if anything was."""
    table = published_table(methods)
    return [] if table is None else [Section(heading="Beside published figures", blocks=[table])]

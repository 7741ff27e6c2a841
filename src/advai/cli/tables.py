"""What a command prints at its end: words and tables for readers, JSON for programs."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..results import Drift


def show_drifts(drifts: Sequence["Drift"], *, as_json: bool) -> None:
    """Print the drifts on stdout: in colour and as wide as the terminal, or as plain text where there is none."""
    from ..results import drift_results, drift_table

    if as_json:
        print(json.dumps({"drift": drift_results(drifts)}, indent=2, allow_nan=False))
    elif sys.stdout.isatty():
        from rich.console import Console

        Console().print(drift_table(drifts))
    else:
        print(drift_table(drifts))


def show_fit(folder: Path, latents: str) -> None:
    """Print what a fit found about itself, and what can be done with its folder."""
    found = json.loads((folder / "results.json").read_text())["fit"]
    print(found.get("words", "not judged: too few latents were held out."))
    measure = f"; to measure it: advai drift {latents} --path {folder}" if found.get("tried") != "nothing" else ""
    print(f"the path is in {folder}{measure}")


RUN_HEADLINES = {"reconstruction": "reconstruction error", "estimate": "the critic's estimate of the distance"}
"""The losses of which a run has one, and what they are."""


def show_run(folder: Path) -> None:
    """Print how a training run ended, and what can be done with its folder."""
    last = json.loads((folder / "metrics.jsonl").read_text().splitlines()[-1])
    name, words = next(found for found in RUN_HEADLINES.items() if found[0] in last)
    print(f"{last['samples']} images in {last['seconds']:.0f} s, {words} {last[name]:.4f}")
    print(f"the run is in {folder}; to see how it learned: tensorboard --logdir {folder}")


def show_inversion(out: Path, results: Mapping[str, Any]) -> None:
    """Print how near the images of the latents come, and where everything is."""
    count = len(results["images"])
    error = f"error {results['median_error']:.4f}"
    if count > 1:
        error = f"{count} images: {error} in the median, {results['mean_error']:.4f} in the mean"
    print(f"{error} (mean squared, in [-1, 1]), {results['seconds_per_image']:.2f} s an image")
    print(f"latents: {out}; picture and errors: {out.with_name(out.stem)}-inverted.png and .json")


HEADLINES = {
    "reconstruction_mse": ("reconstruction error", "{:.4f}"),
    "probe_accuracy": ("probe, refitted", "{:.2%}"),
    "probe_joint_accuracy": ("probe, trained beside", "{:.2%}"),
    "clustering_accuracy": ("clustering", "{:.2%}"),
    "nmi": ("NMI of clusters", "{:.3f}"),
}
KINDS = {
    "frechet": ("Fréchet distance", "{:.3g}"),
    "midpoint_ratio": ("midpoints over samples", "{:.3g}"),
    "perceptual_path_length": ("perceptual path length", "{:.4g}"),
    "lines": ("Lines", "{:.3g}"),
}
SPACES = {"intermediate": "between intermediate latents", "codes": "between the given latents"}


def show_evaluation(folder: Path, results: Mapping[str, Any]) -> None:
    """Print the main figures of a run, each with its floor where it has one; all are in its results.json."""
    about = results["evaluation"]
    budget = f"{about['training_samples']:,} training images, seed {about['training_seed']}"
    kind = "latents" if about.get("kind") == "gan" else "codes"
    print(f"{folder}: {about['recipe']} on {about['data']}, {kind} of {about['code_size']}, {budget}")
    for name, (words, form) in HEADLINES.items():
        if name in results:
            print(f"  {words:40}{figure(results[name], form)}")
    show_kinds(results)
    for space, words in SPACES.items():
        if space in results:
            print(f"  {words}")
            show_kinds(results[space])
    print(
        f"all figures are in {folder / 'results.json'}; a page of several runs: advai report RUN... --out report.html"
    )


def show_kinds(results: Mapping[str, Any]) -> None:
    """Print the figures of which there are several, and what is to be known about closed forms beside them."""
    for name, (words, form) in KINDS.items():
        for place, measured in leaves(results.get(name, {})):
            print(f"  {' '.join((words, place)):40}{figure(measured, form)}")
    if "closed_forms" in results:
        print(f"  {results['closed_forms']['words']}")


def leaves(entries: Mapping[str, Any], above: str = "") -> list[tuple[str, Mapping[str, Any]]]:
    """All numbers below an entry, with the names that lead there."""
    if "value" in entries:
        return [(above, entries)]
    return [leaf for name, entry in entries.items() for leaf in leaves(entry, f"{above} {name}".strip())]


def figure(measured: Mapping[str, Any], form: str) -> str:
    """A value with its floor, or why there is none."""
    if measured["value"] is None:
        return f"none: {measured['reason']}"
    floor = measured.get("floor")
    return form.format(measured["value"]) + ("" if floor is None else f"  (floor {form.format(floor)})")

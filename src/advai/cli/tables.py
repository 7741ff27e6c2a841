"""What a command prints at its end: words and tables for readers, JSON for programs."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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
    print(f"the path is in {folder}; to measure it: advai drift {latents} --path {folder}")


def show_run(folder: Path) -> None:
    """Print how a training run ended, and what can be done with its folder."""
    last = json.loads((folder / "metrics.jsonl").read_text().splitlines()[-1])
    print(f"{last['samples']} images in {last['seconds']:.0f} s, reconstruction error {last['reconstruction']:.4f}")
    print(f"the run is in {folder}; to see how it learned: tensorboard --logdir {folder}")

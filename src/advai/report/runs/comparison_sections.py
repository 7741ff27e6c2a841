"""What every page of a comparison has: the runs, how they were measured, the network that looked at images."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..page import Cell, Table
from .compared import ComparedRun


def not_measured(reason: object) -> str:
    """A sentence that says why there are no figures; reasons are sentences or parts of one."""
    return f"Not measured: {str(reason).removesuffix('.')}."


def network_words(network: Mapping[str, Any]) -> str:
    """Which network the features are of, and what it is fed."""
    accuracy = network.get("test_accuracy")
    learned = "" if accuracy is None else f" (its accuracy on test images: {accuracy:.2%})"
    return (
        f"Distances are between features of {network['network']}{learned}, fed {network['input']}; SHA-256 "
        f"{network['sha256'][:16]}. Figures of other networks, such as Inception's, are on another scale."
    )


def runs_table(runs: Sequence[ComparedRun], figures: Mapping[str, tuple[str, ...]]) -> Table:
    """Every run by itself, with figures by where they stand in the results."""
    rows = [
        [
            Cell(text=run.name),
            *(Cell(text=f"{run.about[key]:,}") for key in ("training_samples", "code_size", "training_seed")),
            Cell(text=f"{run.metrics[-1]['seconds']:,.0f}" if run.metrics else "–"),
            *(Cell(text=_plain(run.entry(*place))) for place in figures.values()),
        ]
        for run in runs
    ]
    head = ("run", "training images", "latent size", "seed", "seconds", *figures)
    return Table(head=head, rows=rows, caption="Every run by itself; seconds of training, on whatever machine.")


def conditions_table(runs: Sequence[ComparedRun]) -> Table:
    """How it was measured; where runs differ, every value."""
    values: dict[str, dict[str, None]] = {}
    for run in runs:
        kept = {name: run.about[name] for name in ("samples", "seed", "data", "size", "channels")}
        settings = {"settings other than the recipe's": _settings(run)}
        for name, value in _flat({**kept, **settings, **_which_images(run), **run.about["environment"]}):
            values.setdefault(name, {})[value] = None
    rows = [[Cell(text=name), Cell(text=" and ".join(found))] for name, found in values.items()]
    return Table(
        head=("of the evaluation", ""),
        rows=rows,
        caption="Samples: images of each kind, at most. The counts of every single figure are in its results.json.",
    )


def _settings(run: ComparedRun) -> str | None:
    """In which settings the run is not as its recipe has it; None for one that was evaluated before this was kept."""
    changed = run.about.get("settings")
    return None if changed is None else ", ".join(f"{name}={value}" for name, value in changed.items()) or "none"


def _which_images(run: ComparedRun) -> dict[str, str]:
    """How many images each part has, and the beginning of their checksum."""
    return {
        f"images of {part}": f"{found['count']:,}, SHA-256 of {found['sha256_of']} {found['sha256'][:16]}"
        for part, found in run.about.get("images", {}).items()
    }


def _flat(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for name, value in values.items():
        flat += _flat(value) if isinstance(value, Mapping) else [] if value is None else [(name, str(value))]
    return flat


def _plain(entry: Mapping[str, Any] | None) -> str:
    return "–" if entry is None or entry["value"] is None else f"{entry['value']:.4f}"

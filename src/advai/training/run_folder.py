"""A run folder: begun with the complete configuration, found again to resume it or to use what it holds."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
import yaml

from ..config import InputError, Values, built, plain_values, read_settings, unknown_name
from ..results import check_output_folder, environment, write_aside
from .gan_config import GanConfig
from .run_config import RunConfig
from .run_settings import CHANGEABLE, FORMAT, RunSettings

CONFIG = "config.yaml"
KINDS: dict[str, type[RunConfig] | type[GanConfig]] = {"autoencoder": RunConfig, "gan": GanConfig}
"""What a run's `kind` says that its configuration is."""


def open_run(out: Path, config: RunSettings, device: torch.device, *, resume: bool) -> None:
    """Make the run folder with its configuration, or check that the one to resume is a run of the same settings.

    Of several processes the first one does, before it starts the others.
    """
    if not starts_here():
        return
    if resume:
        check_unchanged(out, config)
        return
    check_output_folder(out)
    out.mkdir(parents=True, exist_ok=True)
    write_aside(out / CONFIG, yaml.safe_dump(plain_values(config), sort_keys=False))
    write_aside(out / "environment.json", json.dumps(environment(config.seed, device=device), indent=2))


def starts_here() -> bool:
    """Whether this is the first process of a run, or the only one."""
    return int(os.environ.get("RANK", os.environ.get("LOCAL_RANK", "0"))) == 0


def read_run(out: str | os.PathLike[str]) -> Values:
    """The configuration of a run folder as plain values; raises `InputError` for one that cannot be read here."""
    file = Path(out) / CONFIG
    if not file.is_file():
        raise InputError(f"expected the folder of a training run, but {str(out)!r} has no {CONFIG}.")
    values = read_settings(file)
    if "latents" in values:
        raise InputError(f"{str(out)!r} is the folder of a fit: give that of a training run, made by advai train.")
    if values.get("format") != FORMAT:
        raise InputError(
            f"{str(out)!r} is no training run of this version of advai (its format is {values.get('format')!r}, not "
            f"{FORMAT}): use the version that wrote it, or train it again."
        )
    return values


def run_config(out: str | os.PathLike[str]) -> RunConfig | GanConfig:
    """The configuration of a run folder; raises `InputError` for one that cannot be read here."""
    values = read_run(out)
    kind = values.get("kind", "autoencoder")
    if kind not in KINDS:
        raise unknown_name("kind of run", str(kind), KINDS)
    return built(KINDS[kind], values)


def check_unchanged(out: Path, config: RunSettings) -> None:
    """Raise `InputError` where a resumed run would compute something else than it began with."""
    before, now = (_computing(values) for values in (plain_values(run_config(out)), plain_values(config)))
    changed = sorted(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))
    if changed:
        raise InputError(
            f"cannot resume {str(out)!r}: its {changed[0]} is {before.get(changed[0])!r}, but "
            f"{now.get(changed[0])!r} is asked for now: leave it as it is, or train into a new folder."
        )


def seconds_of(metrics: Path) -> float:
    """The seconds of training that the last record of a run tells of; 0 without any."""
    lines = metrics.read_text().splitlines() if metrics.exists() else []
    return float(json.loads(lines[-1])["seconds"]) if lines else 0.0


def _computing(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that the result depends on, flat: `terms.mmd.weight`."""
    return {key: value for key, value in _flat(values).items() if key.partition(".")[0] not in CHANGEABLE} | {
        "data.workers": None
    }


def _flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value}
    return flat

"""A training run of the correction from its first step to its run folder, and on from where it was stopped."""

import dataclasses
import json
import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import torch
import yaml

from ..checkpoint import Corrected, load_newest_state, save_state
from ..config import InputError, TrainingStopped
from ..distributions import Empirical, Source
from ..results import check_output_folder, environment, write_aside
from ..shapes import Points
from .correction import CorrectionTrainingConfig, Draw, Game, StepLosses, new_game, train_step
from .finishing import Chosen, finished, parted, settled, without_game
from .flow import FlowLosses, flow_step, new_flow
from .memory import memory_kept
from .progress import Report, progress_of
from .threads import Pace, pace_for

STEPS_BETWEEN_LOOKS = 50
SECONDS_BETWEEN_CHECKPOINTS = 30.0
LEAST_FINISHED = 100
"""Steps of a run below which it is a quick look, and is left as it is: finishing would take longer."""


def train_correction(
    source: Source,
    config: CorrectionTrainingConfig,
    *,
    device: torch.device,
    out: Path | None = None,
    resume: bool = False,
    progress: bool = True,
) -> tuple[Corrected, float | None]:
    """Train a correction for `source`; gives the finished path on the CPU, and the spread of the critic's last scores.

    The spread is None where no game was played; `path.findings["learned"]` says what was: a `game`, a `flow`, as
    `config.flow` has it, or the `maps` alone. With `out`, a run folder is written as it goes; `resume` continues the
    one that is there, bit for bit on the CPU.
    Raises `InputError` for a folder that cannot be used and `TrainingStopped` when the training breaks down.
    """
    if out is not None:
        open_run(out, source, config, device, resume=resume)
    training = parted(source)
    with memory_kept():
        game = new_game(config, device)
        draw = standardised_draw(source, training, game)
        base = game.average.without_correction().to("cpu")
        finishing = config.finish and (config.steps >= LEAST_FINISHED or config.game == "never")
        before = base_with_maps(base, training, config) if finishing else None
        if before is not None and (config.game == "never" or settled(before.path, training, config.seed)):
            return _kept(before, out, "maps"), None
        learn = _game if config.flow is None else _flow
        learned, spread = learn(game, config, draw, device, out, f"fit {source.name}", progress)
        if finishing:
            chosen = finished(learned, base, training, config.seed, before)
        else:
            chosen = Chosen(next(iter(learned.values())), {})
    return _kept(chosen, out, "game" if config.flow is None else "flow"), spread


def base_with_maps(base: Corrected, training: Source, config: CorrectionTrainingConfig) -> Chosen | None:
    """What there is without a game, where there may be none and it promises anything."""
    if config.game == "never":
        return finished({}, base, training, config.seed)
    return without_game(base, training, config.seed) if config.game == "needed" else None


def _kept(chosen: Chosen, out: Path | None, learned: str) -> Corrected:
    """The chosen path with what was seen of it, also in the run folder."""
    chosen.path.findings = {"learned": learned, "candidates": chosen.scores} if chosen.scores else {}
    if out is not None:
        chosen.path.save_pretrained(out)
    return chosen.path


def _game(
    game: Game,
    config: CorrectionTrainingConfig,
    draw: Draw,
    device: torch.device,
    out: Path | None,
    title: str,
    progress: bool,
) -> tuple[dict[str, Corrected], float | None]:
    """The game, played to its end: the path's weights there and half way, and the spread of the critic's scores."""
    networks = {"path": game.path, "average": game.average, "halfway": game.halfway, "critic": game.critic}
    optimisers = {"path": game.path_optimiser, "critic": game.critic_optimiser}
    with (
        pace_for(config.path.correction.width, device) as pace,
        progress_of(config.steps, title, show=progress) as report,
    ):
        loop = _Loop(config, networks, optimisers, "critic", out, report, pace)
        last = loop.run(lambda step: train_step(game, config, draw, step, device))
    learned = {"end": game.average, "halfway": game.halfway}
    return {name: path.to("cpu").eval() for name, path in learned.items()}, last.get("spread", math.nan)


def _flow(
    game: Game,
    config: CorrectionTrainingConfig,
    draw: Draw,
    device: torch.device,
    out: Path | None,
    title: str,
    progress: bool,
) -> tuple[dict[str, Corrected], float | None]:
    """The flow, learned to its end, as a path; no critic scores anything."""
    assert config.flow is not None
    players = new_flow(config.flow, config.seed, device)
    networks, optimisers = {"flow": players.flow, "average": players.average}, {"flow": players.optimiser}
    with (
        pace_for(config.flow.network.width, device) as pace,
        progress_of(config.steps, title, show=progress) as report,
    ):
        loop = _Loop(config, networks, optimisers, "flow", out, report, pace)
        loop.run(lambda step: flow_step(players, config, draw, step, device))
    return {"end": game.average.to("cpu").with_flow(players.average.to("cpu"))}, None


class _Loop(NamedTuple):
    """The steps of a run, with a look at the losses every 50 and a checkpoint every 30 seconds and at the end."""

    config: CorrectionTrainingConfig
    networks: Mapping[str, torch.nn.Module]
    optimisers: Mapping[str, torch.optim.Optimizer]
    headline: str
    out: Path | None
    report: Report
    pace: Pace

    def run(self, take: Callable[[int], StepLosses | FlowLosses]) -> dict[str, float]:
        """Take the steps that are left; gives the last record, empty where none was."""
        done = 0 if self.out is None else load_newest_state(self.out, self.networks, self.optimisers)
        if self.out is not None:
            forget_after(self.out / "metrics.jsonl", done)
        saved, record = time.monotonic(), dict[str, float]()
        for step in range(done, self.config.steps):
            losses = self.pace.take(lambda step=step: take(step))
            last = step + 1 == self.config.steps
            if last or (step + 1) % STEPS_BETWEEN_LOOKS == 0:
                record = look(losses, step + 1)
                self.report(step + 1, f"{self.headline} {record[self.headline]:.3f}")
                if self.out is not None:
                    with (self.out / "metrics.jsonl").open("a") as metrics:
                        metrics.write(json.dumps(record) + "\n")
            if self.out is not None and (last or time.monotonic() - saved > SECONDS_BETWEEN_CHECKPOINTS):
                save_state(self.out, step + 1, self.networks, self.optimisers)
                saved = time.monotonic()
        return record


def look(losses: StepLosses | FlowLosses, step: int) -> dict[str, float]:
    """The losses of a step as numbers; raises `TrainingStopped` where one is not finite."""
    record = {"step": step, **{name: float(value) for name, value in losses._asdict().items()}}
    broken = [name for name, value in record.items() if not math.isfinite(value)]
    if broken:
        raise TrainingStopped(
            f"training stopped at step {step}: the {broken[0]} loss is not finite, so the weights are lost; "
            "use a smaller learning rate, float32, or latents without extreme outliers."
        )
    return record


def forget_after(metrics: Path, step: int) -> None:
    """Drop the records of steps after `step`, which the run takes again from its checkpoint."""
    if metrics.exists():
        lines = [line for line in metrics.read_text().splitlines() if line.endswith("}")]
        kept = [line for line in lines if json.loads(line)["step"] <= step]
        write_aside(metrics, "".join(f"{line}\n" for line in kept))


def standardised_draw(source: Source, training: Source, game: Game) -> Draw:
    """Draws of `training` as the networks see them; also writes mean and deviation of `source` into the paths."""
    deviation = source.covariance().diagonal().sqrt()
    for path in (game.path, game.average, game.halfway):
        path.mean.copy_(source.mean())
        path.scale.copy_(deviation)

    def draw(count: int, generator: torch.Generator) -> Points:
        return game.path.standardise(training.sample(count, generator))

    return draw


def open_run(
    out: Path, source: Source, config: CorrectionTrainingConfig, device: torch.device, *, resume: bool
) -> None:
    """Make the run folder with its configuration, or check that the one to resume is a run of the same settings."""
    described = describe(source, config)
    if not resume:
        check_output_folder(out)
        out.mkdir(parents=True, exist_ok=True)
        write_aside(out / "config.yaml", yaml.safe_dump(described, sort_keys=False))
        write_aside(out / "environment.json", json.dumps(environment(config.seed, device=device), indent=2))
        return
    try:
        before = yaml.safe_load((out / "config.yaml").read_text())
    except (OSError, yaml.YAMLError) as error:
        raise InputError(
            f"cannot resume {str(out)!r}: it has no readable config.yaml; fit without --resume."
        ) from error
    changed = sorted(key for key in described if not isinstance(before, dict) or before.get(key) != described[key])
    if changed:
        raise InputError(
            f"cannot resume {str(out)!r}: its {changed[0]} differs from what was asked for now; "
            "use the settings of its config.yaml, or fit into a new folder."
        )


def describe(source: Source, config: CorrectionTrainingConfig) -> dict[str, Any]:
    """The complete configuration of a run as plain data, the latents by name, count and dimension."""
    latents: dict[str, Any] = {"name": source.name, "dim": source.dim}
    if isinstance(source, Empirical):
        latents |= {"count": source.count, "holdout": source.holdout}
    training = json.loads(json.dumps(dataclasses.asdict(config)))
    return {"latents": latents, "seed": training.pop("seed"), "steps": training.pop("steps"), "training": training}

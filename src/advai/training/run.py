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
from ..config import InputError, TrainingStopped, counter_generator
from ..distributions import Empirical, Source, independent_count, independent_samples
from ..paths import NormalScores
from ..results import check_output_folder, environment, write_aside
from ..shapes import Points
from .correction import CorrectionTrainingConfig, Draw, Game, StepLosses, new_game, train_step
from .finishing import (
    MISSED_BY_FLOW,
    MISSED_BY_GAME,
    Chosen,
    finished,
    missed,
    nearer,
    parted,
    settled,
    what_it_has,
    without_game,
)
from .flow import EarlyStopping, FlowLosses, flow_of, flow_step
from .held_out import enough
from .memory import memory_kept
from .progress import progress_of
from .threads import pace_for

STEPS_BETWEEN_LOOKS = 50
SECONDS_BETWEEN_CHECKPOINTS = 30.0
STEPS_BETWEEN_TESTS, MOST_UNSEEN = 100, 1024
"""Steps after which a flow is tested on latents held out, and of how many of those at most."""
PAIRS_MATCHED = 2048
"""Pairs of latents, held out, that show the variance of a flow's points."""
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

    The spread is None where no game came first; `path.findings["tried"]` says what was learned: a `game`, a `flow` as
    `config.flow` has it, one `and` the other, or the `maps` alone, and `["kept"]` which of them the path has. `nothing`
    is tried on latents too few to judge by: what is learned from those is worse than the base. With `out`, a run folder
    is written as it goes; `resume` continues the one that is there, bit for bit on the CPU.
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
        if finishing and not enough(training):
            return _kept(Chosen(base, {}), out, "nothing"), None
        before = base_with_maps(base, training, config) if finishing else None
        if before is not None and (config.game == "never" or settled(before.path, training, config.seed)):
            return _kept(before, out, "maps"), None
        run = _Run(config, draw, device, out, f"fit {source.name}", progress)
        learned, spread = run.game(game) if config.flow is None else (run.flow(game.average, source, training), None)
        tried = what_is_learned(config)
        if finishing:
            chosen = finished(learned, base, training, config.seed, before)
            limit = MISSED_BY_GAME if config.flow is None else MISSED_BY_FLOW
            seen = config.otherwise and missed(chosen.path, training, config.seed, limit)
            if seen and config.otherwise:
                second = run.otherwise(chosen.path, source, training, before)
                chosen = nearer(chosen, seen, second, training, config.seed)
                tried = f"{tried} and {what_is_learned(config.otherwise)}"
        else:
            chosen = Chosen(next(iter(learned.values())), {})
    return _kept(chosen, out, tried), spread


def base_with_maps(base: Corrected, training: Source, config: CorrectionTrainingConfig) -> Chosen | None:
    """What there is without a game, where there may be none and it promises anything."""
    if config.game == "never":
        return finished({}, base, training, config.seed)
    return without_game(base, training, config.seed) if config.game == "needed" else None


def _kept(chosen: Chosen, out: Path | None, tried: str) -> Corrected:
    """The chosen path with what was seen of it, also in the run folder."""
    seen = {"tried": tried, "kept": what_it_has(chosen.path.config), "candidates": chosen.scores}
    chosen.path.findings = seen if chosen.scores or tried == "nothing" else {}
    if out is not None:
        chosen.path.save_pretrained(out)
    return chosen.path


def what_is_learned(config: CorrectionTrainingConfig) -> str:
    """A `game` or a `flow`."""
    return "game" if config.flow is None else "flow"


class _Run(NamedTuple):
    """A run of one configuration: what is learned in it, a game or a flow, and how its steps are taken."""

    config: CorrectionTrainingConfig
    draw: Draw
    device: torch.device
    out: Path | None
    title: str
    progress: bool

    def game(self, game: Game) -> tuple[dict[str, Corrected], float]:
        """Play the game; gives the path's weights at the end and half way, and the spread of the critic's scores."""
        last = self._steps(
            lambda step: train_step(game, self.config, self.draw, step, self.device),
            {"path": game.path, "average": game.average, "halfway": game.halfway, "critic": game.critic},
            {"path": game.path_optimiser, "critic": game.critic_optimiser},
            self.config.path.correction.width,
        )
        learned = {"end": game.average, "halfway": game.halfway}
        return {name: path.to("cpu").eval() for name, path in learned.items()}, last.get("spread", math.nan)

    def flow(self, plain: Corrected, source: Source, training: Source) -> dict[str, Corrected]:
        """Learn the flow; gives its path, for the latents of the path `plain`, those of `source`.

        Pairs of those held out show how wide its points are: what a flow has learned comes from narrower noise than
        what it has not.
        """
        assert self.config.flow is not None
        scores = NormalScores(source.dim)
        scores.learn(source)
        players, draw = flow_of(training, scores, self.config.flow, self.config.seed, self.device)
        unseen = self._unseen(training)
        stopping = unseen is not None and EarlyStopping(
            players, players.average.unit(scores(unseen).to(self.device)), self.config.seed
        )
        self._steps(
            lambda step: flow_step(players, self.config, draw, step, self.device),
            {"flow": players.flow, "average": players.average, "best": players.best},
            {"flow": players.optimiser},
            self.config.flow.network.width,
            lambda: stopping and stopping.due(),
        )
        path = plain.to("cpu").with_flow(players.average.to("cpu"), scores)
        if enough(training):
            generator = counter_generator(self.config.seed, "variance")
            count = min(independent_count(training) or PAIRS_MATCHED, PAIRS_MATCHED)
            (rows,) = independent_samples(training, [count], generator)
            path.match_flow(*rows[torch.randint(count, (2, PAIRS_MATCHED), generator=generator)])
        return {"end": path}

    def _unseen(self, training: Source) -> Points | None:
        """Given latents that are held out, which show when a flow learns by heart; None where there is no danger."""
        known = independent_count(training)
        if known is None or not enough(training):
            return None
        (rows,) = independent_samples(
            training, [min(known, MOST_UNSEEN)], counter_generator(self.config.seed, "learning by heart")
        )
        return rows

    def otherwise(self, first: Corrected, source: Source, training: Source, before: Chosen | None) -> Corrected:
        """Learn what the configuration has in the second place, after `first`, in a folder named after what it is."""
        assert self.config.otherwise is not None
        config = dataclasses.replace(self.config.otherwise, seed=self.config.seed, precision=self.config.precision)
        kind = what_is_learned(config)
        out = None if self.out is None else self.out / kind
        if out is not None:
            out.mkdir(exist_ok=True)
        second = self._replace(config=config, out=out, title=f"{self.title}, then a {kind}")
        if config.flow is not None:
            return second.flow(first.without_correction("linear"), source, training)["end"]
        game = new_game(config, self.device)
        learned, _ = second._replace(draw=standardised_draw(source, training, game)).game(game)
        return finished(learned, learned["end"].without_correction(), training, config.seed, before).path

    def _steps(
        self,
        take: Callable[[int], StepLosses | FlowLosses],
        networks: Mapping[str, torch.nn.Module],
        optimisers: Mapping[str, torch.optim.Optimizer],
        width: int,
        enough_learned: Callable[[], bool] = lambda: False,
    ) -> dict[str, float]:
        """Take the steps that are left; gives the last record, empty where none was left.

        With a look at the losses every 50, of which the first is shown, and a checkpoint every 30 seconds and at the
        end, which is where `enough_learned`, asked every 100 steps, says so. `width`: of the networks, for the number
        of threads.
        """
        with (
            pace_for(width, self.device) as pace,
            progress_of(self.config.steps, self.title, show=self.progress) as report,
        ):
            done = 0 if self.out is None else load_newest_state(self.out, networks, optimisers)
            if self.out is not None:
                forget_after(self.out / "metrics.jsonl", done)
            saved, record = time.monotonic(), dict[str, float]()
            if done and done % STEPS_BETWEEN_TESTS == 0 and enough_learned():
                return record
            for step in range(done, self.config.steps):
                losses = pace.take(lambda step=step: take(step))
                asked = (step + 1) % STEPS_BETWEEN_TESTS == 0
                last = step + 1 == self.config.steps or (asked and enough_learned())
                if last or (step + 1) % STEPS_BETWEEN_LOOKS == 0:
                    record, name = look(losses, step + 1), losses._fields[0]
                    report(step + 1, f"{name} {record[name]:.3f}")
                    if self.out is not None:
                        with (self.out / "metrics.jsonl").open("a") as metrics:
                            metrics.write(json.dumps(record) + "\n")
                if self.out is not None and (last or time.monotonic() - saved > SECONDS_BETWEEN_CHECKPOINTS):
                    save_state(self.out, step + 1, networks, optimisers)
                    saved = time.monotonic()
                if last:
                    break
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

"""A training run of the family from its first step to its last checkpoint, and on from where it was stopped.

Everything that a step draws depends on (seed, step, place in the global batch) alone, and nothing else is kept but the
networks and their optimisers: on a CPU a run that was killed and resumed equals one that was not, to the bit.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from ..checkpoint import load_newest_state, save_state
from ..config import plain_values
from ..data import ImageSet, batches, to_floats
from ..shapes import Images
from ..shapes import Path as LatentPath
from .fabric_setup import new_fabric, new_players
from .family_step import Labels, Passed, train_step, update_averages
from .latent_correction import AlternatingCorrection, alternating_correction, learn_before, path_inside
from .loggers import AnyLogger, new_logger
from .memory import memory_kept
from .pictures import pictures_of
from .players import Players, decode
from .progress import Report, progress_of
from .run import forget_after
from .run_config import RunConfig
from .run_folder import open_run, seconds_of
from .sentinels import check_finite, check_same_everywhere, collapsed
from .terms import Draws, Stage
from .threads import threads_set

Record = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Run:
    """What the loop works with; `test` are the images that pictures are made of."""

    config: RunConfig
    out: Path
    fabric: Fabric
    players: Players
    correction: AlternatingCorrection | None
    path: LatentPath
    images: ImageSet
    test: ImageSet

    def networks(self) -> dict[str, nn.Module]:
        """All that a checkpoint keeps, by name."""
        averages = {f"average_{name}": network for name, network in self.players.average.items()}
        return {**self.players.plain, **averages, **(self.correction.networks() if self.correction else {})}

    def optimisers(self) -> dict[str, torch.optim.Optimizer]:
        """All that a checkpoint keeps, by name."""
        return {**self.players.optimisers, **(self.correction.optimisers() if self.correction else {})}


def new_run(config: RunConfig, fabric: Fabric, out: Path, images: ImageSet, test: ImageSet) -> Run:
    """A run with untrained networks; a correction that was learned before is read from `out`."""
    players, correction = new_players(config, fabric), alternating_correction(config, fabric.device)
    path = path_inside(config, out, correction.networks() if correction else {}, fabric.device)
    return Run(
        config=config,
        out=out,
        fabric=fabric,
        players=players,
        correction=correction,
        path=path,
        images=images,
        test=test,
    )


def train_family(
    config: RunConfig,
    images: ImageSet,
    test: ImageSet,
    out: Path,
    *,
    device: torch.device,
    resume: bool,
    progress: bool,
) -> None:
    """Train on `images` into the run folder `out`; `resume` goes on with the run that is there.

    Raises `InputError` for a folder that cannot be used, and `TrainingStopped` when training breaks down.
    """
    fabric = new_fabric(config, device)
    open_run(out, config, device, resume=resume)
    fabric.launch()
    first = fabric.is_global_zero
    with memory_kept(), threads_set(config.threads, share=fabric.world_size):
        if first:
            learn_before(config, out, device, progress=progress)
        fabric.barrier()
        run = new_run(config, fabric, out, images, test)
        done = load_newest_state(out, run.networks(), run.optimisers())
        fabric.barrier()
        logger = new_logger(config.logger, out, done, plain_values(config)) if first else None
        if first:
            forget_after(out / "metrics.jsonl", done)
        name = f"train {config.recipe}"
        with progress_of(config.steps, name, show=progress and first) as report:
            for _ in moves(run, done, Looks(run, logger, report, done)):
                pass
        if logger is not None:
            logger.finalize("success")
        fabric.barrier()


def moves(run: Run, done: int, looks: "Looks") -> Iterator[int]:
    """Take the steps that are left, one at each turn; gives how many are done."""
    config, fabric = run.config, run.fabric
    for step, x, labels in shares(run, done):
        stage = stage_of(run, step)
        watched = looks.due(step + 1)
        passed = train_step(fabric, run.players, config, stage, x, labels, watched=watched)
        update_averages(run.players, config.averaging, step)
        learned = {} if run.correction is None else run.correction.learn(passed.codes, step)
        looks.count({**passed.losses, **learned})
        if watched:
            looks.look(step + 1, passed)
        yield step + 1


def shares(run: Run, start: int) -> Iterator[tuple[int, Images, Labels | None]]:
    """Step, images and labels of this process's share of each global batch, from `start` to the end."""
    config, fabric = run.config, run.fabric
    labels = torch.from_numpy(run.images.needed_labels("the joint probe")) if config.classes else None
    endless = batches(
        run.images,
        batch=config.batch,
        seed=config.seed,
        start=start,
        rank=fabric.global_rank,
        ranks=fabric.world_size,
        workers=config.data.workers,
    )
    with closing(endless):
        for step, (rows, pixels) in zip(range(start, config.steps), endless, strict=False):
            own = None if labels is None else labels[torch.as_tensor(rows)].to(fabric.device)
            yield step, to_floats(pixels.to(fabric.device)), own


def stage_of(run: Run, step: int) -> Stage:
    """What a step is played with."""
    config, fabric, players = run.config, run.fabric, run.players
    share = config.batch // fabric.world_size
    own = slice(fabric.global_rank * share, (fabric.global_rank + 1) * share)
    draws = Draws(seed=config.seed, step=step, batch=config.batch, own=own, device=fabric.device)
    return Stage(
        networks=players.wrapped,
        frozen=players.plain,
        draws=draws,
        gather=gathering(fabric),
        decode=lambda z: decode(players.wrapped, config.terms, z),
        path=run.path,
    )


def gathering(fabric: Fabric) -> Callable[[Tensor], Tensor]:
    """The rows of all processes, in the order of the global batch, with gradients to each."""
    if fabric.world_size == 1:
        return lambda z: z

    def gather(z: Tensor) -> Tensor:
        every = fabric.all_gather(z, sync_grads=z.requires_grad)
        assert isinstance(every, Tensor)
        return every.flatten(0, 1)

    return gather


@dataclass
class Looks:
    """What is done now and then: numbers written and checked, checkpoints, pictures."""

    run: Run
    logger: AnyLogger | None
    report: Report
    done: int
    sums: dict[str, Tensor] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.started = self.saved = time.monotonic()
        self.seconds_before = seconds_of(self.run.out / "metrics.jsonl")
        self.said = False

    def due(self, step: int) -> bool:
        """Whether to look after `step` steps."""
        config = self.run.config
        every = (config.log_steps, config.checkpoint_steps or config.steps, self.picture_steps)
        return step == config.steps or any(step % steps == 0 for steps in every)

    @property
    def picture_steps(self) -> int:
        """Steps between pictures."""
        return self.run.config.picture_steps or max(1, self.run.config.steps // 10)

    def count(self, losses: dict[str, Tensor]) -> None:
        """Add a step's losses to those since the last look."""
        for name, value in losses.items():
            self.sums[name] = self.sums[name] + value if name in self.sums else value
        self.counted.update(losses.keys())

    def look(self, step: int, passed: Passed) -> None:
        """Write the mean losses since the last look, raise where something broke, save and draw where it is time."""
        run, config, codes = self.run, self.run.config, passed.codes
        record = self.record(step)
        if passed.gradient_norm is not None:
            record["gradient_norm"] = float(passed.gradient_norm)
        check_finite(record, step)
        check_same_everywhere(run.fabric, run.networks().values(), step)
        if not run.fabric.is_global_zero:
            return
        record["code_deviation"] = float(codes.std(0).mean())
        with (run.out / "metrics.jsonl").open("a") as metrics:
            metrics.write(json.dumps(record) + "\n")
        if self.logger is not None:
            self.logger.log_metrics(record, step)
        self.report(step, f"reconstruction {record['reconstruction']:.4f}")
        if collapsed(codes) and not self.said:
            print(f"advai: step {step}: all images have the same code, it has collapsed.", file=sys.stderr)
            self.said = True
        if step == config.steps or self.checkpoint_due(step):
            save_state(run.out, step, run.networks(), run.optimisers())
            self.saved = time.monotonic()
        if self.logger is not None and (step == config.steps or step % self.picture_steps == 0):
            drawn = pictures_of(config, run.players.used, run.path, run.test, run.fabric.device)
            for name, picture in drawn.items():
                self.logger.picture(name, picture, step)

    def checkpoint_due(self, step: int) -> bool:
        """Whether the steps or the clock ask for a checkpoint."""
        config = self.run.config
        by_steps = config.checkpoint_steps is not None and step % config.checkpoint_steps == 0
        return by_steps or time.monotonic() - self.saved > config.checkpoint_seconds

    def record(self, step: int) -> Record:
        """Step, images seen, seconds of training, and the mean losses of all processes since the last look."""
        means = torch.stack([value.float() / self.counted[name] for name, value in self.sums.items()])
        everywhere = self.run.fabric.all_reduce(means, reduce_op="mean")
        assert isinstance(everywhere, Tensor)
        losses = dict(zip(self.sums, everywhere.tolist(), strict=True))
        self.sums, self.counted = {}, Counter()
        seconds = self.seconds_before + time.monotonic() - self.started
        return {"step": step, "samples": step * self.run.config.batch, "seconds": round(seconds, 3), **losses}

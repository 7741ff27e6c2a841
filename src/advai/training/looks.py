"""What is done now and then in a training run: numbers written and checked, checkpoints, pictures."""

import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
from lightning_fabric import Fabric
from torch import Tensor

from ..checkpoint import save_state
from .learner import Learner, Record, Taken
from .loggers import AnyLogger
from .progress import Report
from .run_folder import seconds_of
from .run_settings import RunSettings
from .sentinels import check_finite, check_same_everywhere


@dataclass
class Looks:
    """The means since the last look, and when the last checkpoint was written."""

    config: RunSettings
    out: Path
    fabric: Fabric
    learner: Learner
    logger: AnyLogger | None
    report: Report
    sums: dict[str, Tensor] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    said: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.started = self.saved = time.monotonic()
        self.seconds_before = seconds_of(self.out / "metrics.jsonl")

    def count(self, losses: Mapping[str, Tensor]) -> None:
        """Add a step's losses to those since the last look; not every step has all of them."""
        for name, value in losses.items():
            self.sums[name] = self.sums[name] + value if name in self.sums else value
        self.counts.update(losses.keys())

    def look(self, step: int, taken: Taken) -> None:
        """Write the mean losses since the last look, raise where something broke, save and draw where it is time."""
        record = {**self.record(step), **taken.numbers}
        check_finite(record, step)
        self.learner.check(record, step)
        check_same_everywhere(self.fabric, self.learner.networks().values(), step)
        if not self.fabric.is_global_zero:
            return
        with (self.out / "metrics.jsonl").open("a") as metrics:
            metrics.write(json.dumps(record) + "\n")
        if self.logger is not None:
            self.logger.log_metrics(record, step)
        self.report(step, f"{self.learner.headline} {record[self.learner.headline]:.4f}")
        self.warn(taken.warnings, step)
        if step == self.config.steps or self.checkpoint_due(step):
            save_state(self.out, step, self.learner.networks(), self.learner.optimisers())
            self.saved = time.monotonic()
        if self.logger is not None and self.config.pictured(step):
            for name, picture in self.learner.pictures(step).items():
                self.logger.picture(name, picture, step)

    def warn(self, warnings: Mapping[str, str], step: int) -> None:
        """Say what has not been said in this run, on stderr."""
        for name, sentence in warnings.items():
            if name not in self.said:
                print(f"advai: step {step}: {sentence}", file=sys.stderr)
                self.said.add(name)

    def checkpoint_due(self, step: int) -> bool:
        """Whether the steps or the clock ask for a checkpoint."""
        by_steps = self.config.checkpoint_steps is not None and step % self.config.checkpoint_steps == 0
        return by_steps or time.monotonic() - self.saved > self.config.checkpoint_seconds

    def record(self, step: int) -> Record:
        """Step, images seen, seconds of training, and the mean losses of all processes since the last look."""
        means = torch.stack([value.float() / self.counts[name] for name, value in self.sums.items()])
        everywhere = self.fabric.all_reduce(means, reduce_op="mean")
        assert isinstance(everywhere, Tensor)
        losses = dict(zip(self.sums, everywhere.tolist(), strict=True))
        self.sums, self.counts = {}, Counter()
        seconds = self.seconds_before + time.monotonic() - self.started
        return {"step": step, "samples": step * self.config.batch, "seconds": round(seconds, 3), **losses}

"""A training run on images from its first step to its last checkpoint, and on from where it was stopped.

Everything that a step draws depends on (seed, step, place in the global batch) alone, and nothing else is kept but the
networks and their optimisers: on a CPU a run that was killed and resumed equals one that was not, to the bit.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import torch
from lightning_fabric import Fabric

from ..checkpoint import load_newest_state
from ..config import plain_values
from ..data import ImageSet, batches, to_floats
from ..shapes import Images
from .fabric_setup import new_fabric
from .family_run import new_family
from .gan_config import GanConfig
from .gan_run import new_gan
from .latent_correction import learn_before
from .learner import Labels, Learner
from .loggers import new_logger
from .looks import Looks
from .memory import memory_kept
from .progress import progress_of
from .run import forget_after
from .run_config import RunConfig
from .run_folder import open_run
from .threads import threads_set


@dataclass(frozen=True, kw_only=True)
class Run:
    """What the loop works with."""

    config: RunConfig | GanConfig
    fabric: Fabric
    images: ImageSet
    learner: Learner


def new_run(config: RunConfig | GanConfig, fabric: Fabric, out: Path, images: ImageSet, test: ImageSet) -> Run:
    """A run with untrained networks; a correction that was learned before is read from `out`."""
    if isinstance(config, GanConfig):
        learner: Learner = new_gan(config, fabric, images)
    else:
        learner = new_family(config, fabric, out, test)
    return Run(config=config, fabric=fabric, images=images, learner=learner)


def train_on_images(
    config: RunConfig | GanConfig,
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
        if first and isinstance(config, RunConfig):
            learn_before(config, out, device, progress=progress)
        fabric.barrier()
        run = new_run(config, fabric, out, images, test)
        done = load_newest_state(out, run.learner.networks(), run.learner.optimisers())
        fabric.barrier()
        logger = new_logger(config.logger, out, done, plain_values(config)) if first else None
        if first:
            forget_after(out / "metrics.jsonl", done)
        name = f"train {config.recipe}"
        with progress_of(config.steps, name, show=progress and first) as report:
            for _ in moves(run, done, Looks(config, out, fabric, run.learner, logger, report)):
                pass
        if logger is not None:
            logger.finalize("success")
        fabric.barrier()


def moves(run: Run, done: int, looks: Looks) -> Iterator[int]:
    """Take the steps that are left, one at each turn; gives how many are done."""
    for step, x, labels in shares(run, done):
        watched = run.config.looked_at(step + 1)
        taken = run.learner.step(step, x, labels, watched=watched)
        looks.count(taken.losses)
        if watched:
            looks.look(step + 1, taken)
        yield step + 1


def shares(run: Run, start: int) -> Iterator[tuple[int, Images, Labels | None]]:
    """Step, images and labels of this process's share of each global batch, from `start` to the end."""
    config, fabric = run.config, run.fabric
    needed = run.learner.labelled
    labels = torch.from_numpy(run.images.needed_labels("the joint probe")) if needed else None
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

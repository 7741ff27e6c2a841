"""An autoencoder of the family as a training run moves it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from ..data import ImageSet
from ..shapes import Images, Picture8
from ..shapes import Path as LatentPath
from .fabric_setup import draws_of, new_players
from .family_step import train_step
from .latent_correction import AlternatingCorrection, alternating_correction, path_inside
from .learner import Labels, Record, Taken
from .pictures import pictures_of
from .players import Players, decode, update_averages
from .run_config import RunConfig
from .sentinels import collapsed
from .terms import Stage


@dataclass(frozen=True, kw_only=True)
class Family:
    """The players of a run with its correction; `test` are the images that pictures are made of."""

    config: RunConfig
    fabric: Fabric
    players: Players
    correction: AlternatingCorrection | None
    path: LatentPath
    test: ImageSet
    headline: str = "reconstruction"

    @property
    def labelled(self) -> bool:
        """Where there is a joint probe."""
        return self.config.classes > 0

    def networks(self) -> dict[str, nn.Module]:
        """All that a checkpoint keeps, by name."""
        return {**self.players.networks(), **(self.correction.networks() if self.correction else {})}

    def optimisers(self) -> dict[str, torch.optim.Optimizer]:
        """All that a checkpoint keeps, by name."""
        return {**self.players.optimisers, **(self.correction.optimisers() if self.correction else {})}

    def step(self, step: int, x: Images, labels: Labels | None, *, watched: bool) -> Taken:
        """Move the autoencoder, its critics and its probe, then the averages and the correction."""
        options = {"alone": step >= self.config.steps_together, "watched": watched}
        passed = train_step(self.fabric, self.players, self.config, self.stage(step), x, labels, **options)
        update_averages(self.players, self.config.averaging, step)
        learned = {} if self.correction is None else self.correction.learn(passed.codes, step)
        losses = {**passed.losses, **learned}
        if passed.gradient_norm is None:
            return Taken(losses)
        numbers = {
            "gradient_norm": float(passed.gradient_norm),
            "code_deviation": float(passed.codes.std(0).mean()),
        }
        flat = "all images have the same code: it has collapsed, or has not learned yet."
        return Taken(losses, numbers, {"collapse": flat} if collapsed(passed.codes) else {})

    def check(self, record: Record, step: int) -> None:
        """Nothing beyond numbers that are not finite."""

    def pictures(self, step: int) -> dict[str, Picture8]:
        """Reconstructions, interpolations and samples."""
        return pictures_of(self.config, self.players.used, self.path, self.test, self.fabric.device)

    def stage(self, step: int) -> Stage:
        """What a step is played with."""
        return Stage(
            networks=self.players.wrapped,
            frozen=self.players.plain,
            draws=draws_of(self.config, self.fabric, step),
            gather=gathering(self.fabric),
            decode=lambda z: decode(self.players.wrapped, self.config.terms, z),
            path=self.path,
        )


def new_family(config: RunConfig, fabric: Fabric, out: Path, test: ImageSet) -> Family:
    """Untrained networks; a correction that was learned before is read from `out`."""
    players, correction = new_players(config, fabric), alternating_correction(config, fabric.device)
    path = path_inside(config, out, correction.networks() if correction else {}, fabric.device)
    return Family(config=config, fabric=fabric, players=players, correction=correction, path=path, test=test)


def gathering(fabric: Fabric) -> Callable[[Tensor], Tensor]:
    """The rows of all processes, in the order of the global batch, with gradients to each."""
    if fabric.world_size == 1:
        return lambda z: z

    def gather(z: Tensor) -> Tensor:
        every = fabric.all_gather(z, sync_grads=z.requires_grad)
        assert isinstance(every, Tensor)
        return every.flatten(0, 1)

    return gather

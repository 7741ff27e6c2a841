"""The correction of a run's paths, learned before the autoencoder or along with it, by the game of `correction`.

One that is learned after it is a fit as any other, and is no matter of the loop.

It is learned the same in every process, from the codes of all of them, so there is nothing to keep in step.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from ..checkpoint import Corrected
from ..config import InputError
from ..distributions import Gaussian
from ..paths import lerp
from ..shapes import Latents, Points, Times
from ..shapes import Path as LatentPath
from .correction import CorrectionTrainingConfig, Game, new_game, train_step
from .run import train_correction
from .run_config import RunConfig
from .threads import threads_for

FOLDER = "correction"
"""Where in a run folder the correction is that was learned before; itself the folder of a fit."""
FLATTEST = 1e-4
"""The least deviation of a coordinate that codes are divided by."""


class RecentCodes(nn.Module):
    """The newest codes, of which the game draws; their mean and deviation make them standard."""

    codes: Tensor
    count: Tensor

    def __init__(self, capacity: int, dim: int) -> None:
        super().__init__()
        self.register_buffer("codes", torch.zeros(capacity, dim))
        self.register_buffer("count", torch.zeros((), dtype=torch.int64))

    def remember(self, z: Points) -> None:
        """Put these in the places of the oldest."""
        places = (self.count + torch.arange(len(z), device=z.device)) % len(self.codes)
        self.codes[places] = z
        self.count += len(z)

    def held(self) -> Points:
        """All that are there."""
        return self.codes[: min(int(self.count), len(self.codes))]


@dataclass(frozen=True)
class AlternatingCorrection:
    """A correction that is learned on the autoencoder's own codes, a step after one in `every` of its steps."""

    config: CorrectionTrainingConfig
    game: Game
    recent: RecentCodes
    every: int

    @property
    def path(self) -> Corrected:
        """The averaged path, which the terms use."""
        return self.game.average

    def networks(self) -> dict[str, nn.Module]:
        """All state that a checkpoint keeps."""
        game = self.game
        players = {"path": game.path, "average": game.average, "halfway": game.halfway, "critic": game.critic}
        return {f"correction_{name}": network for name, network in {**players, "recent": self.recent}.items()}

    def optimisers(self) -> dict[str, torch.optim.Optimizer]:
        """Of both players."""
        return {"correction_path": self.game.path_optimiser, "correction_critic": self.game.critic_optimiser}

    def learn(self, codes: Points, step: int) -> dict[str, Tensor]:
        """Remember the codes of this step, and where its turn is take one of the game on the newest: its losses."""
        self.recent.remember(codes)
        if step % self.every:
            return {}
        held = self.recent.held()
        for path in (self.game.path, self.game.average, self.game.halfway):
            path.mean.copy_(held.mean(0))
            path.scale.copy_(held.std(0).clamp_min(FLATTEST))

        def draw(count: int, generator: torch.Generator) -> Points:
            rows = torch.randint(len(held), (count,), generator=generator, device=generator.device)
            return self.game.path.standardise(held[rows])

        with threads_for(self.config.path.correction.width):
            losses = train_step(self.game, self.config, draw, step // self.every, codes.device)
        return {f"correction_{name}": value for name, value in losses._asdict().items()}


def alternating_correction(config: RunConfig, device: torch.device) -> AlternatingCorrection | None:
    """The untrained correction that is learned along with the autoencoder, where the run has one."""
    if config.correction is None or config.correction.order != "alternating":
        return None
    every = config.correction.every
    training = dataclasses.replace(
        config.correction.training, seed=config.seed, steps=-(-config.steps // every), precision=config.precision
    )
    recent = RecentCodes(config.correction.recent, config.network.dim).to(device)
    return AlternatingCorrection(training, new_game(training, device), recent, every)


def learn_before(config: RunConfig, out: Path, device: torch.device, *, progress: bool) -> None:
    """Learn the correction on N(0, I) into the run folder, or go on with it, where that is the run's order."""
    if config.correction is None or config.correction.order != "before":
        return
    folder = out / FOLDER
    if not (folder / "model.safetensors").exists():
        training = dataclasses.replace(config.correction.training, seed=config.seed, precision=config.precision)
        begun = (folder / "config.yaml").exists()
        law = Gaussian(config.network.dim)
        train_correction(law, training, device=device, out=folder, resume=begun, progress=progress)


def path_inside(config: RunConfig, out: Path, networks: Mapping[str, nn.Module], device: torch.device) -> LatentPath:
    """The path that the terms interpolate along: linear, or the run's corrected one, frozen.

    It is computed in float32 whatever the networks' precision, and passes gradients on to both ends.
    """
    if config.correction is None or config.correction.order == "after":
        return lerp
    if config.correction.order == "before":
        path = Corrected.from_pretrained(out / FOLDER).to(device).requires_grad_(False)
    else:
        path = networks["correction_average"]
    if not isinstance(path, Corrected):
        raise InputError(f"{str(out)!r} holds no correction: train it again.")

    def corrected(z0: Latents, z1: Latents, t: Times | float) -> Latents:
        with torch.autocast(device.type, enabled=False):
            return path(z0, z1, t)

    return corrected

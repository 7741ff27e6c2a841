"""A GAN as a training run moves it."""

from dataclasses import dataclass

import torch
from lightning_fabric import Fabric
from torch import nn
from torch.nn.functional import interpolate

from ..config import counter_generator
from ..data import ImageSet, to_floats
from ..models import at_phase
from ..paths import lerp, trace
from ..shapes import Images, Picture8, Points
from .fabric_setup import draws_of
from .gan_config import GanConfig
from .gan_players import CRITIC, GENERATOR, at, new_gan_players
from .gan_sentinels import COMPARED, check_critic, collapse_of, compared
from .gan_step import generator_moves, train_step
from .learner import Labels, Record, Taken
from .pictures import COLUMNS, PAIRS, grid
from .players import Players, update_averages
from .sentinels import gradient_norm


@dataclass(frozen=True, kw_only=True)
class Gan:
    """Both players, and the images that samples are compared with now and then."""

    config: GanConfig
    fabric: Fabric
    players: Players
    images: ImageSet
    labelled: bool = False
    headline: str = "estimate"

    def networks(self) -> dict[str, nn.Module]:
        """All that a checkpoint keeps, by name."""
        return self.players.networks()

    def optimisers(self) -> dict[str, torch.optim.Optimizer]:
        """All that a checkpoint keeps, by name."""
        return dict(self.players.optimisers)

    def step(self, step: int, x: Images, labels: Labels | None, *, watched: bool) -> Taken:
        """Move the critic, where it is its turn the generator, and then its average."""
        config = self.config
        losses = train_step(self.fabric, self.players, config, draws_of(config, self.fabric, step), x)
        if generator_moves(config, step):
            update_averages(self.players, config.averaging, step // config.critic_steps)
        if not watched:
            return Taken(losses)
        numbers = {"gradient_norm": float(gradient_norm([self.players.plain[CRITIC]]))}
        if not config.pictured(step + 1):
            return Taken(losses, numbers)
        found = compared(self.real(step + 1), self.samples("compared", COMPARED, step + 1))
        return Taken(losses, numbers | found, collapse_of(found, (step + 1) / config.steps))

    def check(self, record: Record, step: int) -> None:
        """Raise `TrainingStopped` where the critic has diverged."""
        check_critic(record, self.config, step)

    def pictures(self, step: int) -> dict[str, Picture8]:
        """Samples, and linear interpolations between latents; small images as large as those of the full size."""
        z0, z1 = self.noise("interpolated", 2 * PAIRS).chunk(2)
        between = trace(lerp, z0, z1, steps=COLUMNS).transpose(0, 1).flatten(0, 1)
        made = {
            "samples": self.samples("pictures", PAIRS * COLUMNS, step),
            "interpolations": self.images_of(between, step),
        }
        return {name: grid(interpolate(x, size=self.config.network.size), COLUMNS) for name, x in made.items()}

    def real(self, step: int) -> Images:
        """Always the same real images, as a critic sees them after `step` steps."""
        rows = torch.randperm(self.images.count, generator=counter_generator("compared"))[:COMPARED]
        x, phase = to_floats(self.images.images(rows)), self.config.phase(step)
        return x if phase is None else at_phase(x, phase)

    def samples(self, name: str, count: int, step: int) -> Images:
        """Images of noise that is always the same under one name."""
        return self.images_of(self.noise(name, count), step)

    def noise(self, name: str, count: int) -> Points:
        """Draws of N(0, I)."""
        return torch.randn(count, self.config.network.latent, generator=counter_generator(self.config.seed, name))

    @torch.no_grad()
    def images_of(self, z: Points, step: int) -> Images:
        """What the generator in use makes of latents after `step` steps."""
        return at(self.players.used[GENERATOR], self.config.phase(step))(z.to(self.fabric.device))


def new_gan(config: GanConfig, fabric: Fabric, images: ImageSet) -> Gan:
    """Untrained networks."""
    return Gan(config=config, fabric=fabric, players=new_gan_players(config, fabric), images=images)

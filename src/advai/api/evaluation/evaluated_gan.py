"""What every part of a GAN's evaluation looks at: a run, its images, its latents and the paths between them."""

from dataclasses import dataclass
from functools import cached_property

from ...config import InputError
from ...distributions import Empirical
from ..loading import GanRun
from .evaluated_run import EvaluatedImages
from .latent_spaces import (
    CODES,
    INTERMEDIATE,
    PRIOR,
    LatentSpace,
    code_space,
    given_digest,
    has_intermediate,
    intermediate_space,
    prior_space,
)


@dataclass(frozen=True, kw_only=True)
class EvaluatedGan:
    """A trained GAN and how it is looked at: `samples` images of each kind at most, draws by `seed`.

    `fits`: whether AdvAI is learned on its latents, as one more path. `latents`: latents of real images,
    between which paths are looked at too. Raises `InputError` for a GAN that has not grown to its full size.
    """

    run: GanRun
    samples: int
    seed: int
    fits: bool
    latents: Empirical | None = None

    def __post_init__(self) -> None:
        full = self.run.config.network.size
        if self.run.size != full or (self.run.phase is not None and self.run.phase.alpha < 1):
            raise InputError(
                f"{str(self.run.folder)!r} has not yet grown to its {full} pixels: go on with advai train --resume."
            )

    @cached_property
    def images(self) -> EvaluatedImages:
        """Its images."""
        return EvaluatedImages(run=self.run)

    @property
    def spaces(self) -> list[str]:
        """The names of the kinds of latents that there are."""
        intermediate = [INTERMEDIATE] if has_intermediate(self.run) else []
        return [PRIOR, *intermediate, *([CODES] if self.latents is not None else [])]

    def space(self, name: str) -> LatentSpace:
        """The latents of a kind; what is learned on them is kept in the run's folder."""
        if name not in self._spaces:
            self._spaces[name] = self._made(name)
        return self._spaces[name]

    @cached_property
    def _spaces(self) -> dict[str, LatentSpace]:
        return {}

    def _made(self, name: str) -> LatentSpace:
        if name == CODES:
            assert self.latents is not None
            return code_space(self.run, self.latents, seed=self.seed, fits=self.fits)
        make = prior_space if name == PRIOR else intermediate_space
        return make(self.run, seed=self.seed, fits=self.fits)

    @property
    def latents_digest(self) -> str | None:
        """The short name of the given latents."""
        return None if self.latents is None else given_digest(self.latents)

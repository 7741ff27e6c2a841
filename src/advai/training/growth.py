"""The schedule of a progressive GAN: which size is trained, and how far it is faded in, after so many images.

Each size above 4 pixels has two phases: it fades in, `alpha` from 0 to 1, and is then trained alone. Both are pure
functions of the images seen, so a run that goes on in the middle of a fade is where it was.
"""

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from ..models import Phase


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Growth:
    """The images of each phase; the full size has, after its fade, all that is left of the budget.

    `fade` and `stable`: None for phases of equal length that have reached the full size when the share `grown` of the
    budget is used up.
    """

    fade: int | None = Field(default=None, ge=1)
    stable: int | None = Field(default=None, ge=1)
    grown: float = Field(default=0.5, gt=0, le=1)

    def phase(self, seen: int, samples: int, sizes: list[int]) -> Phase:
        """The phase after `seen` images of a budget of `samples`, while a network grows through `sizes`."""
        fade, stable = self.lengths(samples, sizes)
        doubling, within = divmod(seen - stable, fade + stable)
        if doubling >= len(sizes) - 1:
            return Phase(sizes[-1], 1.0)
        if seen < stable:
            return Phase(sizes[0], 1.0)
        return Phase(sizes[doubling + 1], min(1.0, within / fade))

    def lengths(self, samples: int, sizes: list[int]) -> tuple[int, int]:
        """The images of a fade, and of a phase at one size alone."""
        even = max(1, int(self.grown * samples / (2 * (len(sizes) - 1))))
        return self.fade or even, self.stable or even

    def images_until_grown(self, samples: int, sizes: list[int]) -> int:
        """How many images it takes until the full size is faded in."""
        fade, stable = self.lengths(samples, sizes)
        return (len(sizes) - 1) * (fade + stable)

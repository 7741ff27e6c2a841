"""What evaluated GANs say together: figures of one kind of latents, as means over seeds, or over draws of one run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..means import Mean
from ..style import in_order
from .compared import ComparedRun, Method, methods_of

SPACES = {
    "prior": "latents of the prior",
    "intermediate": "intermediate latents",
    "codes": "given latents",
}


@dataclass(frozen=True, kw_only=True)
class Between:
    """A method's figures between latents of one kind; `name` is one of `SPACES`."""

    method: Method
    name: str

    @property
    def place(self) -> tuple[str, ...]:
        """Where they stand in the results."""
        return () if self.name == "prior" else (self.name,)

    @property
    def fresh(self) -> str:
        """The name of the figures of latents as they come."""
        return "codes" if self.name == "codes" else "prior"

    @property
    def title(self) -> str:
        """In words."""
        return f"{self.method.name}: {SPACES[self.name]}"

    @property
    def paths(self) -> list[str]:
        """The paths that were measured."""
        return in_order([name for name in self.entries("quality") if name not in ("value", "reason")])

    @property
    def times(self) -> list[float]:
        """The positions that were measured, ascending."""
        return sorted(float(t) for path in self.paths[:1] for t in self.entries("quality")[path])

    @property
    def words(self) -> str:
        """What closed forms can do there."""
        return self.entries("closed_forms")["words"]

    @property
    def pictures(self) -> Mapping[str, Any]:
        """The strips of the first run, by path."""
        prefix = ".".join((*self.place, "path", ""))
        found = self.method.runs[0].pictures
        return {name.removeprefix(prefix): found[name] for name in found if name.startswith(prefix)}

    def entries(self, *names: str) -> Mapping[str, Any]:
        """What the first run has at a place; nothing where there is none."""
        found: Any = self.method.runs[0].results
        for name in (*self.place, *names):
            found = found.get(name, {})
        return found

    def mean(self, *names: str) -> Mean | None:
        """The mean over runs with its interval; of one run the mean over its draws."""
        return mean_with_interval(self.method, (*self.place, *names))

    def floor(self, *names: str) -> Mean | None:
        """The mean of its floor."""
        return self.method.floor(*self.place, *names)


def mean_with_interval(method: Method, names: Sequence[str]) -> Mean | None:
    """The mean of a number over the runs of a method; of a single run with the interval over its draws."""
    mean = method.mean(*names)
    entry = method.runs[0].entry(*names)
    if mean is None or mean.half is not None or entry is None or "interval" not in entry:
        return mean
    return Mean(mean.mean, (entry["interval"][1] - entry["interval"][0]) / 2)


def spaces_of(methods: Sequence[Method]) -> list[Between]:
    """All kinds of latents of all methods, in their order."""
    return [
        Between(method=method, name=name)
        for method in methods
        for name in SPACES
        if name == "prior" or name in method.runs[0].results
    ]


def spaces_of_runs(runs: Sequence[ComparedRun]) -> list[Between]:
    """The same of runs."""
    return spaces_of(methods_of(runs))


def is_gan(run: ComparedRun) -> bool:
    """Whether a run is a GAN, not an autoencoder."""
    return run.about.get("kind") == "gan"

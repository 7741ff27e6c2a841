"""The grid of the benchmark: laws, methods and seeds, which cells are missing, and the jobs that make them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from ...config import unknown_name
from ...results import PLANTED, BenchmarkCell
from .job import BenchmarkJob
from .latents import check_law
from .methods import METHODS, known_methods

DRAWN_LAWS = (
    *("uniform:2", "uniform:16", "uniform:64", "gaussian:2", "gaussian:16", "gaussian:64"),
    *("ring", "discs", "moons", "spiral", "mixture:8", "mixture:32", "mixture:128"),
    *("laplace:16", "student:16", "correlated:16", "sphere:64", "sphere:512", "corners:8"),
)
REAL_LATENTS = ("codes:digits:32", "set:breast_cancer", "set:diabetes", "set:digits")
CODES_OF_DATA = ("codes:mnist:32", "codes:mnist:256", "codes:fashion_mnist:32", "codes:fashion_mnist:256")
"""Those that need images, which do not come with this package."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Laws, methods and seeds, each of which is to be measured with each."""

    laws: tuple[str, ...]
    methods: tuple[str, ...]
    seeds: tuple[int, ...]

    def missing(self, cells: Sequence[BenchmarkCell], law: str, seed: int) -> tuple[str, ...]:
        """The methods without a cell for that law and seed, and the planted drift unless it is known."""
        known = {cell.key for cell in cells}
        methods = [method for method in self.methods if (law, method, seed) not in known]
        planted = bool(methods) and (law, PLANTED, seed) not in known
        return (*methods, PLANTED) if planted else tuple(methods)


def chosen_grid(
    laws: Sequence[str] | None, methods: Sequence[str] | None, *, seeds: int, out: FilePath, data: FilePath | None
) -> Grid:
    """The grid that is meant; None stands for all. Raises `InputError` for a name that is not known."""
    usual = (*DRAWN_LAWS, *REAL_LATENTS, *(CODES_OF_DATA if data is not None else ()))
    grid = Grid(
        laws=tuple(dict.fromkeys(laws or usual)),
        methods=tuple(dict.fromkeys(methods or METHODS)),
        seeds=tuple(range(seeds)),
    )
    for method in grid.methods:
        if method not in known_methods():
            raise unknown_name("method", method, known_methods())
    for law in grid.laws:
        check_law(law, out, data)
    return grid


def jobs_for(
    grid: Grid, cells: Sequence[BenchmarkCell], *, out: FilePath, samples: int, steps: int | None
) -> list[BenchmarkJob]:
    """A job for every law and seed with missing cells: all laws with the first seed, then with the next."""
    jobs = []
    for seed in grid.seeds:
        for law in grid.laws:
            methods = grid.missing(cells, law, seed)
            if methods:
                jobs.append(BenchmarkJob(law=law, seed=seed, methods=methods, out=out, samples=samples, steps=steps))
    return jobs

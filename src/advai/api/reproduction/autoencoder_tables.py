"""Tables of the papers on autoencoders made again: the runs that they compare, and the page with both figures."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from ...config import InputError, unknown_name
from ..benchmarks.autoencoders import BUDGET, RECIPES, benchmark_autoencoders


@dataclass(frozen=True, kw_only=True)
class PublishedTable:
    """The methods of a table, and its images where they need not be named."""

    recipes: Sequence[str]
    data: str | None = None


TABLES = {
    "lines": PublishedTable(recipes=("ae", "acai", "midr", "advai"), data="lines"),
    "probe": PublishedTable(recipes=RECIPES),
    "clusters": PublishedTable(recipes=RECIPES),
}
"""`lines`: ACAI, table 1. `probe`, `clusters`: MIDR-AE, tables 2 and 3, which share their runs."""


def reproduce_table(
    name: str,
    *,
    out: str | os.PathLike[str] | None = None,
    data: str | None = None,
    budget: int | None = None,
    seeds: int = 3,
    jobs: int | None = None,
) -> str:
    """Make the runs of a table under `budget` (2^18; published: 2^24) in `out`, and the page with published figures.

    Goes on where it was stopped. `out` is runs/lines, or runs/probe-and-clusters for the two tables that are made of
    the same runs. Raises `InputError` for an unknown table, and where `data` has to be named.
    """
    if name not in TABLES:
        raise unknown_name("table", name, TABLES)
    table = TABLES[name]
    images = data or table.data
    if images is None:
        raise InputError(
            f"the table {name!r} is of images that do not come with advai: give --data parquet:DIR of MNIST."
        )
    place = FilePath("runs", "lines" if name == "lines" else "probe-and-clusters") if out is None else FilePath(out)
    return benchmark_autoencoders(
        place, data=images, budget=budget or BUDGET, seeds=seeds, recipes=table.recipes, jobs=jobs
    )

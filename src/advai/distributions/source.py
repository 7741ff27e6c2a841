"""A source of latents: one of the laws, or given latents; and how a user names one."""

import os
from collections.abc import Callable, Sequence

import numpy as np
from torch import Generator, Tensor

from ..config import InputError, InputTypeError, unknown_name
from ..shapes import Points
from .empirical import Empirical
from .latents_file import PICKLES, SUFFIXES, split_key
from .normal_laws import Correlated, Mixture
from .plane_laws import Discs, Moons, Ring
from .product_laws import Corners, Gaussian, Laplace, Student, Uniform
from .sphere import Sphere, hypersphere
from .spiral import Spiral

LawOfAnyDimension = Gaussian | Uniform | Laplace | Student | Corners | Correlated | Mixture | Sphere
PlaneLaw = Ring | Discs | Moons | Spiral
Source = LawOfAnyDimension | PlaneLaw | Empirical

LAWS_OF_ANY_DIMENSION: dict[str, Callable[[int], LawOfAnyDimension]] = {
    "gaussian": Gaussian,
    "uniform": Uniform,
    "laplace": Laplace,
    "student": Student,
    "corners": Corners,
    "correlated": Correlated,
    "mixture": Mixture,
    "sphere": Sphere,
    "hypersphere": hypersphere,
}
PLANE_LAWS: dict[str, Callable[[], PlaneLaw]] = {"ring": Ring, "discs": Discs, "moons": Moons, "spiral": Spiral}
LAWS = (*LAWS_OF_ANY_DIMENSION, *PLANE_LAWS)


def as_source(source: object, *, holdout: float = 0.2) -> Source:
    """The source that is meant by a source, latents (tensor or array), a file's path, or a law's name.

    Names: a law of `LAWS_OF_ANY_DIMENSION` with its dimension, as `gaussian:64` or `mixture:8`, or one of `PLANE_LAWS`,
    as `ring`. A text that ends like a latents file, or names an existing one, is a file. `holdout`: the share of given
    latents that fitting never sees (`Empirical`); a law needs none, and a
    source has its own. Raises `InputError` for an unknown name, with the nearest one, `InputTypeError` for anything
    else, and what `Empirical` raises.
    """
    if isinstance(source, Source):
        return source
    if isinstance(source, Tensor | np.ndarray | os.PathLike):
        return Empirical(source, holdout=holdout)
    if isinstance(source, str):
        return Empirical(source, holdout=holdout) if _is_file(source) else _law(source)
    raise InputTypeError(
        "a source of latents is a law such as 'gaussian:64', a tensor, an array or the path of a file, "
        f"but {type(source).__name__} was given: name a law, or convert the latents with torch.as_tensor(latents)."
    )


def independent_samples(source: Source, sizes: Sequence[int], generator: Generator) -> list[Points]:
    """Independent samples of the given sizes, which no fit has seen: fresh draws of a law, held-out rows of latents."""
    if isinstance(source, Empirical):
        return source.disjoint(sizes, generator)
    return [source.sample(size, generator) for size in sizes]


def independent_count(source: Source) -> int | None:
    """How many points `independent_samples` can give in all; None where there is no end to them."""
    return source.held_out_count if isinstance(source, Empirical) else None


def _is_file(text: str) -> bool:
    """Whether a text means a file: by its suffix, by being there, or by looking like nothing but a path."""
    path, _ = split_key(text)
    if path.suffix.lower() in SUFFIXES + PICKLES:
        return True
    if text.partition(":")[0] in LAWS:
        return False
    return os.path.exists(text) or path.is_file() or os.sep in text or ("." in text and ":" not in text)


def _law(text: str) -> Source:
    name, colon, dimension = text.partition(":")
    if name not in LAWS:
        raise unknown_name("law", name, LAWS)
    if name in PLANE_LAWS:
        if colon:
            raise InputError(
                f"the law {name!r} lies in the plane and takes no dimension, but {text!r} was given: write {name!r}."
            )
        return PLANE_LAWS[name]()
    if not dimension.isascii() or not dimension.isdigit() or int(dimension) == 0:
        raise InputError(
            f"the law {name!r} needs a dimension of 1 or more, but {text!r} was given: write for instance '{name}:64'."
        )
    return LAWS_OF_ANY_DIMENSION[name](int(dimension))

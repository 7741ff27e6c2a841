"""The law of given latents: rows of a tensor, an array or a file, with a part that fitting never sees."""

import copy
import os
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Float
from torch import Generator, Tensor

from ..config import InputError, InputTypeError
from ..shapes import Points
from .draws import check_draw
from .latents_check import check_values
from .latents_file import open_latents
from .stored_latents import HeldLatents

SPLIT_KEY = 0x5EED


class Empirical:
    """The law of the latents that are given, as independent draws of their rows.

    `latents`: (count, dim), a tensor on any device, an array, or a file (`open_latents`). They are not copied where
    that can be, so leave them as they are. The share `holdout` in [0, 1] of the rows, picked at random but always the
    same for the same count, is kept apart: `sample`, `mean` and `covariance` use the rest, `disjoint` gives what was
    kept. 0 keeps none, 1 keeps all, and any share between leaves a row or more on both sides. Rows come out as
    float32, whatever was given. Raises `InputError` for fewer than two rows, NaN, infinity and a coordinate that never
    changes, and `InputTypeError` for numbers that are not floating-point ones; to see that, each row is read once.
    """

    connected = None
    """Unknown: nobody has said whether the support is in one piece."""

    def __init__(
        self,
        latents: Tensor | np.ndarray | str | os.PathLike[str],
        *,
        holdout: float = 0.2,
        name: str | None = None,
    ) -> None:
        share = _checked_share(holdout)
        self._latents = open_latents(latents)
        check_values(self._latents)
        self.holdout = share
        self.name: str = self._latents.name if name is None else name
        self.count: int = self._latents.count
        self.dim: int = self._latents.dim
        self.held_out_count: int = _held_out_count(self.count, share)
        self.fit_count: int = self.count - self.held_out_count
        order = _shuffled(self.count).to(self._latents.device)
        self._held_out, self._fit = order[: self.held_out_count], order[self.held_out_count :]

    def __repr__(self) -> str:
        return f"Empirical({self.name!r}, count={self.count}, dim={self.dim}, holdout={self.holdout})"

    def sample(self, count: int, generator: Generator) -> Points:
        """`count` independent draws from the rows for fitting, with replacement, on the generator's device."""
        check_draw(count, generator)
        self._check_fit(1, "drawing from them")
        places = torch.randint(self.fit_count, (count,), generator=generator, device=generator.device)
        return self._latents.rows(self._fit[places.to(self._fit.device)]).to(generator.device)

    def disjoint(self, sizes: Sequence[int], generator: Generator) -> list[Points]:
        """One sample of held-out rows per size, all rows distinct within and between them, on the generator's device.

        Raises `InputError` when the sizes add up to more than `held_out_count`.
        """
        for size in sizes:
            check_draw(size, generator)
        if sum(sizes) > self.held_out_count:
            raise InputError(
                f"{sum(sizes)} distinct held-out rows are needed, but {self.name} keeps {self.held_out_count} of its "
                f"{self.count} rows out of fitting (holdout={self.holdout:g}): "
                "give more latents, a larger holdout or fewer samples."
            )
        places = torch.randperm(self.held_out_count, generator=generator, device=generator.device)[: sum(sizes)]
        rows = self._latents.rows(self._held_out[places.to(self._held_out.device)]).to(generator.device)
        return list(rows.split(list(sizes)))

    def within_fit(self, share: float) -> "Empirical":
        """The rows for fitting as latents of their own, of which the share (0 to 1) is held out; nothing is copied.

        What training learns from, and what it looks at to know how it does, without a look at the rows held out here.
        """
        self._check_fit(2, "parting them")
        inner = copy.copy(self)
        inner.__dict__.pop("_moments", None)
        inner.holdout = _checked_share(share)
        inner.held_out_count = _held_out_count(self.fit_count, inner.holdout)
        inner.fit_count = self.fit_count - inner.held_out_count
        inner._held_out, inner._fit = self._fit[: inner.held_out_count], self._fit[inner.held_out_count :]
        return inner

    def mapped(self, to: Callable[[Points], Points]) -> "Empirical":
        """What `to` makes of every row (rows, latent), held in memory, with the same rows held out."""
        inner = copy.copy(self)
        inner.__dict__.pop("_moments", None)
        inner._latents = HeldLatents(self.name, torch.cat([to(rows) for rows in self._latents.chunks()]))
        return inner

    def mean(self) -> Float[Tensor, " latent"]:
        """The mean of the rows for fitting, float64."""
        return self._moments[0].clone()

    def covariance(self) -> Float[Tensor, "latent latent"]:
        """The unbiased covariance of the rows for fitting, float64; needs two of them."""
        return self._moments[1].clone()

    @cached_property
    def _moments(self) -> tuple[Tensor, Tensor]:
        """Mean and covariance from one pass: sums of rows and of their products, both around the first rows' mean."""
        self._check_fit(2, "their mean and covariance")
        fits = np.zeros(self.count, dtype=bool)
        fits[self._fit.cpu().numpy()] = True
        shift = next(self._latents.chunks()).cpu().numpy().mean(axis=0, dtype=np.float64)
        total, products = np.zeros(self.dim), np.zeros((self.dim, self.dim))
        start = 0
        for chunk in self._latents.chunks():
            rows = chunk.cpu().numpy()[fits[start : start + len(chunk)]].astype(np.float64)
            start += len(chunk)
            rows -= shift
            total += rows.sum(axis=0)
            products += rows.T @ rows
        mean = total / self.fit_count
        covariance = (products - self.fit_count * np.outer(mean, mean)) / (self.fit_count - 1)
        if (constant := np.flatnonzero(covariance.diagonal() <= 0)).size:
            raise InputError(
                f"coordinate {constant[0]} of {self.name} is the same in all {self.fit_count} rows for fitting: "
                "remove it, or give a smaller holdout."
            )
        return torch.from_numpy(mean + shift), torch.from_numpy(covariance)

    def _check_fit(self, least: int, purpose: str) -> None:
        if self.fit_count < least:
            raise InputError(
                f"{purpose} needs {least} rows for fitting or more, but {self.name} has {self.fit_count} "
                f"(holdout={self.holdout:g} of {self.count} rows): give a smaller holdout or more latents."
            )


def _checked_share(holdout: float) -> float:
    if isinstance(holdout, bool) or not isinstance(holdout, int | float | np.number):
        raise InputTypeError(
            f"holdout must be a number in [0, 1], but {holdout!r} was given: 0.2 keeps a fifth of the rows."
        )
    if not 0 <= holdout <= 1:
        raise InputError(f"holdout must lie in [0, 1], but {holdout} was given: 0.2 keeps a fifth of the rows.")
    return float(holdout)


def _held_out_count(count: int, share: float) -> int:
    """The nearest number of rows, which for a share between 0 and 1 leaves one on each side."""
    if share in (0, 1):
        return int(share) * count
    return min(max(round(share * count), 1), count - 1)


def _shuffled(count: int) -> Tensor:
    """The row numbers in an order that looks random and depends on `count` alone.

    Philox is a counter-based generator whose raw numbers numpy promises never to change.
    """
    return torch.from_numpy(np.argsort(np.random.Philox(key=SPLIT_KEY).random_raw(count), kind="stable"))

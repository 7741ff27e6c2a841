"""What every part of an evaluation looks at: a run with its images, its codes and the paths between them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from ...config import InputError, counter_generator
from ...data import ImageSet
from ...distributions import Empirical
from ...evaluation import codes_of
from ...paths import Matched, lerp, slerp
from ...shapes import Cloud, Path
from .kept_paths import digest, kept_fit

TRAIN_ROWS, TEST_ROWS = 60_000, 20_000
"""Images at most of each part, at random: some sets have no end."""
OWN, FITTED = "AdvAI", "AdvAI fitted"
"""The learned path that comes with the run, if any; and one that an evaluation fits to its codes."""


@dataclass(frozen=True, kw_only=True)
class EvaluatedImages:
    """The images of a trained run (`load`), in both parts: what it has learned from, and what it has not seen."""

    run: Any

    @cached_property
    def train(self) -> ImageSet:
        """The images that the run was trained on."""
        return self.run.data("train")

    @cached_property
    def test(self) -> ImageSet:
        """The images that it has not seen."""
        return self.run.data("test")

    @cached_property
    def train_rows(self) -> Tensor:
        """All rows, or `TRAIN_ROWS` of them, the same for all runs on the data."""
        return some_rows(self.train, TRAIN_ROWS)

    @cached_property
    def test_rows(self) -> Tensor:
        """All rows, or `TEST_ROWS` of them, the same for all runs on the data."""
        return some_rows(self.test, TEST_ROWS)

    def labels(self, part: str) -> Any:
        """The labels of the `train` or `test` rows; None where there are none."""
        images, rows = (self.train, self.train_rows) if part == "train" else (self.test, self.test_rows)
        labels = images.labels()
        return None if labels is None else labels[rows.numpy()]

    def compared_rows(self, samples: int, seed: int) -> Tensor:
        """Test rows that made images are compared with: `samples` at random, or all of them."""
        order = torch.randperm(len(self.test_rows), generator=counter_generator(seed, "images"))
        return order[:samples]


@dataclass(frozen=True, kw_only=True)
class EvaluatedRun:
    """A trained autoencoder and how it is looked at: `samples` images of each kind, draws by `seed`.

    `fits`: whether a correction is fitted to the run's codes, as one more path, which is kept in RUN/paths.
    """

    run: Any
    samples: int
    seed: int
    fits: bool

    @cached_property
    def images(self) -> EvaluatedImages:
        """Its images."""
        return EvaluatedImages(run=self.run)

    @cached_property
    def train_codes(self) -> Cloud:
        """The codes of the train rows."""
        return codes_of(self.run.encode, self.images.train, self.images.train_rows)

    @cached_property
    def test_codes(self) -> Cloud:
        """The codes of the test rows."""
        return codes_of(self.run.encode, self.images.test, self.images.test_rows)

    @cached_property
    def paths(self) -> dict[str, Path]:
        """The paths that are compared, by name: closed forms, the run's own if it has one, and one fitted to codes."""
        paths: dict[str, Path] = {"linear": lerp, "spherical": slerp}
        try:
            codes = Empirical(self.train_codes, holdout=0, name="codes")
        except InputError:  # a coordinate that never changes: nothing is to be matched or fitted there
            return paths | self.own_path
        paths |= {"matched": Matched(codes), **self.own_path}
        if not self.fits:
            return paths
        place = self.run.folder / "paths" / f"fitted-{digest(torch.from_numpy(self.train_codes))}-{self.seed}"
        return {**paths, FITTED: kept_fit(codes, place, seed=self.seed)}

    @property
    def own_path(self) -> dict[str, Path]:
        """The path that comes with the run, unless it is the linear one."""
        own = self.run.path
        return {} if own is lerp else {OWN: on_cpu(own, self.run.device)}


def on_cpu(path: Path, device: torch.device) -> Path:
    """The path for latents on the CPU, computed on its own device."""
    if device.type == "cpu":
        return path

    def moved(z0: Tensor, z1: Tensor, t: float | Tensor) -> Tensor:
        there = t.to(device) if isinstance(t, Tensor) else t
        return path(z0.to(device), z1.to(device), there).cpu()

    return moved


def some_rows(images: ImageSet, most: int) -> Tensor:
    """All rows in their order; of larger sets `most`, by a fixed draw."""
    if images.count <= most:
        return torch.arange(images.count)
    return torch.randint(images.count, (most,), generator=counter_generator("evaluated rows"))

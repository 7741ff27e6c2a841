"""Our own feature network: a classifier of the data's training images, trained once and kept for all runs.

FOLDER/KEY.safetensors   the weights; in its header the recipe, the counts and the accuracy on test images
KEY depends on the images and labels and on the recipe, so that other data never finds it.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Int64
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import nn
from torch.nn import functional

from ..config import InputError, counter_generator
from ..data import ImageSet, place_free, to_floats
from ..models import Classifier, ClassifierConfig
from ..results import write_aside
from .feature_network import FeatureNetwork
from .labels import missing_classes

WITNESSES = 256
"""Images that stand for a set in the key of its network, evenly spread over its rows."""
BATCH_WITHOUT_GRADIENT = 500


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class FeatureRecipe:
    """How the classifier is trained: Adam with decoupled weight decay, a step size that falls along a cosine.

    `steps` at most, and no more than `epochs` over the training images.
    """

    width: int = Field(default=32, ge=1)
    steps: int = Field(default=2_000, ge=1)
    epochs: int = Field(default=40, ge=1)
    batch: int = Field(default=64, ge=2)
    learning_rate: float = Field(default=2e-3, gt=0)
    weight_decay: float = Field(default=1e-2, ge=0)
    seed: int = 0


def own_features(
    train: ImageSet,
    test: ImageSet,
    folder: str | os.PathLike[str],
    *,
    recipe: FeatureRecipe = FeatureRecipe(),  # noqa: B008
) -> FeatureNetwork:
    """The network in `folder` for these images, trained first if it is not there; its features are the last layer but
    one's.

    The same images and recipe give the same weights on one machine. Raises `InputError` for data without labels or with
    one class only, from which there is nothing to learn: a user can then give a network (`open_features`).
    """
    labels = train.labels()
    if labels is None or missing_classes(labels):
        raise InputError(
            f"a feature network is trained on classes, but {missing_classes(labels)} ({place_free(train.name)}): "
            "give one with --features FILE."
        )
    place = Path(folder) / f"{_key(train, labels, recipe)}.safetensors"
    network, stamp = _read(place) or _trained(train, labels, test, recipe, place)
    return FeatureNetwork(embed=network.features, stamp=stamp)


def kept_features(folder: str | os.PathLike[str]) -> set[str]:
    """The checksums of our own networks that lie in a folder."""
    return {read[1]["sha256"] for file in Path(folder).glob("*.safetensors") if (read := _read(file))}


def _trained(
    train: ImageSet, labels: Int64[np.ndarray, " rows"], test: ImageSet, recipe: FeatureRecipe, place: Path
) -> tuple[Classifier, Mapping[str, Any]]:
    """Train, write to `place` and read again."""
    classes = np.unique(labels)
    config = ClassifierConfig(channels=train.channels, classes=len(classes), width=recipe.width)
    network = Classifier(config, counter_generator(recipe.seed, "features", "weights"))
    steps = min(recipe.steps, -(-recipe.epochs * train.count // recipe.batch))
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    targets = torch.from_numpy(np.searchsorted(classes, labels))
    for rows in _draws(train.count, steps, recipe):
        loss = functional.cross_entropy(network(to_floats(train.images(rows))), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    kind = "grey" if train.channels == 1 else "colour"
    stamp = {
        "network": f"a classifier of the training images of {place_free(train.name)}, last layer but one",
        "classes": len(classes),
        "features": 4 * recipe.width,
        "recipe": dict(vars(recipe)) | {"steps": steps},
        "train": train.count,
        "test": test.count,
        "sha256": weights_checksum(network),
        "test_accuracy": accuracy(network.eval(), test, classes),
        "input": f"{train.size} x {train.size} pixels, {kind}, range [-1, 1], not resized",
    }
    header = {"config": json.dumps(vars(config)), "stamp": json.dumps(stamp)}
    place.parent.mkdir(parents=True, exist_ok=True)
    write_aside(place, save(network.state_dict(), metadata=header))
    return network, stamp


def _draws(count: int, steps: int, recipe: FeatureRecipe) -> Iterator[torch.Tensor]:
    """The rows of every batch: permutations, one after another, cut into batches."""
    left, epoch = torch.empty(0, dtype=torch.long), 0
    for _ in range(steps):
        while len(left) < recipe.batch:
            order = torch.randperm(count, generator=counter_generator(recipe.seed, "features", epoch))
            left, epoch = torch.cat([left, order]), epoch + 1
        rows, left = left[: recipe.batch], left[recipe.batch :]
        yield rows


@torch.no_grad()
def accuracy(network: nn.Module, images: ImageSet, classes: np.ndarray) -> float | None:
    """The share of images whose class the network names; None without labels."""
    labels = images.labels()
    if labels is None:
        return None
    guesses = [
        network(to_floats(images.images(rows))).argmax(dim=1)
        for rows in torch.arange(images.count).split(BATCH_WITHOUT_GRADIENT)
    ]
    return float(np.mean(classes[torch.cat(guesses).numpy()] == labels))


def _read(place: Path) -> tuple[Classifier, Mapping[str, Any]] | None:
    """The network that was written to `place`; None where there is none, or a torn one."""
    try:
        with safe_open(str(place), framework="pt") as file:
            header = file.metadata()
            network = Classifier(ClassifierConfig(**json.loads(header["config"])), torch.Generator())
            network.load_state_dict({name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118
            return network.eval(), json.loads(header["stamp"])
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, RuntimeError):
        return None


def _key(images: ImageSet, labels: Int64[np.ndarray, " rows"], recipe: FeatureRecipe) -> str:
    """A short name that depends on the size, the labels, some of the images and the recipe; not on where they lie."""
    witnesses = np.unique(np.linspace(0, images.count - 1, WITNESSES).astype(np.int64))
    plain = json.dumps([images.count, images.channels, images.size, vars(recipe)])
    digest = hashlib.blake2b(plain.encode(), digest_size=8)
    digest.update(images.images(witnesses).contiguous().numpy().tobytes())
    digest.update(labels.tobytes())
    return digest.hexdigest()


def weights_checksum(network: nn.Module) -> str:
    """The SHA-256 of all weights in the order of their names; a file's own would change with its header's order."""
    digest = hashlib.sha256()
    for name, weight in sorted(network.state_dict().items()):
        digest.update(name.encode() + weight.contiguous().numpy().tobytes())
    return digest.hexdigest()

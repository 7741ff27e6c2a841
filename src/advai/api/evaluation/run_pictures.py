"""The pictures of an evaluated run, as bytes in RUN/pictures.safetensors: what the comparison page is made of.

Test images, pairs and noise are the same for all runs on the same data and of the same code size, whatever their seed.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath

import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor

from ...config import InputError, counter_generator
from ...data import to_bytes, to_floats
from ...evaluation import Decode, decoded, fit_mixture, nearest_images
from ...paths import trace
from ...results import write_aside
from ...shapes import Images8, Path, Points
from .evaluated_run import EvaluatedImages, EvaluatedRun

PICTURES = "pictures.safetensors"
SHOWN, PAIRS, STEPS, SAMPLES, NEIGHBOURS = 16, 4, 9, 64, 16


def write_pictures(looked: EvaluatedRun) -> None:
    """Write them: `images`, `reconstructions`, `ends`, `path.NAME` (pairs, steps, ...), `prior`, `gmm`, `nearest.KIND`.

    The last are the training images that are nearest to the first samples of a kind, pixel by pixel.
    """
    test, rows, chosen = looked.images.test, looked.images.test_rows, shown_rows(looked.images)
    shown = chosen[:SHOWN]
    pairs = pairs_of_two_kinds(chosen, looked.images.labels("test"))
    z, decode = torch.from_numpy(looked.test_codes), looked.run.decode
    parts = {
        "images": test.images(rows[shown]),
        "reconstructions": drawn(decode, z[shown]),
        "ends": torch.stack([test.images(rows[side]) for side in pairs.unbind(1)], dim=1),
        "prior": drawn(decode, torch.randn(SAMPLES, z.shape[1], generator=counter_generator("shown prior"))),
    }
    parts |= path_strips(looked.paths, decode, z[pairs[:, 0]], z[pairs[:, 1]])
    try:
        mixture = fit_mixture(looked.train_codes, seed=looked.seed)
        parts["gmm"] = drawn(decode, mixture.sample(SAMPLES, counter_generator("shown mixture")))
    except InputError:
        pass
    parts |= neighbours_of(parts, looked.images)
    keep_pictures(FilePath(looked.run.folder), parts, labels_of(looked.images, pairs))


def neighbours_of(parts: Mapping[str, Tensor], images: EvaluatedImages) -> dict[str, Tensor]:
    """`nearest.KIND`: the training images that are nearest to the first samples of every kind there is."""
    nearest = {}
    for kind in ("prior", "gmm"):
        if kind in parts:
            rows = nearest_images(to_floats(parts[kind][:NEIGHBOURS]), images.train, images.train_rows)
            nearest[f"nearest.{kind}"] = images.train.images(rows)
    return nearest


def keep_pictures(folder: FilePath, parts: Mapping[str, Tensor], labels: Sequence[Sequence[str]]) -> None:
    """Write the pictures of a run, with the class names of both ends of every pair."""
    header = {"labels": json.dumps(labels)}
    write_aside(folder / PICTURES, save({name: part.contiguous() for name, part in parts.items()}, metadata=header))


def shown_rows(images: EvaluatedImages) -> Tensor:
    """The test rows in an order that is the same for all runs: the first ones are shown."""
    count = len(images.test_rows)
    return torch.randperm(count, generator=counter_generator("shown", count))


@torch.no_grad()
def path_strips(paths: Mapping[str, Path], decode: Decode, z0: Points, z1: Points) -> dict[str, Tensor]:
    """`path.NAME`: the images along every path between each z0 and z1, at equal steps of t."""
    strips = {}
    for name, path in paths.items():
        steps = trace(path, z0, z1, steps=STEPS).transpose(0, 1)
        strips[f"path.{name}"] = drawn(decode, steps.flatten(0, 1)).unflatten(0, (len(z0), STEPS))
    return strips


def drawn(decode: Decode, codes: Tensor) -> Images8:
    """What the decoder makes of codes; a value beyond black or white is shown as that."""
    return to_bytes(torch.cat(list(decoded(decode, codes.numpy()))))


def pairs_of_two_kinds(chosen: Tensor, labels: np.ndarray | None) -> Tensor:
    """The first pairs of images, of two classes where there are classes: (pairs, 2); not chosen by what paths do."""
    pairs = chosen[: len(chosen) // 2 * 2].view(-1, 2)
    if labels is not None and len(np.unique(labels)) > 1:
        of = torch.from_numpy(labels)
        pairs = pairs[of[pairs[:, 0]] != of[pairs[:, 1]]]
    return pairs[:PAIRS]


def labels_of(images: EvaluatedImages, pairs: Tensor) -> list[list[str]]:
    """The class names of both ends of every pair; empty texts where there are no classes."""
    labels, names = images.labels("test"), images.test.classes
    if labels is None:
        return [["", ""] for _ in pairs]
    return [[names[labels[k]] if names else str(labels[k]) for k in pair] for pair in pairs.tolist()]

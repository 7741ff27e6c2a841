"""The pictures of an evaluated run, as bytes in RUN/pictures.safetensors: what the comparison page is made of.

Test images, pairs and noise are the same for all runs on the same data and of the same code size, whatever their seed.
"""

import json
from pathlib import Path as FilePath

import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor

from ..config import InputError, counter_generator
from ..data import to_bytes, to_floats
from ..evaluation import decoded, fit_mixture, nearest_images
from ..paths import trace
from ..results import write_aside
from ..shapes import Images8
from .evaluated_run import EvaluatedRun

PICTURES = "pictures.safetensors"
SHOWN, PAIRS, STEPS, SAMPLES, NEIGHBOURS = 16, 4, 9, 64, 16


def write_pictures(looked: EvaluatedRun) -> None:
    """Write them: `images`, `reconstructions`, `ends`, `path.NAME` (pairs, steps, ...), `prior`, `gmm`, `nearest.KIND`.

    The last are the training images that are nearest to the first samples of a kind, pixel by pixel.
    """
    chosen = torch.randperm(len(looked.test_rows), generator=counter_generator("shown", len(looked.test_rows)))
    shown = chosen[:SHOWN]
    pairs = pairs_of_two_kinds(chosen, looked.labels("test"))
    z = torch.from_numpy(looked.test_codes)
    parts = {
        "images": looked.test.images(looked.test_rows[shown]),
        "reconstructions": drawn(looked, z[shown]),
        "ends": torch.stack([looked.test.images(looked.test_rows[side]) for side in pairs.unbind(1)], dim=1),
        "prior": drawn(looked, torch.randn(SAMPLES, z.shape[1], generator=counter_generator("shown prior"))),
    }
    with torch.no_grad():
        for name, path in looked.paths.items():
            steps = trace(path, z[pairs[:, 0]], z[pairs[:, 1]], steps=STEPS).transpose(0, 1)
            parts[f"path.{name}"] = drawn(looked, steps.flatten(0, 1)).unflatten(0, (len(pairs), STEPS))
    try:
        mixture = fit_mixture(looked.train_codes, seed=looked.seed)
        parts["gmm"] = drawn(looked, mixture.sample(SAMPLES, counter_generator("shown mixture")))
    except InputError:
        pass
    for kind in ("prior", "gmm"):
        if kind in parts:
            rows = nearest_images(to_floats(parts[kind][:NEIGHBOURS]), looked.train, looked.train_rows)
            parts[f"nearest.{kind}"] = looked.train.images(rows)
    header = {"labels": json.dumps(labels_of(looked, pairs))}
    whole = save({name: part.contiguous() for name, part in parts.items()}, metadata=header)
    write_aside(FilePath(looked.run.folder) / PICTURES, whole)


def drawn(looked: EvaluatedRun, codes: Tensor) -> Images8:
    """What the decoder makes of codes; a value beyond black or white is shown as that."""
    return to_bytes(torch.cat(list(decoded(looked.run.decode, codes.numpy()))))


def pairs_of_two_kinds(chosen: Tensor, labels: np.ndarray | None) -> Tensor:
    """The first pairs of images, of two classes where there are classes: (pairs, 2); not chosen by what paths do."""
    pairs = chosen[: len(chosen) // 2 * 2].view(-1, 2)
    if labels is not None and len(np.unique(labels)) > 1:
        of = torch.from_numpy(labels)
        pairs = pairs[of[pairs[:, 0]] != of[pairs[:, 1]]]
    return pairs[:PAIRS]


def labels_of(looked: EvaluatedRun, pairs: Tensor) -> list[list[str]]:
    """The class names of both ends of every pair; empty texts where there are no classes."""
    labels, names = looked.labels("test"), looked.test.classes
    if labels is None:
        return [["", ""] for _ in pairs]
    return [[names[labels[k]] if names else str(labels[k]) for k in pair] for pair in pairs.tolist()]

"""The study of real latents: an autoencoder of handwritten digits, its codes, and what the paths between them show.

FOLDER/autoencoder.safetensors, train_codes.npy, held_out_codes.npy, and what every study has
"""

import dataclasses
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from safetensors.torch import load_file, save_file

from ..data import read_digits
from ..distributions import Empirical
from ..models import Autoencoder
from ..recipes import CORRECTIONS, suited
from ..report import DecodedPaths, DigitsResult
from ..results import file_aside
from ..shapes import Path, Points
from ..training import AutoencoderTrainingConfig, train_autoencoder
from .clouds import projected_row, traces
from .study import CLOSED_FORMS, closed_forms, fit_in, fit_sentence, measure_in, read_drifts, read_learned
from .watched import Study

DIGITS, CODES, RECIPE = "digits", "digits' codes", "advai"
PAIRS, FRAMES, SHOWN = 6, 9, 24


def study_digits(folder: FilePath, *, seed: int, steps: int | None, samples: int) -> None:
    """Train the autoencoder, fit the codes of its own digits, and measure on the codes of held-out ones."""
    folder.mkdir()
    digits = read_digits()
    network = train_autoencoder(digits.train_images, autoencoder_training(seed, steps))
    save_file(network.state_dict(), folder / "autoencoder.safetensors")
    with torch.no_grad():
        train, held_out = network.encode(digits.train_images), network.encode(digits.held_out_images)
    write_codes(folder / "train_codes.npy", train)
    write_codes(folder / "held_out_codes.npy", held_out)
    seen, fresh = Empirical(train, holdout=0, name=CODES), Empirical(held_out, holdout=1, name=CODES)
    fitted = fit_in(folder, seen, recipe=RECIPE, seed=seed, steps=steps)
    paths = {**closed_forms(seen), **read_learned(folder, [RECIPE])}
    measure_in(folder, paths, fresh, fits=[fitted], seed=seed, samples=samples)


def digits_study(folder: FilePath, options: Mapping[str, Any]) -> Study:
    """The study of the digits in its own folder within `folder`; `options`: seed, steps and samples."""
    usual = suited(CORRECTIONS[RECIPE](AutoencoderTrainingConfig().network.latent), len(read_digits().train_images))
    steps = options["steps"] or usual.steps
    return Study(
        name=DIGITS,
        folder=folder / DIGITS,
        function=study_digits,
        arguments=options,
        steps={RECIPE: steps},
        paths=CLOSED_FORMS + 1,
    )


def autoencoder_training(seed: int, steps: int | None) -> AutoencoderTrainingConfig:
    """How the autoencoder is trained, with fewer steps for a quick look."""
    usual = AutoencoderTrainingConfig(seed=seed)
    return usual if steps is None else dataclasses.replace(usual, steps=min(steps, usual.steps))


def read_autoencoder(folder: FilePath) -> Autoencoder:
    """The trained autoencoder in the study's folder."""
    network = Autoencoder(AutoencoderTrainingConfig().network, torch.Generator())
    network.load_state_dict(load_file(folder / "autoencoder.safetensors"))
    return network.eval()


def write_codes(file: FilePath, codes: torch.Tensor) -> None:
    """Codes as an array file, one in each row."""
    with file_aside(file) as aside:
        np.save(aside, codes.numpy())


def digits_result(folder: FilePath, *, seed: int) -> DigitsResult:
    """What the report shows of a finished study: drifts, held-out digits and what comes back, decoded paths."""
    digits, network = read_digits(), read_autoencoder(folder)
    train, held_out = (torch.from_numpy(np.load(folder / f"{part}_codes.npy")) for part in ("train", "held_out"))
    with torch.no_grad():
        decoded = network.decode(held_out)
    paths = {**closed_forms(Empirical(train, holdout=0)), **read_learned(folder, [RECIPE])}
    pairs = pairs_of_two_kinds(digits.held_out_labels, PAIRS, seed)
    first, second = held_out[pairs[:, 0]], held_out[pairs[:, 1]]
    few = slice(0, SHOWN)
    return DigitsResult(
        drifts=read_drifts(folder),
        images=digits.held_out_images[few].numpy(),
        decoded=decoded[few].clamp(-1, 1).numpy(),
        held_out_error=float((decoded - digits.held_out_images).square().mean()),
        train_count=len(train),
        held_out_count=len(held_out),
        latent=held_out.shape[1],
        paths=DecodedPaths(
            frames=decoded_frames(network, paths, first, second),
            ends=digits.held_out_images[pairs].numpy(),
            labels=digits.held_out_labels[pairs].numpy(),
        ),
        plane=projected_row(held_out, paths, first[:4], second[:4], law=CODES),
        fit=fit_sentence(folder, CODES),
    )


@torch.no_grad()
def decoded_frames(
    network: Autoencoder, paths: Mapping[str, Path], z0: Points, z1: Points
) -> dict[str, Float[np.ndarray, "pairs steps 8 8"]]:
    """What the decoder makes of every path between the same pairs; a value beyond black or white is shown as that."""
    return {
        name: network.decode(torch.from_numpy(points)).clamp(-1, 1).numpy()
        for name, points in traces(paths, z0, z1, steps=FRAMES).items()
    }


def pairs_of_two_kinds(labels: Int[torch.Tensor, " digits"], count: int, seed: int) -> Int[torch.Tensor, "pairs 2"]:
    """Rows of random pairs of digits that show different figures; not chosen by what their paths look like."""
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    pairs = order[: len(order) // 2 * 2].view(-1, 2)
    return pairs[labels[pairs[:, 0]] != labels[pairs[:, 1]]][:count]

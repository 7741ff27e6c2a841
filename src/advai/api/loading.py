"""A training run ready for use: its networks, its path, its data."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from ..checkpoint import load_newest_state
from ..config import InputError
from ..data import ImageSet, open_images
from ..shapes import Images, Points
from ..shapes import Path as LatentPath
from ..training.players import PROBE, autoencoder_parts, decode, encode, joint_probe
from ..training.run_config import RunConfig
from ..training.run_folder import run_config
from .fitting import chosen_device

CHUNK = 512


@dataclass(frozen=True, kw_only=True)
class Run:
    """A trained autoencoder. `path` is the one that its terms interpolate along: linear, unless it has a correction.

    `joint_probe` gives the logits of codes, (codes, latent) to (codes, classes); None for a run without labels.
    """

    folder: Path
    config: RunConfig
    networks: dict[str, nn.Module]
    path: LatentPath
    device: torch.device

    @property
    def name(self) -> str:
        """The recipe's name."""
        return self.config.recipe

    @torch.no_grad()
    def encode(self, x: Images) -> Points:
        """The flat codes of images in [-1, 1], on the run's device."""
        parts = [encode(self.networks, self.config.terms, part.to(self.device)) for part in x.split(CHUNK)]
        return torch.cat(parts)

    @torch.no_grad()
    def decode(self, z: Points) -> Images:
        """The images of codes; values may lie a little outside of [-1, 1]."""
        parts = [decode(self.networks, self.config.terms, part.to(self.device)) for part in z.split(CHUNK)]
        return torch.cat(parts)

    @property
    def joint_probe(self) -> Callable[[Points], Points] | None:
        """The linear layer that was trained beside the autoencoder (ACAI's protocol)."""
        return self.networks.get(PROBE)

    def data(self, split: str) -> ImageSet:
        """The images that the run was trained on (`train`) or those it has not seen (`test`)."""
        data = self.config.data
        return open_images(data.name, split, size=data.size, channels=data.channels, broken=data.broken)


def load(run_dir: str | os.PathLike[str], *, device: str | torch.device = "auto") -> Run:
    """The run in a folder, as of its newest whole checkpoint; averaged weights where they were kept.

    Raises `InputError` for a folder that is no run, of another version, or without a checkpoint.
    """
    folder, place = Path(run_dir), chosen_device(device)
    config = run_config(folder)
    from ..training.latent_correction import alternating_correction, path_inside

    networks = autoencoder_parts(config) | joint_probe(config)
    stored = {f"average_{name}": network for name, network in networks.items()} if config.averaging else dict(networks)
    correction = alternating_correction(config, torch.device("cpu"))
    averaged = {"correction_average": correction.path} if correction is not None else {}
    if load_newest_state(folder, {**stored, **averaged}, {}) == 0:
        raise InputError(f"{str(folder)!r} has no whole checkpoint yet: train it, or go on with --resume.")
    for network in {**networks, **averaged}.values():
        network.to(place).requires_grad_(False).eval()
    path = path_inside(config, folder, averaged, place)
    return Run(folder=folder, config=config, networks=networks, path=path, device=place)

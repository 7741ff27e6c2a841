"""A training run ready for use: its networks, its path, its data."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from ..checkpoint import Corrected, load_newest_state
from ..config import InputError, InputTypeError
from ..data import ImageSet, open_images
from ..distributions import Gaussian, Sphere, hypersphere
from ..evaluation import codes_of
from ..models import Phase
from ..paths import check_floating, check_rows, lerp
from ..shapes import Images, Points
from ..shapes import Path as LatentPath
from ..training.gan_config import GanConfig
from ..training.gan_players import GENERATOR, AnyGenerator, at, new_generator
from ..training.players import PROBE, autoencoder_parts, decode, encode, joint_probe
from ..training.run_config import RunConfig
from ..training.run_folder import run_config
from ..training.run_settings import DataConfig
from .fitting import chosen_device

CHUNK = 512
FLOAT = torch.float32
"""What every network computes in, or in bfloat16 from it."""
LEARNED_AFTER = "paths/codes"
"""Where in a run folder the correction is that was learned when the autoencoder had."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A trained autoencoder. `path` is linear, unless it has a correction.

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
        """The flat codes of images in [-1, 1], on the run's device.

        Raises `InputTypeError` or `InputError` for what is no floating tensor of the run's images.
        """
        network = self.config.network
        if getattr(x, "dtype", None) == torch.uint8:
            raise InputTypeError("x must hold floats in [-1, 1], but is torch.uint8: use advai.data.to_floats(x).")
        check_floating("x", x)
        if x.shape[1:] != (network.channels, network.size, network.size):
            raise InputError(
                f"{self.name} is for images of the shape (images, {network.channels}, {network.size}, {network.size}), "
                f"but {tuple(x.shape)} was given: data('test') has images that fit."
            )
        parts = [encode(self.networks, self.config.terms, part.to(self.device, FLOAT)) for part in x.split(CHUNK)]
        return torch.cat(parts)

    @torch.no_grad()
    def decode(self, z: Points) -> Images:
        """The images of flat codes; values may lie a little outside of [-1, 1].

        Raises `InputTypeError` or `InputError` for what is no floating tensor (codes, coordinates) of the run's codes.
        """
        check_rows("z", z, self.config.network.dim, self.name)
        parts = [decode(self.networks, self.config.terms, part.to(self.device, FLOAT)) for part in z.split(CHUNK)]
        return torch.cat(parts)

    @property
    def joint_probe(self) -> Callable[[Points], Points] | None:
        """The linear layer that was trained beside the autoencoder (ACAI's protocol)."""
        return self.networks.get(PROBE)

    def data(self, split: str) -> ImageSet:
        """The images that the run was trained on (`train`) or those it has not seen (`test`)."""
        return images_of(self.config.data, split)

    def codes(self, split: str = "train") -> Points:
        """The codes of all images of `data(split)`, in their order: (images, latent), float32, on the CPU.

        Raises `InputError` for codes that are not finite, and what `data` raises.
        """
        images = self.data(split)
        return torch.from_numpy(codes_of(self.encode, images, torch.arange(images.count)))


@dataclass(frozen=True, kw_only=True)
class GanRun:
    """A trained GAN. `prior` is the law of its latents, `path` the linear one.

    `phase`: how far it is grown, None if it does not grow; images leave at the size that is reached. They are made of
    intermediate latents: what the mapping network gives, or the pixel norm of a progressive GAN; in a plain GAN without
    a mapping network, the latents themselves.
    """

    folder: Path
    config: GanConfig
    generator: AnyGenerator
    phase: Phase | None
    device: torch.device
    path: LatentPath = lerp

    @property
    def name(self) -> str:
        """The recipe's name."""
        return self.config.recipe

    @property
    def size(self) -> int:
        """Rows and columns of the images that are made."""
        return self.config.network.size if self.phase is None else self.phase.size

    @property
    def prior(self) -> Gaussian | Sphere:
        """N(0, I), or for a progressive GAN the sphere of radius sqrt(latent)."""
        latent = self.config.network.latent
        if self.config.network.kind == "progressive":
            return hypersphere(latent)
        return Gaussian(latent)

    def decode(self, z: Points) -> Images:
        """The images of latents, about in [-1, 1], on the run's device; with gradients to latents that ask for them.

        Raises `InputTypeError` or `InputError` for what is no floating tensor (images, latent) of the run's latents.
        """
        check_rows("z", z, self.config.network.latent, self.name)
        return self.decode_intermediate(self.intermediate(z))

    def intermediate(self, z: Points) -> Points:
        """The intermediate latents of latents, as many coordinates."""
        return torch.cat([self.generator.intermediate(part.to(self.device, FLOAT)) for part in z.split(CHUNK)])

    def decode_intermediate(self, w: Points) -> Images:
        """The images of intermediate latents."""
        synthesise = at(self.generator.synthesise, self.phase)
        return torch.cat([synthesise(part.to(self.device, FLOAT)) for part in w.split(CHUNK)])

    def data(self, split: str) -> ImageSet:
        """The images that the run was trained on (`train`) or those it has not seen (`test`), at the full size."""
        return images_of(self.config.data, split)


def images_of(data: DataConfig, split: str) -> ImageSet:
    """A part of the images that a run's configuration names."""
    return open_images(data.name, split, size=data.size, channels=data.channels, broken=data.broken)


def load(run_dir: str | os.PathLike[str], *, device: str | torch.device = "auto") -> Run | GanRun:
    """The run in a folder, as of its newest whole checkpoint; averaged weights where they were kept.

    Raises `InputError` for a folder that is no run, of another version, or without a checkpoint.
    """
    folder, place = Path(run_dir), chosen_device(device)
    config = run_config(folder)
    if isinstance(config, GanConfig):
        return load_gan(folder, config, place)
    return load_autoencoder(folder, config, place)


def load_autoencoder(folder: Path, config: RunConfig, device: torch.device) -> Run:
    """An autoencoder of the family with its path."""
    from ..training.latent_correction import alternating_correction, path_inside

    networks = autoencoder_parts(config) | joint_probe(config)
    stored = {f"average_{name}": network for name, network in networks.items()} if config.averaging else dict(networks)
    correction = alternating_correction(config, torch.device("cpu"))
    averaged = {"correction_average": correction.path} if correction is not None else {}
    load_for_use(folder, {**stored, **averaged}, device)
    path, after = path_inside(config, folder, averaged, device), folder / LEARNED_AFTER
    if (after / "results.json").is_file():
        path = Corrected.from_pretrained(after).to(device).requires_grad_(False).eval()
    return Run(folder=folder, config=config, networks=networks, path=path, device=device)


def load_gan(folder: Path, config: GanConfig, device: torch.device) -> GanRun:
    """A GAN's generator, grown as far as its checkpoint is."""
    generator = new_generator(config)
    steps = load_for_use(folder, {f"average_{GENERATOR}" if config.averaging else GENERATOR: generator}, device)
    return GanRun(folder=folder, config=config, generator=generator, phase=config.phase(steps), device=device)


def load_for_use(folder: Path, networks: dict[str, nn.Module], device: torch.device) -> int:
    """Load the newest weights into these networks, put them on the device, and give the steps they have learned."""
    steps = load_newest_state(folder, networks, {})
    if steps == 0:
        raise InputError(f"{str(folder)!r} has no whole checkpoint yet: train it, or go on with --resume.")
    for network in networks.values():
        network.to(device).requires_grad_(False).eval()
    return steps

"""Named configurations of the correction, functions of the latents' dimension alone: nothing is set per law."""

import dataclasses
from collections.abc import Callable

from ..checkpoint import CorrectedConfig
from ..models import CorrectionConfig, CriticConfig
from ..training import CorrectionTrainingConfig

CorrectionRecipe = Callable[[int], CorrectionTrainingConfig]


def advai(dim: int) -> CorrectionTrainingConfig:
    """Our best, the default: a matched base, a critic that sees alpha, a relativistic game, and a price on jumping."""
    return CorrectionTrainingConfig(
        path=CorrectedConfig(correction=CorrectionConfig(dim=dim), base="matched"),
        critic=CriticConfig(dim=dim),
        steps=default_steps(dim),
    )


def paper(dim: int) -> CorrectionTrainingConfig:
    """Formula and losses as published (Li et al., ICME 2021): no gain, plain networks, a critic that sees z alone."""
    correction = CorrectionConfig(dim=dim, fourier_features=0, norm=False, gain=False, sees_base=False)
    return CorrectionTrainingConfig(
        path=CorrectedConfig(correction=correction, base="linear"),
        critic=CriticConfig(dim=dim, fourier_features=0, norm=False, sees_alpha=False),
        steps=default_steps(dim),
        objective="regression",
        gradient_penalty=0.0,
        energy=0.0,
        growth=1,
        learning_rate=1e-3,
        betas=(0.5, 0.999),
    )


def reference(dim: int) -> CorrectionTrainingConfig:
    """What the authors' autoencoder program computes: as published, with the endpoint gain and latents scaled by 5."""
    published = paper(dim)
    correction = dataclasses.replace(published.path.correction, gain=True)
    return dataclasses.replace(
        published, path=dataclasses.replace(published.path, correction=correction, input_scale=5.0)
    )


def default_steps(dim: int) -> int:
    """Steps of training that suit latents of `dim` coordinates."""
    return 2000 if dim > 2 else 3000


CORRECTIONS: dict[str, CorrectionRecipe] = {"advai": advai, "paper": paper, "reference": reference}

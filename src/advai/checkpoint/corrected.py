"""The learned path: `Corrected`, with the weights and statistics that make it one, kept as a folder."""

import dataclasses
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import torch
from huggingface_hub import PyTorchModelHubMixin
from jaxtyping import Float
from pydantic import ConfigDict, Field, ValidationError
from pydantic.dataclasses import dataclass
from safetensors import SafetensorError
from safetensors.torch import load_model, save
from torch import Tensor, nn

from ..config import InputError, side_by_side
from ..distributions import Source
from ..models import Correction, CorrectionConfig, Flow, FlowConfig, Stage, Transfer, alphas, cells_for, chain
from ..paths import (
    MarginalMaps,
    NormalScores,
    Room,
    corrected_point,
    linear_point,
    moment_matched_point,
    run_formula,
    spherical_point,
    steady_matched_point,
)
from ..results import fresh_folder, write_aside
from ..shapes import Latents, Points, Times
from .flow_path import SeenEnds, flow_point, match_flow

CONFIG, WEIGHTS = "config.json", "model.safetensors"
CHUNK_BYTES = 1 << 21
PAIRS_AT_ONCE = 256
Given = Float[Tensor, "latents latent"]
Base = Literal["linear", "spherical", "matched", "steady", "coordinates", "flow"]


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class CorrectedConfig:
    """The base path and the correction network that stands on it.

    `base` is `linear`, as published, or `matched`: the moment-matched path, so that R learns only what moments miss;
    `steady` has the same points at an even speed; `spherical` turns about zero; `coordinates` is the linear path moved
    back to the marginals of the latents (`paths.MarginalMatched`); `flow` is what the network `flow` makes of the
    steady path between the noise that the latents' normal scores (`paths.NormalScores`) came from.
    `input_scale` multiplies standardised latents before the network (the authors' autoencoder program: 5).
    `learned`: False where no game was played; then R is zero, and no network is run for it.
    `transfer` names the maps that take the corrected points the rest of the way to the law (`models.Transfer`), and
    `transfer_cells` how fine they are, None as for a law.
    """

    correction: CorrectionConfig
    base: Base = "linear"
    input_scale: float = 1.0
    learned: bool = True
    flow: FlowConfig | None = None
    transfer: tuple[Stage, ...] = ()
    transfer_cells: int | None = Field(default=None, ge=1)

    def __post_init__(self) -> None:
        if (self.base == "flow") != (self.flow is not None):
            raise ValueError(f"the base 'flow' and the settings of a flow come together, but the base is {self.base!r}")


class Corrected(nn.Module, PyTorchModelHubMixin, library_name="advai", tags=["latent-interpolation"]):
    """`z_t = T_alpha(base(z0, z1, t) + t (1 - t) R(z0, z1, t))`, a path like any other.

    base + t (1 - t) R is the published formula (Li et al., ICME 2021); T, the transfer maps for alpha = min(t, 1 - t),
    is the identity unless `config.transfer` names stages, and at both ends.

    `mean` and `scale` are the fitted latents' own, per coordinate: R works on standardised latents, callers never do.
    Both ends are exact, and `path(z0, z1, t) == path(z1, z0, 1 - t)`. The network runs in float32 whatever the dtype.
    """

    mean: Tensor
    scale: Tensor
    findings: Mapping[str, Any]
    """What `fit` found on latents that the fit had not seen; empty for a path that was read from disk."""
    name = "AdvAI"

    def __init__(self, config: CorrectedConfig, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.config = config
        self.findings = {}
        generator = torch.Generator().manual_seed(0) if generator is None else generator
        self.correction = Correction(config.correction, generator)
        self.transfer = transfer_of(config)
        self.marginals = MarginalMaps(config.correction.dim) if config.base == "coordinates" else None
        self.flow = Flow(config.flow, generator).requires_grad_(False) if config.flow else None
        self.scores = NormalScores(config.correction.dim) if config.flow else None
        self.seen_ends = SeenEnds()
        self.register_buffer("mean", torch.zeros(config.correction.dim))
        self.register_buffer("scale", torch.ones(config.correction.dim))

    @property
    def dim(self) -> int:
        """Coordinates of one latent."""
        return self.config.correction.dim

    def forward(self, z0: Latents, z1: Latents, t: Times | float, *, out: Latents | None = None) -> Latents:
        """The corrected point for latents (*batch, latent) and times (*batch,) or a float in [0, 1].

        Raises `InputError` for latents of another dimension, and what every path raises.
        """
        if z0.ndim and z0.shape[-1] != self.dim:
            raise InputError(
                f"this correction was fitted to latents of dimension {self.dim}, these have {z0.shape[-1]}."
            )
        return run_formula(self._point, z0, z1, t, out, chunk_bytes=CHUNK_BYTES)

    def standardise(self, z: Latents) -> Latents:
        """`(z - mean) / scale`, times the input scale: what the networks see."""
        return (z.to(self.mean.dtype) - self.mean) * (self.config.input_scale / self.scale)

    def standardised_point(
        self, u0: Points, u1: Points, t: Float[Tensor, "*times points"]
    ) -> Float[Tensor, "*times points latent"]:
        """The path's point for pairs that `standardise` gave, itself in their scale: where training works; unchecked.

        t (pairs,) gives (pairs, latent), t (times, pairs) gives (times, pairs, latent).
        """
        if self.config.base in ("spherical", "coordinates", "flow"):  # those that are not the same in any scale
            z0, z1 = (self.mean + u * (self.scale / self.config.input_scale) for u in (u0, u1))
            base = self.standardise(self._base(z0, z1, t[..., None], self.mean))
        else:
            base = self._base(u0, u1, t[..., None], torch.zeros_like(self.mean))
        return corrected_point(base, self.correction(u0, u1, t, base), t[..., None]) if self.config.learned else base

    @torch.no_grad()
    def with_transfer(
        self, z0: Points, z1: Points, latents: Given, generator: torch.Generator, *, different: int | None = None
    ) -> "Corrected":
        """The same path with the whole chain of maps behind it, made from pairs and from (better more) latents.

        `different`: how many of the latents are not the same ones again; None for those of a law.
        """
        plain = self.with_stages(0)
        path = plain._changed(transfer=chain(self.dim), transfer_cells=cells_for(self.dim, different))
        assert path.transfer is not None
        path.transfer.learn(self._unit(latents), plain._clouds(z0, z1, alphas()[1:]), generator)
        return path

    def _clouds(self, z0: Points, z1: Points, at: Sequence[float]) -> Float[Tensor, "alphas points latent"]:
        """The standardised points at each of these alphas, without maps; a few hundred pairs at a time."""
        t = torch.tensor(at, device=self.mean.device)[:, None]

        @torch.no_grad()
        def cloud(pairs: tuple[Points, Points]) -> Float[Tensor, "alphas points latent"]:
            return self.standardised_point(*pairs, t.expand(-1, len(pairs[0]))) / self.config.input_scale

        parts = (self.standardise(z).split(PAIRS_AT_ONCE) for z in (z0, z1))
        return torch.cat(side_by_side(cloud, zip(*parts, strict=True)), dim=1)

    def with_stages(self, count: int) -> "Corrected":
        """The same path with the first `count` of its transfer maps only."""
        return self._changed(transfer=self.config.transfer[:count])

    def without_correction(self, base: Base | None = None) -> "Corrected":
        """The base alone, or another one: the same path with neither correction nor maps."""
        base = base or self.config.base
        flow = self.config.flow if base == "flow" else None
        return self._changed(base=base, learned=False, flow=flow, transfer=())

    def with_flow(self, flow: Flow, scores: NormalScores) -> "Corrected":
        """The path that a flow of the latents' normal scores makes, with neither correction nor maps."""
        path = self.without_correction("linear")._changed(base="flow", flow=flow.config)
        for own, given in ((path.flow, flow), (path.scores, scores)):
            assert own is not None
            own.load_state_dict(given.state_dict())
        return path

    def match_flow(self, z0: Points, z1: Points) -> None:
        """Give the flow's points the latents' width at every t, as these pairs show what it is without."""
        assert self.flow is not None
        assert self.scores is not None
        match_flow(self.flow, self.scores, z0, z1)
        self.seen_ends = SeenEnds()

    def matched_by_coordinate(self, source: Source) -> "Corrected":
        """The linear path moved back to the marginals of a source, with neither correction nor maps."""
        path = self.without_correction("linear")._changed(base="coordinates")
        assert path.marginals is not None
        path.marginals.learn(source)
        return path

    def _changed(self, **settings: Any) -> "Corrected":
        """The path of other settings with what both have in common; what is new in it has learned nothing."""
        path, own = Corrected(dataclasses.replace(self.config, **settings)).to(self.mean.device), self.state_dict()
        path.load_state_dict({name: own.get(name, new) for name, new in path.state_dict().items()})
        return path.eval()

    def _unit(self, z: Latents) -> Latents:
        return (z.to(self.mean.dtype) - self.mean) / self.scale

    def _point(self, z0: Latents, z1: Latents, t: Float[Tensor, "*times 1"], room: Room | None = None) -> Latents:
        point = self._corrected(z0, z1, t)
        if self.transfer is None:
            return point
        u = self._unit(point.reshape(-1, self.dim))
        times = t.reshape(-1) if t.numel() == 1 else t.squeeze(-1).expand(z0.shape[:-1]).reshape(-1)
        times = times.to(u.dtype)
        shift = (self.transfer(u, torch.minimum(times, 1 - times)) - u) * self.scale
        return point + shift.reshape(z0.shape).to(z0.dtype)

    def _corrected(self, z0: Latents, z1: Latents, t: Float[Tensor, "*times 1"]) -> Latents:
        base = self._base(z0, z1, t, self.mean.to(z0.dtype))
        if not self.config.learned:
            return base
        rows = [self.standardise(z.reshape(-1, self.dim)) for z in (z0, z1, base)]
        times = t.squeeze(-1).expand(z0.shape[:-1]).reshape(-1).to(self.mean.dtype)
        correction = self.correction(rows[0], rows[1], times, rows[2]) * (self.scale / self.config.input_scale)
        return corrected_point(base, correction.reshape(z0.shape).to(z0.dtype), t)

    def _base(
        self, z0: Latents, z1: Latents, t: Tensor, mean: Float[Tensor, " latent"]
    ) -> Float[Tensor, "*points latent"]:
        if self.config.base == "linear":
            return linear_point(z0, z1, t)
        if self.config.base == "spherical":
            return spherical_point(z0, z1, t)
        if self.marginals is not None:
            return self.marginals.point(z0, z1, t)
        if self.flow is not None and self.scores is not None:
            here, there, times = (part.to(self.mean.dtype) for part in (z0, z1, t))
            return flow_point(self.flow, self.scores, self.seen_ends, here, there, times).to(z0.dtype)
        matched_point = moment_matched_point if self.config.base == "matched" else steady_matched_point
        return matched_point(z0, z1, t, mean)

    def save_pretrained(self, save_directory: str | os.PathLike[str], **options: Any) -> str | None:
        """Write `config.json` and `model.safetensors` to a folder, whole or not at all; options as the Hub's mixin."""
        place = Path(save_directory)
        whole = place / ".saved"
        with fresh_folder(whole) as aside:
            answer = super().save_pretrained(aside, **options)
        for file in whole.iterdir():
            os.replace(file, place / file.name)
        whole.rmdir()
        return answer

    def _save_pretrained(self, save_directory: Path) -> None:
        write_aside(save_directory / WEIGHTS, save(self.state_dict()))

    @classmethod
    def _from_pretrained(
        cls, *, model_id: str, map_location: str = "cpu", strict: bool = True, **options: Any
    ) -> "Corrected":
        if not os.path.isdir(model_id):
            return super()._from_pretrained(model_id=model_id, map_location=map_location, strict=strict, **options)
        path = cls(options["config"])  # as the mixin, but without its line on stdout
        load_model(path, os.path.join(model_id, WEIGHTS), strict=strict, device=map_location)
        return path.eval()

    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: str | os.PathLike[str], **options: Any) -> "Corrected":
        """Read a folder that `save_pretrained` or a fit wrote, or a repository `owner/name` of the Hugging Face Hub."""
        place = Path(pretrained_model_name_or_path)
        missing = [name for name in (CONFIG, WEIGHTS) if not (place / name).is_file()]
        if missing and (place.exists() or len(place.parts) != 2 or place.is_absolute()):
            raise InputError(f"expected the folder of a fitted correction, but {str(place)!r} has no {missing[0]}.")
        try:
            return super().from_pretrained(str(place), **options)
        except RuntimeError as error:
            raise InputError(
                f"{str(place)!r} holds the weights of another network than its {CONFIG} says, perhaps of another "
                "version of advai; fit it again."
            ) from error
        except (SafetensorError, ValueError) as error:
            reason = str(error.errors()[0]["msg"] if isinstance(error, ValidationError) else error)
            reason = reason.removeprefix("Value error, ")
            raise InputError(
                f"{str(place)!r} does not hold a whole saved correction ({reason}); fit it again."
            ) from error
        except OSError as error:
            if not missing:
                raise
            raise InputError(
                f"{str(place)!r} is neither a folder here nor a repository of the Hugging Face Hub that could be read "
                f"({type(error).__name__}): name the folder of a fit."
            ) from error


def transfer_of(config: CorrectedConfig) -> Transfer | None:
    """The maps that a configuration names, which change nothing yet; None without any."""
    if not config.transfer:
        return None
    dim = config.correction.dim
    return Transfer(dim, config.transfer, config.transfer_cells or cells_for(dim, None))

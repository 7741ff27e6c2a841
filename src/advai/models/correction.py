"""The correction `R(z0, z1, t)`: a small network that is symmetric under `(z0, z1, t) -> (z1, z0, 1 - t)`.

A shared encoder reads `(z0, 1 - t)` and `(z1, t)`, the two codes are added, a decoder gives the correction:
`R = decoder(encoder(z0, 1 - t) + encoder(z1, t), y, alpha) + g(1 - t) z0 + g(t) z1`, alpha = min(t, 1 - t).
The sum makes the symmetry exact. `y` is the base path's point: which way a point must move depends first of all on
where it is, and a decoder that sees its place learns sharp supports several times faster. `g` is the endpoint gain that
the authors' autoencoder program learns beside the network (Li et al., ICME 2021): it restores the scale of the law,
which the network alone is slow to do. The last layers start at zero, so an untrained correction changes nothing.
"""

import torch
from jaxtyping import Float
from pydantic import ConfigDict
from pydantic.dataclasses import dataclass
from torch import Tensor, nn

from ..shapes import Points
from .features import TIME_FEATURES, Features, NetworkConfig, time_features


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class CorrectionConfig(NetworkConfig):
    """The correction network; `gain` adds the endpoint gain, `sees_base` shows the base path's point to the decoder."""

    gain: bool = True
    sees_base: bool = True


class Correction(nn.Module):
    """`R(z0, z1, t)` on standardised latents, with the base path's point beside them.

    z0 and z1 (pairs, latent), t (pairs,) and base (pairs, latent); or t (times, pairs) and base (times, pairs, latent)
    for several times of the same pairs, which are then looked at only once.
    """

    def __init__(self, config: CorrectionConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.features = Features(config, generator)
        self.place = nn.Linear(self.features.size, width)
        self.time = nn.Linear(TIME_FEATURES, width)
        self.encoder = nn.Sequential(nn.SiLU(), nn.Linear(width, width), nn.SiLU())
        seen = width + (self.features.size + 1 if config.sees_base else 0)
        self.decoder = nn.Sequential(
            nn.Linear(seen, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU(), nn.Linear(width, config.dim)
        )
        self.gain = nn.Sequential(nn.Linear(TIME_FEATURES, 32), nn.SiLU(), nn.Linear(32, 1)) if config.gain else None
        for network in (self.place, self.time, self.encoder, self.decoder, self.gain):
            initialise(network, generator)
        for network in (self.decoder, self.gain):
            for weight in network[-1].parameters() if network else ():
                nn.init.zeros_(weight)

    def forward(
        self, z0: Points, z1: Points, t: Float[Tensor, "*times points"], base: Float[Tensor, "*times points latent"]
    ) -> Float[Tensor, "*times points latent"]:
        """The correction of each point, of the shape of `base`, in the scale of the standardised latents."""
        from_start, from_end = time_features(1 - t), time_features(t)
        code = self._encode(z0, from_start) + self._encode(z1, from_end)
        if self.config.sees_base:
            code = torch.cat([code, self.features(base), (4 * torch.minimum(t, 1 - t) - 1)[..., None]], dim=-1)
        correction = self.decoder(code)
        if self.gain is not None:
            correction = correction + (self.gain(from_start) * z0 + self.gain(from_end) * z1)
        return 4 * correction  # t (1 - t) is at most 1/4: the networks' own scale is the shift at the midpoint

    def _encode(self, z: Points, times: Float[Tensor, "*times points 4"]) -> Float[Tensor, "*times points width"]:
        """One end's code. Each end is a product of its own: in one for both, a row's last bits depend on its place."""
        return self.encoder(self.place(self.features(z)) + self.time(times))


def initialise(network: nn.Module | None, generator: torch.Generator) -> None:
    """Draws weights and biases of every linear layer from U(-b, b), `b = 1 / sqrt(fan_in)`, with `generator`."""
    if network is None:
        return
    for layer in network.modules():
        if isinstance(layer, nn.Linear):
            bound = layer.in_features**-0.5
            nn.init.uniform_(layer.weight, -bound, bound, generator=generator)
            nn.init.uniform_(layer.bias, -bound, bound, generator=generator)

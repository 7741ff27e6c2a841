"""The path through a flow's noise. What it computes for its ends is kept for the next t: they are most of the work."""

import hashlib
import math
from threading import Lock

import torch
from jaxtyping import Float
from torch import Tensor

from ..models import Flow
from ..paths import weighted_sum
from ..shapes import Latents, Points

Ends = tuple[Points, Points]
Key = tuple[object, ...]
KEPT = 16
"""Sets of ends that are remembered, each of a chunk of pairs at most."""


class SeenEnds:
    """The last sets of ends by what is in them and by the flow's weights; a copy begins empty."""

    def __init__(self) -> None:
        self.known: dict[Key, Ends] = {}
        self.lock = Lock()

    def __reduce__(self) -> tuple[type["SeenEnds"], tuple[()]]:
        return SeenEnds, ()

    def key(self, flow: Flow, z: Points) -> Key | None:
        """The name of these latents in a flow; None on an accelerator, and where there are gradients to pass on."""
        weights = [*flow.parameters(), *flow.buffers()]
        learning = torch.is_grad_enabled() and (z.requires_grad or any(weight.requires_grad for weight in weights))
        if torch.compiler.is_compiling() or z.device.type != "cpu" or learning:
            return None
        try:
            digest = hashlib.blake2b(z.contiguous().view(torch.uint8).numpy().data).hexdigest()
            versions = tuple((id(weight), weight._version) for weight in weights)
        except (
            RuntimeError
        ):  # within torch.func, where a tensor stands for many, and for weights made in inference mode
            return None
        return digest, tuple(z.shape), z.dtype, torch.is_inference_mode_enabled(), versions

    def get(self, key: Key) -> Ends | None:
        """What was kept."""
        with self.lock:
            return self.known.get(key)

    def keep(self, key: Key, ends: Ends) -> None:
        """Remember, and forget the oldest."""
        with self.lock:
            self.known[key] = ends
            while len(self.known) > KEPT:
                del self.known[next(iter(self.known))]


def flow_point(
    flow: Flow, seen: SeenEnds, u0: Latents, u1: Latents, t: Float[Tensor, "*times 1"]
) -> Float[Tensor, "*points latent"]:
    """The flow's latents of the steady path between the ends' noise, and each end's error in its share, matched.

    All standardised and of one dtype: u0 and u1 (*batch, latent), t with a last axis of size 1. The same to the bit for
    (u1, u0, 1 - t).
    """
    (noise0, error0), (noise1, error1) = (_ends(flow, seen, u.reshape(-1, u.shape[-1])) for u in (u0, u1))
    first, second = torch.sin((1 - t) * (math.pi / 2)), torch.sin(t * (math.pi / 2))
    noise = weighted_sum(first, noise0.reshape(u0.shape), second, noise1.reshape(u1.shape))
    latents = flow.latents(noise.reshape(-1, u0.shape[-1])).reshape(noise.shape)
    errors = weighted_sum(first * first, error0.reshape(u0.shape), second * second, error1.reshape(u1.shape))
    return flow.matched(latents + errors, torch.minimum(t, 1 - t))


def _ends(flow: Flow, seen: SeenEnds, u: Points) -> Ends:
    """The noise that latents came from, and what they differ by from the latents of that noise."""
    key = seen.key(flow, u)
    if key is not None and (known := seen.get(key)) is not None:
        return known
    noise = flow.noise(u)
    ends = noise, u - flow.latents(noise)
    if key is not None:
        seen.keep(key, ends)
    return ends

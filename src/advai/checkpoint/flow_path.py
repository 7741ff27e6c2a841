"""The path through a flow's noise. What it computes for its ends is kept for the next t: they are most of the work."""

import hashlib
import math
from threading import Lock

import torch
from jaxtyping import Float
from torch import Tensor

from ..models import Flow, matched_alphas
from ..paths import NormalScores, weighted_sum
from ..shapes import Latents, Points

Ends = tuple[Points, Points, Points]
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
    flow: Flow, scores: NormalScores, seen: SeenEnds, z0: Latents, z1: Latents, t: Float[Tensor, "*times 1"]
) -> Float[Tensor, "*points latent"]:
    """The latents that flow and scores make of the steady path between the ends' noise; each end's errors in its share.

    All of one dtype: z0 and z1 (*batch, latent), t with a last axis of size 1. The same to the bit for (z1, z0, 1 - t).
    """
    ends = (_ends(flow, scores, seen, z.reshape(-1, z.shape[-1])) for z in (z0, z1))
    (noise0, error0, rest0), (noise1, error1, rest1) = (tuple(part.reshape(z0.shape) for part in end) for end in ends)
    first, second = torch.sin((1 - t) * (math.pi / 2)), torch.sin(t * (math.pi / 2))
    noise = weighted_sum(first, noise0, second, noise1)
    x = flow.latents(noise.reshape(-1, z0.shape[-1])).reshape(noise.shape)
    first, second = first * first, second * second
    x = flow.matched(x + weighted_sum(first, error0, second, error1), torch.minimum(t, 1 - t))
    return scores.latents(x) + weighted_sum(first, rest0, second, rest1)


@torch.no_grad()
def match_flow(flow: Flow, scores: NormalScores, z0: Points, z1: Points) -> None:
    """Give the scores of a path's points the variance of those of its ends at every t, as these pairs show them."""
    seen = SeenEnds()
    clouds = [scores(flow_point(flow, scores, seen, z0, z1, z0.new_tensor([[a]]))) for a in matched_alphas()]
    flow.match(torch.stack(clouds), scores(torch.cat([z0, z1])))


def _ends(flow: Flow, scores: NormalScores, seen: SeenEnds, z: Points) -> Ends:
    """The noise of latents, what their scores differ by from those of that noise, and what no score tells of them."""
    key = seen.key(flow, z)
    if key is not None and (known := seen.get(key)) is not None:
        return known
    x = scores(z)
    noise = flow.noise(x)
    ends = noise, x - flow.latents(noise), scores.untold(z, x)
    if key is not None:
        seen.keep(key, ends)
    return ends

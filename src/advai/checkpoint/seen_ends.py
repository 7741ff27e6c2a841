"""What was computed for the ends of paths, kept for the next t: many points are asked for between the same latents."""

import hashlib
from threading import Lock

import torch

from ..shapes import Points

Ends = tuple[Points, Points]
KEPT = 16
"""Sets of ends that are remembered, each of a chunk of pairs at most."""


class SeenEnds:
    """The last sets of ends by what is in them, on a CPU and without gradients; a copy begins empty."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, tuple[int, ...]], Ends] = {}
        self.lock = Lock()

    def __reduce__(self) -> tuple[type["SeenEnds"], tuple[()]]:
        return SeenEnds, ()

    def key(self, z: Points) -> tuple[str, tuple[int, ...]] | None:
        """The name of these latents; None where nothing is to be remembered."""
        if torch.compiler.is_compiling() or z.device.type != "cpu" or z.requires_grad:
            return None
        try:
            values = z.contiguous().numpy()
        except RuntimeError:  # within torch.func, where a tensor stands for many
            return None
        return hashlib.blake2b(values.data).hexdigest(), tuple(z.shape)

    def get(self, key: tuple[str, tuple[int, ...]]) -> Ends | None:
        """What was kept."""
        with self.lock:
            return self.known.get(key)

    def keep(self, key: tuple[str, tuple[int, ...]], ends: Ends) -> None:
        """Remember, and forget the oldest."""
        with self.lock:
            self.known[key] = ends
            while len(self.known) > KEPT:
                del self.known[next(iter(self.known))]

"""Random draws by counter: what a step draws depends on the seed and the step alone, so resuming is exact."""

import hashlib

import torch


def counter_generator(*counter: int | str, device: torch.device | str = "cpu") -> torch.Generator:
    """A generator for one place in a run, such as `(seed, "step", 17)`: the same counter gives the same draws."""
    digest = hashlib.blake2b("/".join(map(str, counter)).encode(), digest_size=8).digest()
    return torch.Generator(device).manual_seed(int.from_bytes(digest, "big") >> 1)

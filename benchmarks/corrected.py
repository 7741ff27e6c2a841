"""What a learned path costs beside its matrix products: (100000, 512) float32, one t per latent, into `out=`.

python benchmarks/corrected.py [--rows 100000] [--dim 512] [--threads 2] [--rounds 5]

The weights are random: time does not depend on them. Every round times the path with and without its transfer maps, and
the products of both, done again alone on tensors of their own; printed are medians over the rounds.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import torch
from fit_speed import Products

from advai.checkpoint import Corrected
from advai.recipes import CORRECTIONS


def main() -> None:
    """Time them in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    generator = torch.Generator().manual_seed(0)
    z0, z1 = torch.randn(2, options.rows, options.dim, generator=generator)
    t, out = 0.01 + 0.98 * torch.rand(options.rows, generator=generator), torch.empty_like(z0)
    plain = Corrected(CORRECTIONS["game"](options.dim).path, generator=generator).eval()
    a, b, latents = torch.randn(3, 4096, options.dim, generator=generator)
    whole = plain.with_transfer(a, b, latents, generator).with_stages(5)
    with torch.no_grad(), Products() as products:
        plain(z0, z1, t, out=out)
    with torch.no_grad(), Products() as more_products:
        whole(z0, z1, t, out=out)

    def alone(recorded: Products) -> None:
        for product, arguments in recorded.calls:
            product(*arguments)

    calls = {
        "products of R": lambda: alone(products),
        "path without transfer maps": lambda: plain(z0, z1, t, out=out),
        "products of R and maps": lambda: alone(more_products),
        "path": lambda: whole(z0, z1, t, out=out),
        "path, one t for all": lambda: whole(z0, z1, 0.3, out=out),
    }
    show(timed(calls, options.rounds))


def timed(calls: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of every call in every round."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    with torch.no_grad():
        for _ in range(rounds):
            for name, call in calls.items():
                started = time.perf_counter()
                call()
                seconds[name].append(time.perf_counter() - started)
    return seconds


def show(seconds: dict[str, list[float]]) -> None:
    """Medians, and how many times its own matrix products each of them takes."""
    bounds = dict.fromkeys(seconds, "products of R and maps")
    bounds |= dict.fromkeys(list(seconds)[:2], "products of R")
    for name, values in seconds.items():
        ratio = statistics.median(v / p for v, p in zip(values, seconds[bounds[name]], strict=True))
        print(f"{name:28} {statistics.median(values):7.2f} s   {ratio:5.2f} times its products")


if __name__ == "__main__":
    main()

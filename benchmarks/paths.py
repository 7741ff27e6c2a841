"""What a path costs, in copies of the same bytes: (100000, 512) float32, one t per latent, into `out=`.

python benchmarks/paths.py [--rows 100000] [--dim 512] [--threads 2] [--rounds 15] [--dtype float32] [--json FILE]

Every round runs all of them one after the other, so that a busy machine slows all of them alike; printed are medians
over the rounds, of seconds and of the ratios within a round. A path reads two tables and writes one, where
`out.copy_(z0)` reads one and writes one. So there are two ratios: to the copy of one table (two tables moved), and to a
copy of as many bytes as the path moves (three tables: 1.5 such copies), which is the one that the limits are for.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

import advai
from advai.paths import NormGuided

LIMITS = {"lerp": 1.2, "slerp": 3.0}
TABLES_MOVED, TABLES_COPIED = 3, 2


def plain_slerp(z0: Tensor, z1: Tensor, t: Tensor) -> Tensor:
    """Slerp as one writes it down, into new memory."""
    u, v = (z / z.norm(dim=-1, keepdim=True) for z in (z0, z1))
    angle = (u * v).sum(-1, keepdim=True).arccos()
    t = t[:, None]
    return torch.sin((1 - t) * angle) / torch.sin(angle) * z0 + torch.sin(t * angle) / torch.sin(angle) * z1


def contenders(rows: int, dim: int, dtype: torch.dtype) -> dict[str, Callable[[], object]]:
    """What is timed, each a call without arguments."""
    generator = torch.Generator().manual_seed(0)
    z0, z1 = torch.randn(2, rows, dim, generator=generator).to(dtype)
    # Inside (0, 1): a batch with an exact end in it takes a slower way.
    t = 0.01 + 0.98 * torch.rand(rows, generator=generator)
    out, column = torch.empty_like(z0), t[:, None].to(dtype)
    gaussian, uniform = advai.Matched(advai.Gaussian(dim)), advai.Matched(advai.Uniform(dim))
    guided = NormGuided(advai.Gaussian(dim))
    return {
        "copy": lambda: out.copy_(z0),
        "lerp": lambda: advai.lerp(z0, z1, t, out=out),
        "slerp": lambda: advai.slerp(z0, z1, t, out=out),
        "nlerp": lambda: advai.nlerp(z0, z1, t, out=out),
        "matched, Gaussian": lambda: gaussian(z0, z1, t, out=out),
        "matched, uniform": lambda: uniform(z0, z1, t, out=out),
        "lerp at t = 0.5": lambda: advai.lerp(z0, z1, 0.5, out=out),
        "slerp into new memory": lambda: advai.slerp(z0, z1, t),
        "torch.lerp": lambda: torch.lerp(z0, z1, column, out=out),
        "torch.lerp into new memory": lambda: torch.lerp(z0, z1, column),
        "NAO, a tenth of the rows": lambda: guided(z0[: rows // 10], z1[: rows // 10], t[: rows // 10]),
        "slerp plainly written": lambda: plain_slerp(z0, z1, t),
    }


def measure(calls: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of every call in every round, after one round that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for counted in range(-1, rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            if counted >= 0:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def summary(seconds: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """Per call: median seconds, and the medians of the two ratios."""
    results = {}
    for name, times in seconds.items():
        ratios = [mine / copy for mine, copy in zip(times, seconds["copy"], strict=True)]
        moved = TABLES_COPIED if name == "copy" else TABLES_MOVED
        results[name] = {
            "seconds": statistics.median(times),
            "copies_of_a_table": statistics.median(ratios),
            "copies_of_the_same_bytes": statistics.median(ratios) * TABLES_COPIED / moved,
        }
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--dtype", choices=["float16", "bfloat16", "float32", "float64"], default="float32")
    parser.add_argument("--json", type=Path, help="where to write the figures as well")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    calls = contenders(arguments.rows, arguments.dim, getattr(torch, arguments.dtype))
    results = summary(measure(calls, arguments.rounds))
    print(
        f"({arguments.rows}, {arguments.dim}) {arguments.dtype}, {arguments.threads} threads, {arguments.rounds} rounds"
    )
    print(f"{'':<28}{'ms':>8}{'copies of':>14}{'copies of the':>16}{'limit':>8}")
    print(f"{'':<36}{'a table':>14}{'same bytes':>16}")
    for name, row in results.items():
        ratios = f"{row['copies_of_a_table']:>14.2f}{row['copies_of_the_same_bytes']:>16.2f}"
        print(f"{name:<28}{1e3 * row['seconds']:>8.1f}{ratios}{LIMITS.get(name, ''):>8}")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()

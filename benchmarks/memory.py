"""Peak resident memory on a large latents file: a million 512-d float32 latents (2 GB) within 1.5 GiB.

    python benchmarks/memory.py [--rows 1000000] [--dim 512]

Makes the file in a temporary folder, piece by piece, and removes it in the end. The steps run in a process of their
own, one after the other, so the peak of the last is that of all. The file is put out of the system's cache before, as
far as the system allows, so the first step reads from the disk.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

LIMIT = 1.5 * 2**30
PIECE = 8192

Result = TypeVar("Result")


def write_latents(path: Path, rows: int, dim: int) -> None:
    """A .npy file of correlated normal latents with a mean, float32, never in memory as a whole."""
    generator = np.random.default_rng(0)
    mix = np.eye(dim, dtype=np.float32) + np.tri(dim, k=-1, dtype=np.float32) / dim
    with path.open("wb") as file:
        header = {"descr": "<f4", "fortran_order": False, "shape": (rows, dim)}
        np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, rows, PIECE):
            piece = generator.standard_normal((min(PIECE, rows - start), dim), dtype=np.float32)
            file.write((piece @ mix + 1).tobytes())
        file.flush()
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def peak_bytes() -> int:
    """The peak of this process's resident memory, the pages of mapped files included, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def step(name: str, work: Callable[[], Result]) -> Result:
    """Do the work, and print how long it took and the peak of memory until now."""
    start = time.perf_counter()
    result = work()
    print(f"{name:<44} {time.perf_counter() - start:8.1f} s {peak_bytes() / 2**20:8.0f} MiB", flush=True)
    return result


def measure(path: Path) -> None:
    """Run the steps on the file, and print seconds and the peak so far after each."""
    step("import torch", lambda: __import__("torch"))
    import torch

    from advai.distributions import Empirical

    generator = torch.Generator().manual_seed(0)
    latents = step("open, and look at every value", lambda: Empirical(path))
    step("mean and covariance of the rows for fitting", latents.covariance)
    step(
        "1,000 draws of 1,024 rows for fitting", lambda: sum(len(latents.sample(1024, generator)) for _ in range(1000))
    )
    step("10 distinct held-out samples of 10,000 rows", lambda: latents.disjoint([10_000] * 10, generator))
    from advai import Matched, measure_drift

    step("drift of the matched path, 10,000 points", lambda: measure_drift(Matched(latents), latents))


def main() -> None:
    """Make the file, measure in a fresh process, and remove the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measure(arguments.measure)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "latents.npy"
        start = time.perf_counter()
        write_latents(path, arguments.rows, arguments.dim)
        print(f"{arguments.rows} x {arguments.dim} float32, {path.stat().st_size / 2**30:.2f} GiB, ", end="")
        print(f"written in {time.perf_counter() - start:.0f} s; the limit is {LIMIT / 2**20:.0f} MiB", flush=True)
        subprocess.run([sys.executable, __file__, "--measure", str(path)], check=True)


if __name__ == "__main__":
    main()

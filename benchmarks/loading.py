"""Images a second that the loader alone gives, and the memory it takes: batches of 64, no training beside it.

    python benchmarks/loading.py [digits lines parquet:DIR folder:DIR ...] [--size 32] [--held MIB ...] [--workers N]

Each set is opened once for each bound of `--held` in a process of its own: what fits is decoded into memory, the rest
is streamed, from encoded images in memory if those fit. Rounds of all numbers of workers are taken in turns, and the
median is given: a busy moment of the machine falls on all alike. Nothing is done to the system's cache of files.
"""

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

BATCH, ROUNDS = 64, 5


def peak_mib() -> float:
    """The peak of this process's resident memory; 0 where the system does not tell it."""
    status = Path("/proc/self/status")
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024 if status.exists() else 0.0


def measure(data: str, size: int | None, held_mib: float, workers: list[int], seconds: float) -> None:
    """Open the set, draw batches for some seconds with each number of workers in turns, and print what came."""
    import torch

    from advai.data import batches, open_images

    torch.set_num_threads(1)
    base, start = peak_mib(), time.perf_counter()
    images = open_images(data, "train", size=size, held_bytes=int(held_mib * 2**20))
    opened = time.perf_counter() - start
    way = "on the fly" if data == "lines" else "memory" if not images.streamed else "streamed"
    if images.locality is not None:
        way += f", {images.locality.mixed} groups mixed"
    rates: dict[int, list[float]] = {count: [] for count in workers}
    for turn, count in itertools.product(range(ROUNDS), workers):
        steps = batches(images, batch=BATCH, seed=turn, workers=count)
        for _ in range(4):
            next(steps)
        start, drawn = time.perf_counter(), 0
        while time.perf_counter() < start + seconds / ROUNDS:
            drawn += len(next(steps)[0])
        rates[count].append(drawn / (time.perf_counter() - start))
    print(f"{images.name}: {images.count} x {images.channels} x {images.size} x {images.size}, {way}")
    print(f"    opened in {opened:.1f} s, peak memory {peak_mib():.0f} MiB ({base:.0f} before)")
    for count in workers:
        print(f"    {count} workers: {statistics.median(rates[count]):10.0f} images/s (best {max(rates[count]):.0f})")


def main() -> None:
    """Measure each set with each bound in a fresh process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="*", default=["digits", "lines"])
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--held", type=float, nargs="+", default=[512], help="MiB that may be kept in memory")
    parser.add_argument("--workers", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--seconds", type=float, default=2.0, help="for each set, bound and number of workers")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.here:
        measure(arguments.data[0], arguments.size, arguments.held[0], arguments.workers, arguments.seconds)
        return
    for data, held in itertools.product(arguments.data, arguments.held):
        options = ["--size", arguments.size, "--held", held, "--seconds", arguments.seconds]
        command = [sys.executable, __file__, "--here", data, *options, "--workers", *arguments.workers]
        subprocess.run([str(part) for part in command], check=True, env={"OMP_NUM_THREADS": "1", **os.environ})


if __name__ == "__main__":
    main()

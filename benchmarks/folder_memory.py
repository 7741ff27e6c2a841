"""Peak resident memory of `advai train ae` on a folder of 10 GB of JPEG files: within 2 GiB beyond the model.

    python benchmarks/folder_memory.py [--gigabytes 10] [--size 64 160] [--steps 300] [--batch 16] [--depth 8]

Makes distinct JPEG files of one megapixel (windows of smooth colours under noise, quality 95) in a temporary folder,
and removes them in the end. For each size of `--size` that images are brought to, trains in a process of its own on all
of them, and on 64 of them: there the memory is that of the program, the networks and what a step computes. Sets that
take up to 512 MiB when decoded are held in memory, larger ones are decoded as they come. The files are put out of the
system's cache before, as far as the system allows.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

LIMIT = 2 * 2**30
SIDE, FEW = 1024, 64
QUALITY = 95


def textured(generator: np.random.Generator) -> np.ndarray:
    """A large picture of smooth colours under noise, of which images are windows: (side, side, 3), bytes."""
    side = 4 * SIDE
    colours = Image.fromarray(generator.integers(0, 256, (64, 64, 3), dtype=np.uint8))
    smooth = np.asarray(colours.resize((side, side), Image.Resampling.BICUBIC)).astype(np.int16)
    return (smooth + generator.integers(-20, 21, smooth.shape, dtype=np.int16)).clip(0, 255).astype(np.uint8)


def write_images(folder: Path, wanted: float) -> int:
    """So many bytes of JPEG files, `FEW` of them linked from a folder `few` too; gives how many there are."""
    generator = np.random.default_rng(0)
    ground = textured(generator)
    many, few = folder / "many", folder / "few"
    for place in (many, few):
        place.mkdir()
    written, count = 0, 0
    while written < wanted:
        down, across = generator.integers(len(ground) - SIDE, size=2)
        file = many / f"{count:06d}.jpg"
        window = np.ascontiguousarray(ground[down : down + SIDE, across : across + SIDE])
        Image.fromarray(window).save(file, quality=QUALITY, subsampling=0)
        if count < FEW:
            os.link(file, few / file.name)
        written, count = written + file.stat().st_size, count + 1
    for file in many.iterdir():
        forget(file)
    return count


def forget(file: Path) -> None:
    """Write the file to the disk, and put it out of the system's cache."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def peak_bytes() -> int:
    """The peak of this process's resident memory."""
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) * 1024


def train(folder: Path, size: int, steps: int, batch: int, depth: int) -> None:
    """Train in this process; prints the peak, the bytes of weights and optimisers, and the seconds."""
    import advai
    from advai.api import Run

    settings = {"data": {"size": size}, "batch": batch, "network": {"depth": depth}, "logger": "none"}
    with tempfile.TemporaryDirectory() as out:
        started = time.perf_counter()
        run = advai.train(
            "ae", data=f"folder:{folder}", out=f"{out}/run", samples=steps * batch, settings=settings, progress=False
        )
        spent = time.perf_counter() - started
    assert isinstance(run, Run)
    weights = sum(weight.numel() for network in run.networks.values() for weight in network.parameters())
    print(peak_bytes(), 4 * 4 * weights, spent)  # float32: weight, gradient, and two moments of Adam


def measured(folder: Path, size: int, options: argparse.Namespace) -> tuple[float, float, float]:
    """Peak and model in MiB and seconds of training on a folder, in a fresh process."""
    numbers = [str(value) for value in (size, options.steps, options.batch, options.depth)]
    done = subprocess.run(
        [sys.executable, __file__, "--train", str(folder), *numbers], check=True, stdout=subprocess.PIPE, text=True
    )
    peak, model, spent = map(float, done.stdout.split()[-3:])
    return peak / 2**20, model / 2**20, spent


def main() -> None:
    """Make the images, train on them, and print what memory it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=10)
    parser.add_argument("--size", type=int, nargs="+", default=[64, 160])
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--depth", type=int, default=8)
    parser.add_argument("--train", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.train:
        train(Path(options.train[0]), *map(int, options.train[1:]))
        return
    with tempfile.TemporaryDirectory() as place:
        folder, started = Path(place), time.perf_counter()
        count = write_images(folder, options.gigabytes * 1e9)
        print(f"{count} JPEG files of {SIDE} x {SIDE}, {options.gigabytes:g} GB,", end=" ")
        print(f"written in {time.perf_counter() - started:.0f} s; the limit is {LIMIT / 2**20:.0f} MiB", flush=True)
        for size in options.size:
            few = measured(folder / "few", size, options)[0]
            peak, model, spent = measured(folder / "many", size, options)
            print(
                f"{size} x {size}: peak {peak:.0f} MiB, of which the model {model:.0f}; on {FEW} of the images "
                f"{few:.0f}; {options.steps} steps of {options.batch} and opening took {spent:.0f} s: "
                f"{'within' if peak - model < LIMIT / 2**20 else 'BEYOND'} the limit",
                flush=True,
            )


if __name__ == "__main__":
    main()

"""Latents of laws that no benchmark has, as files for `few.py`, `flow_ablation.py` and `advai fit`.

python benchmarks/unlisted.py FOLDER [--laws ring64 curve32 ...] [--count 50000]

A law draws its shape (isometries, weights, centres) from its own name and its points from seed 0, so that a file is the
same wherever it is made. The ablations in docs/log.md up to 2026-11-30 were made on other draws of such laws.
"""

import argparse
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

Rng = np.random.Generator
Law = Callable[[int, Rng, Rng], np.ndarray]
"""Points of a law, its shape drawn by the first generator, the points by the second."""


def ring64(count: int, shape: Rng, rng: Rng) -> np.ndarray:
    """A ring of a tenth of its radius in a plane of 64 dimensions, with noise of 0.01 on all of them."""
    angle, radius = rng.uniform(0, 2 * np.pi, count), rng.normal(1, 0.1, count)
    plane = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return plane @ isometry(2, 64, shape) + rng.normal(0, 0.01, (count, 64))


def curve32(count: int, shape: Rng, rng: Rng) -> np.ndarray:
    """A closed curve of four harmonics in 32 dimensions, with noise of 0.02."""
    turns = rng.uniform(0, 2 * np.pi, count)[:, None] * np.arange(1, 5)
    waves = np.concatenate([np.cos(turns), np.sin(turns)], axis=1) / np.tile(np.arange(1, 5), 2)
    return waves @ isometry(8, 32, shape) + rng.normal(0, 0.02, (count, 32))


def loops32(count: int, shape: Rng, rng: Rng) -> np.ndarray:
    """A closed curve of four harmonics of one size, sheared, in 32 dimensions, with noise of 0.02."""
    turns = rng.uniform(0, 2 * np.pi, count)[:, None] * np.arange(1, 5)
    waves = np.concatenate([np.cos(turns), np.sin(turns)], axis=1)
    return waves @ shape.normal(0, 8**-0.5, (8, 32)) + rng.normal(0, 0.02, (count, 32))


def torus48(count: int, shape: Rng, rng: Rng) -> np.ndarray:
    """A torus, a circle times one of half its radius, in 48 dimensions, with noise of 0.03."""
    one, two = rng.uniform(0, 2 * np.pi, (2, count))
    surface = np.stack([np.cos(one), np.sin(one), np.cos(two) / 2, np.sin(two) / 2], axis=1)
    return surface @ isometry(4, 48, shape) + rng.normal(0, 0.03, (count, 48))


def moons20(count: int, shape: Rng, rng: Rng) -> np.ndarray:
    """Two half moons through two layers of tanh, in 20 dimensions."""
    angle, lower = rng.uniform(0, np.pi, count), rng.integers(0, 2, count)
    x, y = np.where(lower, 1 - np.cos(angle), np.cos(angle)), np.where(lower, 0.5 - np.sin(angle), np.sin(angle))
    plane = np.stack([x, y], axis=1) + rng.normal(0, 0.05, (count, 2))
    hidden = np.tanh(plane @ shape.normal(0, 1, (2, 40)) + shape.normal(0, 0.5, 40))
    return np.tanh(hidden @ shape.normal(0, 0.3, (40, 20))) + rng.normal(0, 0.02, (count, 20))


def swiss16(count: int, shape: Rng, rng: Rng) -> np.ndarray:
    """A swiss roll in 16 dimensions, with noise of 0.02."""
    turn, height = rng.uniform(1.5 * np.pi, 4.5 * np.pi, count), rng.uniform(0, 10, count)
    roll = np.stack([turn * np.cos(turn), height, turn * np.sin(turn)], axis=1) / 5
    return roll @ isometry(3, 16, shape) + rng.normal(0, 0.02, (count, 16))


def mixture24(count: int, shape: Rng, rng: Rng) -> np.ndarray:
    """Twelve flat Gaussians of four directions each in 24 dimensions, whose weights are unequal."""
    weights, centres = shape.dirichlet(np.full(12, 2.0)), shape.normal(0, 0.7, (12, 24))
    spreads = np.stack([isometry(4, 24, shape) for _ in range(12)])
    which = rng.choice(12, count, p=weights)
    along = np.einsum("nk,nkd->nd", rng.normal(0, 1, (count, 4)), spreads[which])
    return centres[which] + along + rng.normal(0, 0.1, (count, 24))


def rectified24(count: int, shape: Rng, rng: Rng) -> np.ndarray:
    """Rectified random features of six normal numbers in 24 dimensions: many zeros, none below."""
    return np.maximum(rng.normal(0, 1, (count, 6)) @ shape.normal(0, 0.5, (6, 24)) + shape.normal(0, 0.5, 24), 0)


def dirichlet10(count: int, shape: Rng, rng: Rng) -> np.ndarray:
    """Shares of ten that sum to one, most of them small (Dirichlet's law of 1/2 each)."""
    return rng.dirichlet(np.full(10, 0.5), count)


LAWS: dict[str, Law] = {
    law.__name__: law
    for law in (ring64, curve32, loops32, torus48, moons20, swiss16, mixture24, rectified24, dirichlet10)
}


def isometry(few: int, many: int, rng: Rng) -> np.ndarray:
    """So many orthonormal rows of so many coordinates."""
    return np.linalg.qr(rng.normal(0, 1, (many, few)))[0].T


def main() -> None:
    """Write a file for each law."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--laws", nargs="+", choices=LAWS, default=list(LAWS))
    parser.add_argument("--count", type=int, default=50_000)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.laws:
        shape, rng = np.random.default_rng(zlib.crc32(name.encode())), np.random.default_rng(0)
        np.save(options.folder / f"{name}.npy", LAWS[name](options.count, shape, rng).astype(np.float32))


if __name__ == "__main__":
    main()

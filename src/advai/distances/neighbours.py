"""The nearest points of one cloud to those of another, in bounded memory."""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Float, Int

from ..shapes import Cloud, OtherCloud

BLOCK = 2**21
"""Distances held at once: 16 MiB."""

Rows = Float[np.ndarray, "rows latent"]
Columns = Float[np.ndarray, "columns latent"]


def nearest_neighbours(
    x: Cloud, y: OtherCloud, *, count: int = 1, same: bool = False
) -> tuple[Float[np.ndarray, "points count"], Int[np.ndarray, "points count"]]:
    """For every point of `x` the Euclidean distances to its `count` nearest points of `y`, ascending, and their rows.

    With `same`, `x` and `y` are one cloud and no point is its own neighbour. Needs `count` points of `y`, or one more.
    """
    distances, places = [], []
    for start, squared in squared_distances(x, y):
        if same:
            squared[np.arange(len(squared)), start + np.arange(len(squared))] = np.inf
        nearest = np.argpartition(squared, count - 1, axis=1)[:, :count]
        found = np.take_along_axis(squared, nearest, axis=1)
        order = np.argsort(found, axis=1, kind="stable")
        places.append(np.take_along_axis(nearest, order, axis=1))
        distances.append(np.sqrt(np.take_along_axis(found, order, axis=1)))
    return np.concatenate(distances), np.concatenate(places)


def squared_distances(x: Cloud, y: OtherCloud) -> Iterator[tuple[int, Float[np.ndarray, "rows columns"]]]:
    """The squared distances of some rows of `x` at a time to all of `y`, with the first row's number, in float64."""
    centre = y.mean(axis=0, dtype=np.float64)  # what is far from the origin would lose digits
    a, b = x - centre, y - centre
    square = np.einsum("ij,ij->i", b, b)
    rows = max(1, BLOCK // len(b))
    for start in range(0, len(a), rows):
        few = a[start : start + rows]
        squared = few @ b.T
        squared *= -2.0
        squared += np.einsum("ij,ij->i", few, few)[:, None]
        squared += square
        yield start, np.maximum(squared, 0.0, out=squared)

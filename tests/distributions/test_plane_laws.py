"""The moons against rejection, and the way around the ring's hole against a shortest path through a graph."""

import math

import numpy as np
import pytest
import torch
from scipy import stats
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from advai.distributions import Discs, Gaussian, Moons, Ring

COUNT = 20_000


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def in_moons(points: np.ndarray) -> np.ndarray:
    def in_half(offset: np.ndarray) -> np.ndarray:
        norms = np.linalg.norm(offset, axis=1)
        return (norms >= 0.85) & (norms <= 1.15) & (offset[:, 1] >= 0)

    return in_half(points) | in_half(np.array([1.0, 0.5]) - points)


def test_moons_have_the_law_of_points_found_by_rejection() -> None:
    reference = np.random.default_rng(7).uniform([-1.2, -0.7], [2.2, 1.2], (10 * COUNT, 2))
    reference = reference[in_moons(reference)][:COUNT]
    assert len(reference) == COUNT
    points = Moons().sample(COUNT, generator()).numpy()
    for direction in [*np.eye(2), *np.random.default_rng(1).standard_normal((8, 2))]:
        assert stats.ks_2samp(points @ direction, reference @ direction).pvalue > 1e-4
    shrunk = points + 1e-5 * (np.array([[0.5, 0.25]]) - points)
    assert (in_moons(points) | in_moons(shrunk)).mean() > 0.9995


def way_around(z0: np.ndarray, z1: np.ndarray, circle: int = 360) -> float:
    """The shortest way over nodes on the hole's edge, through every pair whose chord is seen to stay in the ring."""
    angles = 2 * math.pi * np.arange(circle) / circle
    nodes = np.concatenate([[z0, z1], 0.6001 * np.stack([np.cos(angles), np.sin(angles)], axis=1)])
    first, second = np.triu_indices(len(nodes), 1)
    keep = (first < 2) | (second - first == 1) | ((first == 2) & (second == len(nodes) - 1))
    first, second = first[keep], second[keep]
    along = np.linspace(0, 1, 300)[:, None, None]
    chords = (1 - along) * nodes[first] + along * nodes[second]
    seen = (np.linalg.norm(chords, axis=2) >= 0.6 - 1e-4).all(axis=0)
    lengths = np.linalg.norm(nodes[first] - nodes[second], axis=1)
    graph = csr_matrix((lengths[seen], (first[seen], second[seen])), shape=(len(nodes), len(nodes)))
    return dijkstra(graph, directed=False, indices=0)[1]


def test_the_way_around_the_hole_is_the_shortest_through_a_graph() -> None:
    z0, z1 = (Ring().sample(60, generator(seed)).double() for seed in (1, 2))
    found = Ring().distance_inside(z0, z1)
    expected = [way_around(a, b) for a, b in zip(z0.numpy(), z1.numpy(), strict=True)]
    np.testing.assert_allclose(found.numpy(), expected, rtol=5e-3)
    chord = (z1 - z0).norm(dim=-1)
    around = found > chord + 1e-9
    assert 0.2 < around.double().mean() < 0.8


def test_ways_around_the_hole_that_are_known() -> None:
    z0 = torch.tensor([[1.0, 0.0], [0.6, 0.0], [0.6, 0.0], [0.8, 0.0], [1.0, 0.0], [0.7, 0.2]])
    z1 = torch.tensor([[-1.0, 0.0], [-0.6, 0.0], [0.0, 0.6], [0.9, 0.1], [1.0, 0.0], [0.7, 0.2]])
    around = 2 * 0.8 + 0.6 * (math.pi - 2 * math.acos(0.6))
    expected = torch.tensor([around, 0.6 * math.pi, 0.3 * math.pi, 0.02**0.5, 0.0, 0.0])
    torch.testing.assert_close(Ring().distance_inside(z0, z1), expected, atol=2e-6, rtol=0)


def test_points_outside_of_the_ring_count_as_the_nearest_in_it() -> None:
    outside = torch.tensor([[0.3, 0.0], [0.0, 2.0], [0.0, 0.0]])
    inside = torch.tensor([[0.6, 0.0], [0.0, 1.0], [0.6, 0.0]])
    other = torch.tensor([[-0.8, 0.1]]).expand(3, 2)
    torch.testing.assert_close(Ring().distance_inside(outside, other), Ring().distance_inside(inside, other))
    torch.testing.assert_close(Ring().distance_inside(other, outside), Ring().distance_inside(outside, other))


@pytest.mark.parametrize("law", [Discs(), Moons(), Gaussian(2)], ids=lambda law: law.name)
def test_laws_without_a_way_inside_say_so(law) -> None:
    assert not hasattr(law, "distance_inside")

"""The judges under the judge: each sees its kind of difference, and none scores a point that it was trained on."""

import numpy as np
import pytest
from scipy.spatial import cKDTree

from advai.distances import judge_scores
from advai.distances.judge_scores import cross_scores, noticed_features

COUNT, DIM = 1_200, 12
MARGINALS, NEIGHBOURS, NETWORK = 0, 1, 3


def labelled(seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    rng = np.random.default_rng(seed)
    return rng.standard_normal((COUNT, DIM)).astype(np.float32), rng.permutation(np.arange(COUNT) % 2), rng


def tells(score: np.ndarray, label: np.ndarray) -> float:
    """The share of pairs of one point each that a score puts in the right order."""
    ranks = np.argsort(np.argsort(score))
    ones = int(label.sum())
    return float((ranks[label == 1].sum() - ones * (ones - 1) / 2) / (ones * (len(label) - ones)))


def scored(z: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The scores of a half that was trained on, and of a half that was not."""
    half = len(z) // 2
    return cross_scores(z[:half], label[:half], z[half:], seed=0)


def test_labels_without_meaning_are_not_learned_by_heart() -> None:
    """A score of its own training points would tell them apart: that is how a leak would show."""
    z, label, _ = labelled()
    seen, unseen = scored(z, label)
    for column in (MARGINALS, NEIGHBOURS, NETWORK):
        assert tells(seen[:, column], label[: COUNT // 2]) == pytest.approx(0.5, abs=0.08)
        assert tells(unseen[:, column], label[COUNT // 2 :]) == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize("column", [MARGINALS, NETWORK])
def test_wider_marginals_are_seen(column: int) -> None:
    z, label, _ = labelled()
    z[label == 1] *= 1.5
    seen, unseen = scored(z, label)
    assert tells(seen[:, column], label[: COUNT // 2]) > 0.65
    assert tells(unseen[:, column], label[COUNT // 2 :]) > 0.65


def test_points_between_clusters_are_seen_by_their_neighbours() -> None:
    z, label, rng = labelled()
    centres = 2 * rng.standard_normal((5, DIM)).astype(np.float32)
    a, b = (centres[rng.integers(0, 5, COUNT)] for _ in range(2))
    z = 0.5 * z + np.where(label[:, None] == 1, (a + b) / 2, a)
    assert tells(scored(z, label)[1][:, NEIGHBOURS], label[COUNT // 2 :]) > 0.65


def test_distance_to_neighbours_is_that_of_a_tree() -> None:
    z, _, rng = labelled()
    cloud = rng.standard_normal((4 * 50, DIM)).astype(np.float32)
    theirs = np.mean([cKDTree(group).query(z)[0] for group in np.split(cloud, judge_scores.GROUPS)], axis=0)
    np.testing.assert_allclose(judge_scores._nearest_distance(z, cloud), theirs, rtol=1e-3)


def test_bins_are_numbered_through_all_coordinates() -> None:
    z, _, _ = labelled()
    edges = np.quantile(z, judge_scores.QUANTILES, axis=0)
    bins = judge_scores._binned(z, edges)
    for j in range(DIM):
        counts = np.histogram(z[:, j], bins=np.concatenate([[-np.inf], edges[:, j], [np.inf]]))[0]
        np.testing.assert_array_equal(np.bincount(bins[:, j] - j * len(counts), minlength=len(counts)), counts)


def test_a_pair_that_is_tied_is_noticed() -> None:
    z, label, _ = labelled()
    z[label == 1, 5] = 0.7 * z[label == 1, 2] + 0.7 * z[label == 1, 5]
    seen, unseen = noticed_features(z[:800], label[:800], z[800:])
    product = z[:, 2] * z[:, 5]
    assert any(np.allclose(column, product[:800], atol=1e-5) for column in seen.T)
    assert any(np.allclose(column, product[800:], atol=1e-5) for column in unseen.T)


def test_a_coordinate_that_differs_is_noticed() -> None:
    rng = np.random.default_rng(1)
    z, label = rng.standard_normal((600, 100)).astype(np.float32), np.arange(600) % 2
    z[label == 1, 77] *= 1.5
    seen, _ = noticed_features(z, label, z[:5])
    assert seen.shape[1] == 3 + judge_scores.COORDINATES + judge_scores.PAIRS
    assert any(np.array_equal(column, z[:, 77]) for column in seen.T)

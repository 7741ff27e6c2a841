"""Clusters against classes: known answers, and the matching against all permutations."""

from itertools import permutations

import numpy as np
import pytest

from advai.evaluation import clustering
from advai.evaluation.clusters import matched_accuracy, whitened


def blobs(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Three far blobs in a plane, and a third direction that never changes."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(3, size=count)
    centres = np.array([[0, 0, 1], [100, 0, 1], [0, 0.1, 1]])
    return centres[labels] + rng.standard_normal((count, 3)) * [1, 1e-3, 0], labels


def test_blobs_are_found_in_spite_of_their_scales() -> None:
    (train, _), (test, labels) = blobs(600, 0), blobs(300, 1)
    found = clustering(train.astype(np.float32), test.astype(np.float32), labels)
    assert found.accuracy.value == 1
    assert found.nmi.value == pytest.approx(1)
    assert found.accuracy.conditions["directions"] == 2
    assert found.accuracy.floor == pytest.approx(1 / 3, abs=0.07)


def test_noise_is_no_class() -> None:
    rng = np.random.default_rng(0)
    found = clustering(rng.standard_normal((500, 4)), rng.standard_normal((400, 4)), rng.integers(4, size=400))
    assert found.accuracy.value == pytest.approx(0.28, abs=0.06)
    assert found.nmi.value == pytest.approx(0, abs=0.03)


def test_whitened_codes_have_no_correlation_left() -> None:
    rng = np.random.default_rng(0)
    train = rng.standard_normal((500, 4)) @ rng.standard_normal((4, 4)) + 3
    white, test = whitened(train, train[:7])
    assert np.allclose(np.cov(white, rowvar=False, bias=True), np.eye(4))
    assert np.allclose(white[:7], test)


def test_the_matching_is_the_best_of_all() -> None:
    rng = np.random.default_rng(0)
    cluster, label = rng.integers(4, size=200), rng.integers(4, size=200)
    cluster = np.where(rng.random(200) < 0.3, (label + 1) % 4, cluster)
    best = max(np.mean(np.array(order)[cluster] == label) for order in permutations(range(4)))
    assert matched_accuracy(cluster, label) == pytest.approx(best)


def test_without_labels_there_is_a_reason() -> None:
    codes = np.random.default_rng(0).standard_normal((20, 2))
    for labels, reason in ((None, "no labels"), (np.ones(20, dtype=np.int64), "one class only")):
        found = clustering(codes, codes, labels)
        assert found.accuracy.value is None and found.nmi.value is None
        assert reason in str(found.accuracy.reason)

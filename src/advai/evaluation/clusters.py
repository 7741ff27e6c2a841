"""Clusters of codes against classes: centre, whiten, KMeans, match."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from ..results import Measured
from ..shapes import Cloud, OtherCloud
from .labels import commonest_share, missing_classes

STARTS = 20
FLAT = 1e-6
"""Directions whose deviation is below this share of the largest hold no data, only rounding."""

TestLabels = Int[np.ndarray, " others"]


class Clustering(NamedTuple):
    """The accuracy under the best matching of clusters to classes, and the normalised mutual information."""

    accuracy: Measured
    nmi: Measured


def clustering(train: Cloud, test: OtherCloud, test_labels: TestLabels | None, *, seed: int = 0) -> Clustering:
    """Cluster whitened train codes into as many clusters as the test labels have classes, and look at the test codes.

    Whitening is by the singular values of the centred train codes; KMeans has 20 starts; clusters are matched to
    classes one to one where most test codes agree (Hungarian method), as in ACAI's protocol. No label is used before
    the matching.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import normalized_mutual_info_score

    if test_labels is None or missing_classes(test_labels):
        nothing = Measured(value=None, reason=missing_classes(test_labels))
        return Clustering(nothing, nothing)
    classes, label = np.unique(test_labels, return_inverse=True)
    white_train, white_test = whitened(train, test)
    means = KMeans(len(classes), random_state=seed).set_params(n_init=STARTS).fit(white_train)
    cluster = np.asarray(means.predict(white_test))
    conditions = {
        "clusters": f"KMeans of {len(classes)}, {STARTS} starts, on centred and whitened codes",
        "matching": "one to one, on the test codes",
        "directions": white_train.shape[1],
        "train": len(train),
        "test": len(test),
        "seed": seed,
    }
    accuracy = matched_accuracy(cluster, label)
    nmi = float(normalized_mutual_info_score(label, cluster))
    return Clustering(
        Measured(value=accuracy, floor=commonest_share(test_labels), conditions=conditions),
        Measured(value=nmi, floor=0.0, conditions=conditions),
    )


def whitened(
    train: Cloud, test: OtherCloud
) -> tuple[Float[np.ndarray, "points directions"], Float[np.ndarray, "others directions"]]:
    """Both clouds in the directions in which the train codes vary, each with the train codes' deviation as its unit."""
    mean = train.mean(axis=0, dtype=np.float64)
    _, values, directions = np.linalg.svd(train - mean, full_matrices=False)
    kept = values > FLAT * values[0]
    turn = directions[kept].T / (values[kept] / np.sqrt(len(train)))
    return (train - mean) @ turn, (test - mean) @ turn


def matched_accuracy(cluster: Int[np.ndarray, " rows"], label: Int[np.ndarray, " rows"]) -> float:
    """The share of rows whose cluster is matched to their class, under the best one-to-one matching."""
    from scipy.optimize import linear_sum_assignment

    count = max(int(cluster.max()), int(label.max())) + 1
    together = np.zeros((count, count), dtype=np.int64)
    np.add.at(together, (cluster, label), 1)
    rows, columns = linear_sum_assignment(together, maximize=True)
    return float(together[rows, columns].sum() / len(label))

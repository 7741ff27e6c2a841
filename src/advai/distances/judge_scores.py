"""What the trees of the judge look at in high dimension: scores of three simpler judges, and what looks different.

Each simple judge is trained on one half of the training points and scores the other half, so that no score is of a
point that made it; test points get the mean of both. A judge that has nothing to say then only adds noise, which the
trees ignore.
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, Int

Labels = Int[np.ndarray, " rows"]
Features = Float[np.ndarray, "rows features"]
Unseen = Float[np.ndarray, "tested features"]
Score = Callable[[np.ndarray], np.ndarray]

TAILS = (0.0005, 0.002, 0.01, 0.04)
MIDDLE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
QUANTILES = np.array([*TAILS, *MIDDLE, *(1 - q for q in reversed(TAILS))])
"""Where the marginals' bins end: finer in the tails, where leaving a support shows."""

NEIGHBOURS = 1_000
"""Points of each cloud among which neighbours are sought, in `GROUPS` groups whose distances are averaged."""
GROUPS = 4

PASSES = 8
"""Of the network over its points: more and it learns them by heart."""

COORDINATES, PAIRS, PAIRED = 24, 8, 512
"""Coordinates and pairs that are handed to the trees, and the coordinates among which pairs are sought."""


def cross_scores(train: Features, label: Labels, test: Unseen, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The scores of the three simple judges for training and test points: (rows, 4) each, float32."""
    halves = np.arange(len(train)) % 2 == 0
    edges = np.quantile(train, QUANTILES, axis=0)
    kinds = [
        (_binned(train, edges), _binned(test, edges), _marginals),
        (train, test, _neighbours),
        (np.concatenate([train, train**2], axis=1), np.concatenate([test, test**2], axis=1), _network),
    ]
    seen, unseen = [], []
    for z_train, z_test, fit in kinds:
        first, second = fit(z_train[halves], label[halves], seed), fit(z_train[~halves], label[~halves], seed)
        of_first = second(z_train[halves])
        score = np.empty((len(train), of_first.shape[1]), dtype=np.float32)
        score[halves], score[~halves] = of_first, first(z_train[~halves])
        seen.append(score)
        unseen.append((first(z_test) + second(z_test)) / 2)
    return np.concatenate(seen, axis=1), np.concatenate(unseen, axis=1)


def noticed_features(train: Features, label: Labels, test: Unseen) -> tuple[np.ndarray, np.ndarray]:
    """Norms, and the coordinates and products of two that differ most between the clouds in the training points."""
    x, y = train[label == 0], train[label == 1]
    differs = np.maximum(_deviations(x, y), _deviations(x**2, y**2))
    columns = np.argsort(-differs, kind="stable")
    among = columns[:PAIRED]
    pairs = np.triu(_pair_deviations(x[:, among], y[:, among]), k=1)
    first, second = np.unravel_index(np.argsort(-pairs, axis=None, kind="stable")[:PAIRS], pairs.shape)

    def features(z: np.ndarray) -> np.ndarray:
        size = np.abs(z)
        norms = np.stack([np.linalg.norm(z, axis=1), size.max(axis=1), size.mean(axis=1)], axis=1)
        return np.concatenate([norms, z[:, columns[:COORDINATES]], z[:, among[first]] * z[:, among[second]]], axis=1)

    return features(train), features(test)


def _deviations(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """How many standard errors lie between the means of two samples, per column."""
    return np.abs(x.mean(axis=0) - y.mean(axis=0)) / np.sqrt(x.var(axis=0) / len(x) + y.var(axis=0) / len(y) + 1e-12)


def _pair_deviations(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """How many standard errors lie between the mean products of two columns, for every pair of them."""
    (mean_x, error_x), (mean_y, error_y) = (_mean_products(z) for z in (x, y))
    return np.abs(mean_x - mean_y) / np.sqrt(error_x + error_y + 1e-12)


def _mean_products(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    square = z**2
    mean = z.T @ z / len(z)
    return mean, np.maximum(square.T @ square / len(z) - mean**2, 0) / len(z)


def _binned(z: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The bin of every value, numbered through all coordinates: (rows, latent)."""
    bins = np.stack([np.searchsorted(edges[:, j], z[:, j]) for j in range(z.shape[1])], axis=1)
    return bins + (len(edges) + 1) * np.arange(z.shape[1])


def _marginals(bins: np.ndarray, label: Labels, seed: int) -> Score:
    """The sum over coordinates of the log-likelihood ratio of their bins, each shrunk by what chance alone makes of
    it."""
    size = bins.shape[1] * (len(QUANTILES) + 1)
    x, y = (np.bincount(bins[label == k].ravel(), minlength=size) + 1.0 for k in (0, 1))
    ratio = np.log(y / x * (np.sum(label == 0) / np.sum(label == 1)))
    chance = 1 / x + 1 / y
    table = (ratio * np.maximum(0.0, 1 - chance / np.maximum(ratio**2, 1e-12))).astype(np.float32)
    return lambda bins: table[bins].sum(axis=1, keepdims=True)


def _neighbours(z: np.ndarray, label: Labels, seed: int) -> Score:
    """The distances to the nearest of either cloud: their difference, and their sum."""
    count = min(NEIGHBOURS, int(np.sum(label == 0)), int(np.sum(label == 1))) // GROUPS * GROUPS
    clouds = [z[label == k][:count] for k in (0, 1)]

    def score(z: np.ndarray) -> np.ndarray:
        x, y = (_nearest_distance(z, cloud) for cloud in clouds)
        return np.stack([x - y, x + y], axis=1)

    return score


def _nearest_distance(z: np.ndarray, cloud: np.ndarray) -> np.ndarray:
    """The distance of each row to the nearest in each of `GROUPS` groups of the cloud, averaged."""
    squares = np.einsum("ij,ij->i", cloud, cloud)
    mean = np.empty(len(z), dtype=np.float32)
    for i in range(0, len(z), 256):
        rows = z[i : i + 256]
        squared = squares - 2 * (rows @ cloud.T) + np.einsum("ij,ij->i", rows, rows)[:, None]
        nearest = squared.reshape(len(rows), GROUPS, -1).min(axis=2)
        mean[i : i + 256] = np.sqrt(np.maximum(nearest, 0)).mean(axis=1)
    return mean


def _network(z: np.ndarray, label: Labels, seed: int) -> Score:
    """The logit of a small network on coordinates and their squares, trained for a few passes so that it cannot
    overfit."""
    from sklearn.neural_network import MLPClassifier

    mean, deviation = z.mean(axis=0), np.maximum(z.std(axis=0), 1e-12)

    def prepare(z: np.ndarray) -> np.ndarray:
        return np.clip((z - mean) / deviation, -5, 5)

    network = MLPClassifier(
        (64,),
        learning_rate_init=2e-3,
        alpha=1.0,
        random_state=np.random.RandomState(seed),
    ).set_params(batch_size=min(256, len(z)))
    prepared = prepare(z)
    for _ in range(PASSES):
        network.partial_fit(prepared, label, classes=[0, 1])

    def score(z: np.ndarray) -> np.ndarray:
        chance = np.clip(np.asarray(network.predict_proba(prepare(z)))[:, 1:], 1e-6, 1 - 1e-6)
        return np.log(chance / (1 - chance)).astype(np.float32)

    return score

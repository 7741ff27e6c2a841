"""The classifier two-sample test: how well a strong judge tells two clouds apart on points that it never saw.

Up to 8 dimensions the judge is boosted trees on the coordinates, the norm and a few oblique directions. Above, trees
alone see only what shows in single coordinates; there they judge by the scores of three judges of other kinds
(`judge_scores`) and the pairs of coordinates that look different. The trees are shallow and slow: small drifts are
lost to overfitting first.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from ..shapes import Cloud
from .judge_scores import cross_scores, noticed_features

TREES_UP_TO = 8
"""The largest dimension in which boosted trees judge the coordinates themselves."""

FEW = 2_000
"""Points per cloud up to which the judge is trained five times, so that every point is tested and none is wasted."""

ROUNDS = 40
"""Trees per judge: at these rates 100 at half the rate judged no better, in twice the time."""

SHARED = 1.3
"""How much wider than fair coins the accuracy varies when every point is tested: judges that are tested on each other's
points err together. Null trials of 40 to 80 draws gave 1.0 to 1.34; two parts reach 1.41 at most."""

CONFIDENCE = 1.959964
"""The normal quantile of a 95% interval."""

Labels = Int[np.ndarray, " rows"]
Features = Float[np.ndarray, "rows features"]
Unseen = Float[np.ndarray, "tested features"]
Guesses = Int[np.ndarray, " tested"]


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The held-out accuracy of a judge, with its 95% interval (Wilson's binomial one), and its deviation at no
    difference."""

    accuracy: float
    low: float
    high: float
    deviation: float


def judge_accuracy(x: Cloud, y: Cloud, *, seed: int = 0) -> Judgement:
    """The share of points whose cloud a judge names rightly without having been trained on them: 1/2 is no difference.

    Clouds of as many points. Each is cut at random into as many parts as `folds` says, and a judge trained on the
    other parts is tested on one. Lopez-Paz and Oquab 2017.
    """
    from threadpoolctl import threadpool_limits

    rng = np.random.default_rng(seed)
    z = np.concatenate([x, y])
    z = (z - z.mean(axis=0)) / np.maximum(z.std(axis=0), 1e-12)
    label = np.repeat([0, 1], len(x))
    parts, tested_parts = folds(len(x), x.shape[1])
    part = np.concatenate([rng.permutation(len(x)) % parts, rng.permutation(len(y)) % parts])
    guess = _guess_by_trees if x.shape[1] <= TREES_UP_TO else _guess_by_scores
    right = tested = 0
    with threadpool_limits(1):  # too small to split: two threads take longer, and far longer on a busy machine
        for test in (part == k for k in range(tested_parts)):
            train = rng.permutation(np.flatnonzero(~test))
            right += int(np.sum(guess(z[train], label[train], z[test], rng) == label[test]))
            tested += int(np.sum(test))
    widening = SHARED if tested_parts > 1 else 1.0
    return _judgement(right / tested, tested / widening**2)


def folds(points: int, dim: int) -> tuple[int, int]:
    """Into how many parts clouds of `points` are cut, and how many of them are tested; time decides for large ones."""
    if points <= FEW:
        return 5, 5
    return (2, 2) if dim <= TREES_UP_TO else (2, 1)


def judge_name(dim: int) -> str:
    """What judges in this dimension, in words."""
    return "boosted trees" if dim <= TREES_UP_TO else "boosted trees over a network, marginals and neighbours"


def _guess_by_trees(train: Features, label: Labels, test: Unseen, rng: np.random.Generator) -> Guesses:
    oblique = rng.standard_normal((train.shape[1], 8)).astype(np.float32)

    def features(z: np.ndarray) -> np.ndarray:
        return np.concatenate([z, np.linalg.norm(z, axis=1, keepdims=True), z @ oblique], axis=1)

    return _trees(features(train), label, features(test), leaves=16, rate=0.06)


def _guess_by_scores(train: Features, label: Labels, test: Unseen, rng: np.random.Generator) -> Guesses:
    scores = cross_scores(train, label, test, seed=int(rng.integers(2**31)))
    noticed = noticed_features(train, label, test)
    seen, unseen = (np.concatenate(pair, axis=1) for pair in zip(scores, noticed, strict=True))
    return _trees(seen, label, unseen, leaves=8, rate=0.1)


def _trees(train: Features, label: Labels, test: Unseen, *, leaves: int, rate: float) -> Guesses:
    from sklearn.ensemble import HistGradientBoostingClassifier

    trees = HistGradientBoostingClassifier(max_leaf_nodes=leaves, learning_rate=rate, max_iter=ROUNDS, random_state=0)
    return trees.set_params(early_stopping=False).fit(train, label).predict(test)


def _judgement(share: float, points: float) -> Judgement:
    """Wilson's interval of a share of so many independent points."""
    square = CONFIDENCE**2 / points
    centre = (share + square / 2) / (1 + square)
    half = np.sqrt(share * (1 - share) * square + square**2 / 4) / (1 + square)
    return Judgement(
        accuracy=share, low=float(centre - half), high=float(centre + half), deviation=float(0.5 / np.sqrt(points))
    )

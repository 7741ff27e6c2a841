"""The classifier two-sample test: how well a strong judge tells two clouds apart on points that it never saw."""

import numpy as np

from ..shapes import Cloud

TREES_UP_TO = 8
"""Boosted trees judge up to this dimension, a network above."""


def judge_accuracy(x: Cloud, y: Cloud, *, seed: int = 0) -> tuple[float, float, float]:
    """Held-out accuracy of a judge trained on half of the points, with its 95% binomial interval (Wilson).

    1/2 is no difference that the judge can see. Lopez-Paz and Oquab 2017.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.neural_network import MLPClassifier

    rng = np.random.default_rng(seed)
    z = np.concatenate([x, y])
    z = np.concatenate([z, np.linalg.norm(z, axis=1, keepdims=True)], axis=1)
    label = np.repeat([0, 1], [len(x), len(y)])
    order = rng.permutation(len(z))
    train, test = order[: len(z) // 2], order[len(z) // 2 :]
    if x.shape[1] <= TREES_UP_TO:
        judge = HistGradientBoostingClassifier(random_state=0)
    else:
        judge = MLPClassifier((128,), max_iter=20, early_stopping=True, random_state=0)
    judge.fit(z[train], label[train])
    return wilson(int((judge.predict(z[test]) == label[test]).sum()), len(test))


def wilson(right: int, tested: int) -> tuple[float, float, float]:
    """The share `right / tested` with its 95% Wilson interval."""
    share, z = right / tested, 1.959964
    centre = (share + z**2 / (2 * tested)) / (1 + z**2 / tested)
    half = z * np.sqrt(share * (1 - share) / tested + z**2 / (4 * tested**2)) / (1 + z**2 / tested)
    return share, float(centre - half), float(centre + half)

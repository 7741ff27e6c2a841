"""The linear probe: how much of the classes one linear layer reads off frozen codes."""

import warnings

import numpy as np
from jaxtyping import Int

from ..results import Measured
from ..shapes import Cloud, OtherCloud
from .labels import commonest_share, missing_classes

STEPS = 2_000
PENALTY = 1.0
"""scikit-learn's C: the sum of the losses of all codes against half the squared weights."""

TrainLabels = Int[np.ndarray, " points"]
TestLabels = Int[np.ndarray, " others"]


def probe_accuracy(
    train: Cloud, train_labels: TrainLabels | None, test: OtherCloud, test_labels: TestLabels | None
) -> Measured:
    """The share of test codes whose class a logistic regression on the standardised train codes names, refitted.

    Fitted to convergence: the figure does not depend on how long a probe was trained beside the autoencoder. None,
    with the reason, where there are no labels or one class only.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    if train_labels is None or test_labels is None or missing_classes(train_labels, test_labels):
        return Measured(value=None, reason=missing_classes(train_labels, test_labels))
    mean, deviation = train.mean(axis=0), np.maximum(train.std(axis=0), 1e-12)
    probe = LogisticRegression(C=PENALTY, max_iter=STEPS)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", ConvergenceWarning)
        probe.fit((train - mean) / deviation, train_labels)
    converged = not any(issubclass(warning.category, ConvergenceWarning) for warning in said)
    guesses = probe.predict((test - mean) / deviation)
    return Measured(
        value=float(np.mean(guesses == test_labels)),
        floor=commonest_share(test_labels),
        conditions={
            "classifier": f"multinomial logistic regression on standardised codes, C = {PENALTY:g}, refitted",
            "converged": converged,
            "train": len(train),
            "test": len(test),
        },
    )

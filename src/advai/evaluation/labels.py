"""Whether there are classes to be told apart at all."""

import numpy as np
from jaxtyping import Int

Labels = Int[np.ndarray, "_"]


def missing_classes(*labels: Labels | None) -> str | None:
    """In words why codes cannot be judged by these labels: there are none, or one class only. None: they can."""
    for of_part in labels:
        if of_part is None:
            return "the data has no labels"
        if len(np.unique(of_part)) < 2:
            return "the data has one class only"
    return None


def commonest_share(labels: Labels) -> float:
    """The share of the commonest class: the accuracy of always naming it."""
    return float(np.unique(labels, return_counts=True)[1].max() / len(labels))

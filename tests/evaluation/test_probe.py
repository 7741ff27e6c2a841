"""The refitted probe: known accuracies, and codes without classes."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from advai.evaluation import probe_accuracy


def two_gaussians(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = rng.integers(2, size=count)
    return rng.standard_normal((count, 3)) * [1, 5, 0.2] + np.outer(labels, [2, 0, 0]), labels


def test_two_gaussians_are_told_apart_as_well_as_can_be() -> None:
    (train, train_labels), (test, test_labels) = two_gaussians(4000, 0), two_gaussians(4000, 1)
    found = probe_accuracy(train.astype(np.float32), train_labels, test.astype(np.float32), test_labels)
    assert found.value == pytest.approx(0.8413, abs=0.02)  # of N(0, 1) below 1
    assert found.floor == pytest.approx(0.5, abs=0.03)
    assert found.conditions["converged"] is True


def test_it_equals_a_layer_trained_to_the_same_optimum() -> None:
    rng = np.random.default_rng(2)
    codes, labels = rng.standard_normal((600, 4)), rng.integers(3, size=600)
    codes[:, 0] += labels
    train, test = codes[:300], codes[300:]
    found = probe_accuracy(train, labels[:300], test, labels[300:])
    x = torch.from_numpy((train - train.mean(0)) / train.std(0))
    weight, bias = torch.zeros(3, 4, dtype=torch.float64), torch.zeros(3, dtype=torch.float64)
    optimiser = torch.optim.LBFGS([weight.requires_grad_(), bias.requires_grad_()], max_iter=200)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        fit = functional.cross_entropy(x @ weight.T + bias, torch.from_numpy(labels[:300]), reduction="sum")
        total = fit + weight.square().sum() / 2
        total.backward()
        return total

    optimiser.step(loss)
    y = torch.from_numpy((test - train.mean(0)) / train.std(0))
    guesses = (y @ weight.T + bias).argmax(1).numpy()
    assert found.value == pytest.approx(np.mean(guesses == labels[300:]), abs=0.011)


def test_codes_without_classes_have_no_figure_but_a_reason() -> None:
    codes, one = np.zeros((10, 2)), np.zeros(10, dtype=np.int64)
    assert probe_accuracy(codes, None, codes, None).reason == "the data has no labels"
    found = probe_accuracy(codes, one, codes, one)
    assert (found.value, found.reason) == (None, "the data has one class only")

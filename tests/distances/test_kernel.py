"""The kernel distance against another program and a plain double loop; its error against repeats."""

import numpy as np
import pytest
import torch
from torch import nn

from advai.distances import kernel, kernel_distance, mean_to_others


def pairs_one_by_one(x: np.ndarray, y: np.ndarray) -> float:
    def k(a: np.ndarray, b: np.ndarray) -> float:
        return float((np.dot(a, b) / len(a) + 1) ** 3)

    within = [np.mean([k(a, b) for i, a in enumerate(z) for j, b in enumerate(z) if i != j]) for z in (x, y)]
    return float(sum(within) - 2 * np.mean([k(a, b) for a in x for b in y]))


def test_it_equals_the_double_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((20, 5)), rng.standard_normal((31, 5)) + 0.3
    whole = kernel_distance(x, y)
    assert whole.value == pytest.approx(pairs_one_by_one(x, y), rel=1e-9)
    monkeypatch.setattr(kernel, "BLOCK", 50)
    assert kernel_distance(x, y) == pytest.approx(whole)
    assert kernel_distance(x, y, within_x=mean_to_others(x)) == pytest.approx(whole)


def test_it_equals_torchmetrics_with_the_same_features() -> None:
    from torchmetrics.image.kid import KernelInceptionDistance

    images = (torch.rand(2, 60, 3, 2, 2, generator=torch.Generator().manual_seed(0)) * 3).to(torch.uint8)
    images[1] //= 2
    other = KernelInceptionDistance(feature=nn.Flatten(), subsets=1, subset_size=60)
    for part, real in zip(images, (True, False), strict=True):
        other.update(part, real=real)
    x, y = (part.flatten(1).numpy().astype(np.float64) for part in images)
    assert kernel_distance(x, y).value == pytest.approx(float(other.compute()[0]), rel=1e-3)


@pytest.mark.parametrize("shift", [0.0, 0.5])
def test_its_mean_and_error_over_repeats(shift: float) -> None:
    rng = np.random.default_rng(1)
    found = [kernel_distance(rng.standard_normal((80, 4)), rng.standard_normal((60, 4)) + shift) for _ in range(400)]
    values, errors = np.array([one.value for one in found]), np.array([one.error for one in found])
    assert errors.mean() == pytest.approx(values.std(), rel=0.15) if shift else values.std() < errors.mean()
    if shift == 0:
        assert abs(values.mean()) < 4 * values.std() / 20
        assert errors.mean() < 2.5 * values.std()


def test_the_known_mean_of_two_constants() -> None:
    # k is constant on each pair of points: 1 within zeros, 8 within ones (dimension 1), 1 between.
    assert kernel_distance(np.zeros((3, 1)), np.ones((4, 1))) == pytest.approx((1 + 8 - 2, 0))

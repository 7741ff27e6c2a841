"""The judge: half right where there is nothing to tell, and better than that wherever a small drift is planted."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binomtest

from advai.distances import Judgement, folds, judge_accuracy, judge_name

Draw = Callable[[int, np.random.Generator], np.ndarray]


def gaussian(dim: int, scale: float = 1.0) -> Draw:
    return lambda count, rng: scale * rng.standard_normal((count, dim))


def ring(inner: float) -> Draw:
    def draw(count: int, rng: np.random.Generator) -> np.ndarray:
        angle, radius = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.uniform(inner**2, 1, count))
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)

    return draw


def cube(share_outside: float) -> Draw:
    """Uniform in 16 dimensions, with a share of the values up to a fifth outside."""

    def draw(count: int, rng: np.random.Generator) -> np.ndarray:
        z = rng.uniform(-1, 1, (count, 16))
        leave = rng.random(z.shape) < share_outside
        return np.where(leave, np.sign(z) * rng.uniform(1, 1.2, z.shape), z)

    return draw


def tied(share: float) -> Draw:
    """A share of the points has the sign of coordinate 1 set to that of coordinate 0: all marginals stay normal."""

    def draw(count: int, rng: np.random.Generator) -> np.ndarray:
        z = rng.standard_normal((count, 32))
        tie = rng.random(count) < share
        z[tie, 1] = np.abs(z[tie, 1]) * np.sign(z[tie, 0])
        return z

    return draw


def clusters(between: float) -> Draw:
    """Ten clusters in 32 dimensions, with a share of the points half-way between two of them, rescaled as matched."""
    centres = 1.2 * np.random.default_rng(7).standard_normal((10, 32))
    middle = centres.mean(axis=0)

    def draw(count: int, rng: np.random.Generator) -> np.ndarray:
        a, b = (centres[rng.integers(0, 10, count)] + 0.6 * rng.standard_normal((count, 32)) for _ in range(2))
        halfway = middle + (a + b - 2 * middle) / np.sqrt(2)
        return np.where(rng.random((count, 1)) < between, halfway, a)

    return draw


def judged(x: Draw, y: Draw, count: int, seed: int = 0) -> Judgement:
    first, second = np.random.default_rng(2 * seed + 100), np.random.default_rng(2 * seed + 101)
    return judge_accuracy(x(count, first).astype(np.float32), y(count, second).astype(np.float32), seed=seed)


@pytest.mark.parametrize(
    ("x", "y", "count", "least"),
    [
        pytest.param(gaussian(64, 0.95), gaussian(64), 5_000, 0.57, id="a shell 5% too small"),
        pytest.param(cube(0.02), cube(0.0), 5_000, 0.59, id="2% of the values outside a cube"),
        pytest.param(tied(0.3), tied(0.0), 5_000, 0.53, id="two coordinates tied"),
        pytest.param(clusters(0.3), clusters(0.0), 5_000, 0.56, id="points between clusters"),
        pytest.param(ring(0.5), ring(0.6), 3_000, 0.54, id="a ring's hole too small"),
        pytest.param(gaussian(2, 0.8), gaussian(2), 1_000, 0.53, id="a narrow Gaussian in the plane"),
    ],
)
def test_finds_a_planted_drift(x: Draw, y: Draw, count: int, least: float) -> None:
    judgement = judged(x, y, count)
    assert judgement.accuracy > least
    assert judgement.low > 0.5


@pytest.mark.slow
def test_finds_a_hole_of_057_instead_of_06() -> None:
    """The best judge there is would be right in 0.526 of the cases: 5% of the points lie where none should."""
    found = [judged(ring(0.57), ring(0.6), 10_000, seed) for seed in range(5)]
    assert sum(judgement.low > 0.5 for judgement in found) >= 4
    assert np.mean([judgement.accuracy for judgement in found]) > 0.512


@pytest.mark.parametrize(("dim", "count"), [(2, 150), (30, 100), (2, 2_500), (12, 2_500)])
def test_is_a_coin_between_samples_of_one_law(dim: int, count: int) -> None:
    """Far fewer points than a judge could learn by heart, and more: it is right half of the time."""
    found = [judged(gaussian(dim), gaussian(dim), count, seed) for seed in range(4)]
    mean = np.mean([judgement.accuracy for judgement in found])
    assert abs(mean - 0.5) < 3.5 * found[0].deviation / 2
    assert all(judgement.low < judgement.accuracy < judgement.high for judgement in found)


@pytest.mark.slow
@pytest.mark.parametrize(("dim", "count"), [(2, 300), (2, 3_000), (32, 200)])
def test_deviation_is_that_of_repeated_samples(dim: int, count: int) -> None:
    found = [judged(gaussian(dim), gaussian(dim), count, seed) for seed in range(40)]
    spread = np.std([judgement.accuracy for judgement in found], ddof=1)
    assert 0.65 < spread / found[0].deviation < 1.3
    assert np.mean([judgement.low <= 0.5 <= judgement.high for judgement in found]) > 0.85


def test_interval_is_wilsons_when_one_part_is_tested() -> None:
    judgement = judged(gaussian(9, 1.2), gaussian(9), 2_500)
    assert folds(2_500, 9) == (2, 1)
    theirs = binomtest(round(judgement.accuracy * 2_500), 2_500).proportion_ci(method="wilson")
    assert (judgement.low, judgement.high) == pytest.approx((theirs.low, theirs.high), abs=1e-6)
    assert judgement.deviation == pytest.approx(0.01)


def test_the_same_seed_gives_the_same_judgement() -> None:
    x, y = gaussian(3), gaussian(3, 1.1)
    assert judged(x, y, 300) == judged(x, y, 300)


def test_says_who_judges() -> None:
    assert judge_name(8) == "boosted trees"
    assert "network" in judge_name(9)

"""The mixture on codes: it has the moments of what it was fitted to, and the same seed gives the same codes."""

import numpy as np
import pytest
import torch

from advai.config import InputError, counter_generator
from advai.distances import frechet_distance
from advai.evaluation import fit_mixture


def codes(count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    side = rng.integers(2, size=count)[:, None]
    return (rng.standard_normal((count, 3)) * [1, 10, 0.01] + side * [20, 0, 0]).astype(np.float32)


def test_its_codes_have_the_law_of_those_it_was_fitted_to() -> None:
    mixture = fit_mixture(codes(3000, 0), components=4)
    drawn = mixture.sample(3000, counter_generator(0)).numpy()
    fresh = codes(3000, 1)
    assert frechet_distance(drawn, fresh) < 1.5
    between = np.mean((drawn[:, 0] > 5) & (drawn[:, 0] < 15))
    assert between < 0.01  # two islands stay two


def test_one_seed_one_result() -> None:
    first, second = (fit_mixture(codes(300, 0), seed=3).sample(50, counter_generator(7)) for _ in range(2))
    assert torch.equal(first, second)
    assert first.dtype == torch.float32


def test_too_few_codes() -> None:
    with pytest.raises(InputError, match="needs 20 codes or more, but there are 19"):
        fit_mixture(codes(19, 0))

"""The sliced distance over draws: at the floor for an exact path, and the known distance for a path that shrinks."""

import pytest

from advai.api.benchmarks.draws import floors_over_draws
from advai.distributions import Gaussian
from advai.paths import Matched, lerp

TIMES = (0.25, 0.5)


def test_an_exact_path_is_at_the_floor_and_the_linear_one_as_far_as_the_formula_says() -> None:
    law = Gaussian(2)
    found = floors_over_draws({"exact": Matched(law), "linear": lerp}, law, times=TIMES, count=4000, seed=1)
    assert found["exact"][0.5] == pytest.approx(1.0, abs=0.25)
    # W2 of two Gaussians on a line is the difference of their deviations: here 1 - sqrt(s), s = t^2 + (1 - t)^2.
    assert found["linear"][0.5] / found["linear"][0.25] == pytest.approx((1 - 0.5**0.5) / (1 - 0.625**0.5), rel=0.05)
    assert found["linear"][0.25] > 4


def test_another_seed_gives_nearly_the_same_in_one_plane_and_nothing_in_many_dimensions() -> None:
    one, other = (
        floors_over_draws({"linear": lerp}, Gaussian(2), times=(0.5,), count=4000, seed=seed)["linear"][0.5]
        for seed in (1, 2)
    )
    assert one == pytest.approx(other, rel=0.25)
    assert one != other
    assert floors_over_draws({"linear": lerp}, Gaussian(9), times=(0.5,), count=100, seed=0) == {}

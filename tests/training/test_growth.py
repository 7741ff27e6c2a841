"""The schedule of growth: known phases, and what holds for all lengths."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from advai.models import Phase
from advai.training.growth import Growth

SIZES = [4, 8, 16]


def test_the_phases_by_hand() -> None:
    growth = Growth(fade=100, stable=200)
    expected = {
        0: (4, 1.0),
        199: (4, 1.0),
        200: (8, 0.0),
        250: (8, 0.5),
        300: (8, 1.0),
        499: (8, 1.0),
        500: (16, 0.0),
        525: (16, 0.25),
        600: (16, 1.0),
        10_000: (16, 1.0),
    }
    assert {seen: tuple(growth.phase(seen, 10_000, SIZES)) for seen in expected} == expected
    assert growth.images_until_grown(10_000, SIZES) == 600


def test_unless_given_the_phases_are_even_and_end_at_a_share_of_the_budget() -> None:
    growth = Growth(grown=0.4)
    assert growth.lengths(1000, SIZES) == (100, 100)
    assert growth.phase(399, 1000, SIZES).alpha < 1
    assert growth.phase(400, 1000, SIZES) == Phase(16, 1.0)
    assert Growth(fade=30).lengths(1000, SIZES) == (30, 125)


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 6))
def test_growth_never_goes_back_and_jumps_only_between_equal_images(fade: int, stable: int, doublings: int) -> None:
    sizes = [4 << level for level in range(doublings + 1)]
    growth = Growth(fade=fade, stable=stable)
    end = growth.images_until_grown(10**6, sizes)
    phases = [growth.phase(seen, 10**6, sizes) for seen in range(end + 2)]
    assert phases[0] == Phase(4, 1.0) and phases[end] == phases[-1] == Phase(sizes[-1], 1.0)
    assert {phase.size for phase in phases} == set(sizes)
    for before, after in itertools.pairwise(phases):
        assert 0 <= after.alpha <= 1
        if after.size != before.size:
            assert after.size == 2 * before.size and after.alpha == 0
            assert before.alpha + 1 / fade >= 1
        else:
            assert after.alpha >= before.alpha


@given(st.integers(10, 10**6), st.floats(0.1, 1), st.integers(1, 8))
def test_the_share_of_the_budget_is_never_exceeded(samples: int, grown: float, doublings: int) -> None:
    sizes = [4 << level for level in range(doublings + 1)]
    until = Growth(grown=grown).images_until_grown(samples, sizes)
    assert until <= max(grown * samples, 2 * doublings)

"""Numbers out of range are refused in a sentence that says what was expected and what came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advai.cli.numbers import (
    LARGEST_SEED,
    check_count,
    check_holdout,
    check_samples,
    check_seed,
    check_steps,
    names_of,
    range_of,
    times_of,
)
from advai.config import InputError


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(InputError, match=f"--seed must be from 0 to {LARGEST_SEED}, but {seed} was given"):
        check_seed(seed)


@pytest.mark.parametrize("steps", [0, -5])
def test_no_steps_are_refused(steps: int) -> None:
    with pytest.raises(InputError, match=f"--steps must be 1 or more, but {steps} was given"):
        check_steps(steps)


@pytest.mark.parametrize("samples", [10, 0, -1])
def test_too_few_samples_are_refused(samples: int) -> None:
    with pytest.raises(InputError, match=f"but {samples} was given"):
        check_samples(samples)


@pytest.mark.parametrize("holdout", [2.0, -0.1, float("nan"), float("inf")])
def test_a_share_outside_is_refused(holdout: float) -> None:
    with pytest.raises(InputError, match=r"--holdout must lie in \[0, 1\]"):
        check_holdout(holdout)


@pytest.mark.parametrize("text", ["1.5", "-0.1,0.5", "nan", "0.1,inf", "", "a", "0.1;0.2", "0.1,,0.2", "0.1 0.2"])
def test_times_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"--times must .*as in --times 0\.1,0\.25,0\.5"):
        times_of(text)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_times_come_back_as_a_set_in_order(times: list[float]) -> None:
    assert times_of(",".join(map(repr, times))) == tuple(sorted(set(times)))


def test_what_is_in_range_is_let_through() -> None:
    for seed in (0, LARGEST_SEED):
        check_seed(seed)
    check_steps(None)
    check_steps(1)
    check_samples(100)
    check_holdout(0.0)
    check_holdout(1.0)
    assert times_of(" 0.5 , 0") == (0.0, 0.5)


@pytest.mark.parametrize("count", [0, -3])
def test_none_of_something_is_refused(count: int) -> None:
    with pytest.raises(InputError, match=f"--jobs must be 1 or more, but {count} was given"):
        check_count("--jobs", count)
    check_count("--jobs", None)
    check_count("--jobs", 1)


def test_names_come_with_commas_and_repeated_each_once() -> None:
    assert names_of(["ring, discs", "ring"], "--laws") == ["ring", "discs"]
    assert names_of(None, "--laws") is None
    with pytest.raises(InputError, match="--laws must be names"):
        names_of(["ring,,discs"], "--laws")


def test_a_range_is_two_rising_numbers() -> None:
    assert range_of("0,255", "--features-range") == (0.0, 255.0)
    for text in ("1,1", "1", "a,b", "0,1,2", ""):
        with pytest.raises(InputError, match="--features-range must be two rising numbers"):
            range_of(text, "--features-range")

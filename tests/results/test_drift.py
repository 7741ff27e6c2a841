"""The result of a measurement: its verdicts in words, and the way to JSON and back."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advai.config import InputError
from advai.results import Drift, DriftAt, Floor, Motion, Statistic, drift_results

FLOOR = Floor(mean=0.02, low=0.015, high=0.03, repeats=16)
COIN = Floor(mean=0.5, low=0.49, high=0.51, repeats=4)
STEADY = Motion(length_over_chord=1.0, largest_step=1.0, still=0.0, times=(0.0, 0.5, 1.0), progress=(0.0, 0.5, 1.0))

figures = st.floats(0, 1e6, allow_subnormal=False)


def at(t: float = 0.5, sliced: float = 0.02, norm: float = 0.02, judge: float = 0.5, p: float = 0.5) -> DriftAt:
    return DriftAt(
        t=t,
        sliced_wasserstein=Statistic(value=sliced, floor=FLOOR),
        norm=Statistic(value=norm, floor=FLOOR),
        judge_accuracy=Statistic(value=judge, floor=COIN, interval=(judge - 0.01, judge + 0.01)),
        mmd=Statistic(value=0.02, floor=FLOOR),
        mmd_p=p,
    )


def drift(*times: DriftAt, path: str = "linear", motion: Motion = STEADY) -> Drift:
    return Drift(path=path, source="ring", samples=100, seed=3, times=times, motion=motion, conditions={"level": 0.01})


@pytest.mark.parametrize(
    ("measured", "verdict", "outside"),
    [
        (at(), "inside the floor", ()),
        (at(sliced=0.03), "inside the floor", ()),
        (at(sliced=0.036), "1.8 floors (sliced)", ("sliced_wasserstein",)),
        (at(sliced=0.04, norm=0.06, judge=0.9), "3.0 floors (norm)", ("sliced_wasserstein", "norm", "judge_accuracy")),
        (at(norm=24.0), "1,200 floors (norm)", ("norm",)),
        (at(judge=0.56, p=0.002), "judge: 0.560", ("judge_accuracy", "mmd")),
        (at(p=0.002), "MMD: p = 0.002", ("mmd",)),
        (at(judge=0.3), "inside the floor", ()),
    ],
)
def test_verdict_says_what_is_outside_and_by_how_much(
    measured: DriftAt, verdict: str, outside: tuple[str, ...]
) -> None:
    assert (measured.verdict, measured.outside) == (verdict, outside)
    assert measured.inside == (not outside)


def test_the_worst_position_is_the_farthest_outside_in_half_bands() -> None:
    """The judge at 0.6 is ten half bands from its floor, the sliced distance at four floors only six."""
    found = drift(at(0.1, sliced=0.08), at(0.25, judge=0.6), at(0.5))
    assert found.worst.t == 0.25
    assert found.worst.excess == pytest.approx(10)
    assert not found.inside
    assert found.verdict == "judge: 0.600 at t = 0.25; moves steadily"
    assert drift(at()).verdict == "inside the floor; moves steadily"


def test_a_floor_of_zero_makes_no_number_of_floors() -> None:
    nothing = Floor(mean=0.0, low=0.0, high=0.0, repeats=4)
    assert Statistic(value=1.0, floor=nothing).ratio == math.inf


@pytest.mark.parametrize(
    ("largest", "still", "middle", "verdict"),
    [
        (1.0, 0.0, 0.5, "moves steadily"),
        (1.0, 0.0, 0.3, "moves unevenly"),
        (4.1, 0.0, 0.5, "jumps"),
        (1.0, 0.3, 0.5, "stands still"),
        (60.0, 0.9, 0.0, "jumps, stands still"),
    ],
)
def test_motion_in_words(largest: float, still: float, middle: float, verdict: str) -> None:
    motion = Motion(
        length_over_chord=1.0, largest_step=largest, still=still, times=(0.0, 0.5, 1.0), progress=(0.0, middle, 1.0)
    )
    assert motion.verdict == verdict
    assert motion.steady == (verdict == "moves steadily")


@given(figures, figures, st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**31))
def test_json_brings_the_same_measurement_back(sliced: float, norm: float, judge: float, p: float, seed: int) -> None:
    found = Drift(
        path="a/b",
        source="latents.npy",
        samples=70,
        seed=seed,
        times=(at(0.1), at(1 / 3, sliced=sliced, norm=norm, judge=judge, p=p)),
        motion=STEADY,
        conditions={"judge": "boosted trees", "floor_repeats": {"norm": 16}},
    )
    assert Drift.from_json(found.to_json()) == found


def test_json_is_nested_by_path_time_and_statistic() -> None:
    figures = json.loads(drift(at(0.1), at(0.25, norm=0.5)).to_json())["drift"]["linear"]
    assert figures["0.25"]["norm"] == {"value": 0.5, "floor": vars(FLOOR), "interval": None}
    assert figures["0.25"]["verdict"] == "25.0 floors (norm)"
    assert figures["motion"]["lag"] == 0.0
    assert figures["conditions"] == {"level": 0.01}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"drift": {}}', '{"drift": {"linear": {"samples": 3}}}', "null"])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"expected the JSON that Drift\.to_json writes"):
        Drift.from_json(text)


def test_two_paths_of_one_name_are_refused_in_one_result() -> None:
    with pytest.raises(InputError, match="linear, linear"):
        drift_results([drift(at()), drift(at())])
    assert list(drift_results([drift(at()), drift(at(), path="matched")])) == ["linear", "matched"]

"""A cell of a benchmark as a line of JSON and back."""

import json

import pytest

from advai.evaluation import measure_drift
from advai.paths import lerp
from advai.results import BenchmarkCell, Floor, Statistic, Way

FLOOR = Floor(mean=0.5, low=0.48, high=0.52, repeats=4)


def measured() -> BenchmarkCell:
    """A cell with all that a cell can have."""
    return BenchmarkCell(
        law="ring",
        dim=2,
        method="linear",
        seed=3,
        samples=100,
        connected=True,
        drift=measure_drift(lerp, "ring", samples=100, times=(0.25, 0.5)),
        floors={0.25: 3.5, 0.5: 18.0},
        way=Way(length=1.1, lag=0.02),
        fit={"steps": 20, "seconds": 1.5, "peak_mib": None},
        measuring_seconds=0.25,
        conditions={"versions": {"advai": "0"}},
    )


def test_a_cell_comes_back_from_its_line() -> None:
    cell = measured()
    line = cell.to_line()
    assert "\n" not in line
    assert BenchmarkCell.from_line(line) == cell
    assert set(json.loads(line)["drift"]) >= {"0.25", "0.5", "motion"}


def test_a_planted_and_a_failed_cell_come_back() -> None:
    shared = {"law": "set:digits", "dim": 61, "seed": 0, "samples": 299}
    judge = Statistic(value=0.53, floor=FLOOR, interval=(0.5, 0.56))
    for cell in (
        BenchmarkCell(method="planted", judge=judge, **shared),
        BenchmarkCell(method="paper", failed="the critic broke down.", **shared),
    ):
        assert BenchmarkCell.from_line(cell.to_line()) == cell
        assert cell.key == ("set:digits", cell.method, 0)


@pytest.mark.parametrize("line", ["", "{}", "[1]", '{"law": "ring"}', "not JSON"])
def test_what_is_no_cell_is_refused(line: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        BenchmarkCell.from_line(line)

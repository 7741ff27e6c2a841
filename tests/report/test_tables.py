"""The tables of numbers: each value where it belongs, verdicts as the measurement gives them."""

import pytest

from advai.report.style import LOOKS
from advai.report.tables import drift_table_of, environment_table, motion_table, overview_table
from advai.results import Drift


def shown(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def drifts(make_drift) -> list[Drift]:
    return [make_drift("AdvAI", (1.0, 1.0, 1.2)), make_drift("linear", (2.0, 4.0, 8.0))]


def test_every_time_of_every_path_has_a_row(drifts: list[Drift]) -> None:
    table = drift_table_of(drifts)
    assert [(row[0].text, row[1].text) for row in table.rows] == [
        (path, t) for path in ("linear", "AdvAI") for t in ("0.1", "0.25", "0.5")
    ]
    assert all(len(row) == len(table.head) for row in table.rows)
    assert table.rows[0][0].colour == LOOKS["linear"].colour


def test_values_stand_with_their_floors(drifts: list[Drift]) -> None:
    row = [shown(cell.text) for cell in drift_table_of(drifts).rows[2]]
    assert row[2:] == [
        "0.320 (8.0)",
        "0.160 (8.0)",
        "0.640 (0.400 to 0.900)",
        "0.00240",
        "0.002",
        drifts[1].worst.verdict,
    ]


def test_good_and_bad_follow_the_floor(drifts: list[Drift]) -> None:
    linear, learned = drift_table_of(drifts).rows[2], drift_table_of(drifts).rows[5]
    assert [cell.good for cell in linear[2:]] == [False, False, False, False, None, False]
    assert [cell.good for cell in learned[2:]] == [True, True, True, True, None, True]


def test_the_caption_has_the_conditions(drifts: list[Drift]) -> None:
    caption = drift_table_of(drifts).caption
    for condition in ("ring", "10,000 points", "seed 7", "4 repeats"):
        assert condition in caption


def test_the_overview_has_the_worst_of_each(make_drift, drifts: list[Drift]) -> None:
    jumping = make_drift("AdvAI", (1.0, 1.0, 1.0), source="discs", largest_step=20.0)
    table = overview_table([*drifts, jumping])
    assert table.head == ("latents", "linear", "AdvAI")
    texts = [[shown(cell.text) for cell in row] for row in table.rows]
    assert texts[0] == ["ring", f"{drifts[1].worst.verdict} at t = 0.5", "inside the floor"]
    assert texts[1] == ["discs", "not measured", "inside the floor; jumps"]
    assert [cell.good for cell in table.rows[0]] == [None, False, True]
    assert table.rows[1][2].good is False


def test_motion_is_told_per_path(drifts: list[Drift]) -> None:
    table = motion_table(drifts)
    assert [cell.text for cell in table.rows[0]] == ["ring", "linear", "1.21", "1.50", "0.00", "0.05", "moves steadily"]


def test_the_environment_is_flat_and_leaves_out_what_is_unknown() -> None:
    table = environment_table({"versions": {"advai": "1", "torch": None}, "seed": 3, "commit": None})
    assert [[cell.text for cell in row] for row in table.rows] == [["advai", "1"], ["seed", "3"]]

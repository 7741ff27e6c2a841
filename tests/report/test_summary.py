"""The summary: three numbers, and words that are honest when nothing was gained."""

import pytest

from advai.report import main_numbers, remarks
from advai.report.summary import as_good

INSIDE = (1.0, 1.0, 1.0)


def test_three_numbers_compare_linear_with_advai(make_drift) -> None:
    numbers = main_numbers([make_drift("linear", (2.0, 4.0, 8.0)), make_drift("AdvAI", (1.0, 1.0, 1.25))])
    assert [number.value for number in numbers] == ["8.0 → 1.2", "8.0 → 1.2", "64% → 50%"]
    assert all("t = 0.5" in number.reading for number in numbers)
    assert "50%" in numbers[2].reading


@pytest.mark.parametrize("paths", [(), ("linear",), ("AdvAI", "matched")])
def test_no_numbers_without_both_paths(make_drift, paths: tuple[str, ...]) -> None:
    assert main_numbers([make_drift(path) for path in paths]) == ()


def test_a_closed_form_that_is_as_good_is_named(make_drift) -> None:
    drifts = [make_drift("linear"), make_drift("matched", INSIDE), make_drift("AdvAI", INSIDE)]
    (sentence,) = remarks(drifts)
    assert "AdvAI stays inside the floor" in sentence
    assert "In closed form, matched stays inside" in sentence
    assert "nothing has to be learned" in sentence
    assert "linear" not in sentence


def test_several_closed_forms_are_named(make_drift) -> None:
    (sentence,) = remarks([make_drift(path, INSIDE) for path in ("matched", "AdvAI", "spherical", "AdvAI, paper")])
    assert "paper" not in sentence
    assert "In closed form, spherical and matched stay inside" in sentence


def test_no_closed_form_is_praised_where_advai_is_better(make_drift) -> None:
    (sentence,) = remarks([make_drift("linear"), make_drift("matched", (1.0, 2.0, 3.0)), make_drift("AdvAI", INSIDE)])
    assert "closed form" not in sentence


def test_leaving_the_floor_is_told(make_drift) -> None:
    (sentence,) = remarks([make_drift("linear", (9.0, 9.0, 9.0)), make_drift("AdvAI", (1.0, 1.0, 3.0))])
    assert "AdvAI leaves the floor, farthest at t = 0.5 (3.0 floors in" in sentence


def test_no_gain_over_linear_is_told(make_drift) -> None:
    (sentence,) = remarks([make_drift("linear", (1.0, 2.0, 3.0)), make_drift("AdvAI", (2.0, 4.0, 8.0))])
    assert "It does no better than linear" in sentence
    assert "nothing has to be learned" not in sentence


def test_jumps_and_few_points_are_told(make_drift) -> None:
    (sentence,) = remarks([make_drift("AdvAI", INSIDE, largest_step=30.0, samples=239)])
    assert "jumps" in sentence
    assert "239 points" in sentence


def test_a_path_that_jumps_is_not_as_good(make_drift) -> None:
    learned = make_drift("AdvAI", INSIDE)
    assert as_good(make_drift("matched", INSIDE), learned)
    assert not as_good(make_drift("nlerp", INSIDE, largest_step=30.0), learned)


def test_each_source_has_its_own_remark(make_drift) -> None:
    drifts = [
        make_drift("AdvAI", source="ring"),
        make_drift("AdvAI", source="discs"),
        make_drift("linear", source="own"),
    ]
    found = remarks(drifts)
    assert [sentence.split(",")[0] for sentence in found] == ["On ring", "On discs"]

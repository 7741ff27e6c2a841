"""The table as it is printed: wide enough to read, narrow enough for a terminal, and the same in black and white."""

import pytest
from rich.console import Console

from advai.results import Drift, DriftAt, Floor, Motion, Statistic, drift_table

FLOOR = Floor(mean=0.02, low=0.015, high=0.03, repeats=16)
MOTION = Motion(length_over_chord=1.2, largest_step=64.0, still=0.98, times=(0.0, 1.0), progress=(0.0, 1.0))


def drift(path: str, source: str = "gaussian:64", norm: float = 0.02) -> Drift:
    near = Statistic(value=0.02, floor=FLOOR)
    position = DriftAt(
        t=0.25,
        sliced_wasserstein=near,
        norm=Statistic(value=norm, floor=FLOOR),
        judge_accuracy=Statistic(value=0.02, floor=FLOOR, interval=(0.0, 0.1)),
        mmd=near,
        mmd_p=0.4,
    )
    return Drift(path=path, source=source, samples=10_000, seed=0, times=(position,), motion=MOTION)


def test_print_shows_figures_floors_verdict_and_motion() -> None:
    text = str(drift("linear", norm=3.0).table())
    for shown in ("gaussian:64 (10,000 points, seed 0)", "linear", "0.25", "3.000 (150)*", "0.020 (1.0)", "0.400"):
        assert shown in text
    for shown in ("150 floors (norm)", "0.020 to 0.030", "jumps, stands still", "1.20", "64.0 means", "98%"):
        assert shown in text


def test_a_prompt_shows_what_print_shows() -> None:
    table = drift_table([drift("linear")])
    assert repr(table) == str(table)


@pytest.mark.parametrize("path", ["AdvAI", "a_path_of_somebody_with_a_really_long_name_for_it"])
def test_no_line_is_wider_than_a_terminal(path: str) -> None:
    lines = str(drift_table([drift(path, norm=2e4), drift("linear")])).splitlines()
    assert max(map(len, lines)) <= 100
    assert any("1,000,000 floors (norm)" in line for line in lines)


def test_inside_and_outside_differ_without_colour() -> None:
    inside, outside = str(drift("linear").table()), str(drift("linear", norm=3.0).table())
    assert "0.020 (1.0)*" not in inside
    assert "*" in outside.split("in brackets")[0]


def test_colour_is_for_consoles_only() -> None:
    console = Console(width=100, force_terminal=True, color_system="256")
    with console.capture() as capture:
        console.print(drift("linear", norm=3.0).table())
    assert "\x1b[" in capture.get()
    assert "\x1b[" not in str(drift("linear", norm=3.0).table())


def test_every_source_has_its_own_floor() -> None:
    text = str(drift_table([drift("linear"), drift("matched"), drift("linear", source="ring")]))
    assert text.count("Drift from the law of") == 2
    assert text.count("fresh samples\n") == 2


def test_a_path_named_like_markup_is_printed_as_it_is() -> None:
    assert "[bold]" in str(drift("[bold]").table())

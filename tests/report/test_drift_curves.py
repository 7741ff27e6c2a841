"""Drift curves: the values that were measured, the floor's band, every axis named, looks that stay."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from advai.report import drift_figure
from advai.report.drift_curves import TITLES, ordered
from advai.report.style import LOOKS
from advai.results import STATISTICS, Drift

PATHS = ("AdvAI", "matched", "linear")


@pytest.fixture
def drifts(make_drift) -> list[Drift]:
    ratios = {"AdvAI": (0.9, 1.0, 1.1), "matched": (1.0, 1.2, 30.0), "linear": (2.0, 6.0, 20.0)}
    return [make_drift(path, ratios[path], source=source) for source in ("ring", "$digits_1") for path in PATHS]


@pytest.fixture
def figure(drifts: list[Drift]) -> Figure:
    return drift_figure(drifts)


def grid(figure: Figure) -> np.ndarray:
    return np.array(figure.axes).reshape(-1, len(TITLES))


def test_lines_hold_the_measured_values(figure: Figure, drifts: list[Drift]) -> None:
    for row, source in enumerate(("ring", "$digits_1")):
        for column, name in enumerate(STATISTICS):
            lines = {line.get_color(): line.get_xydata() for line in grid(figure)[row, column].lines}
            for drift in (drift for drift in drifts if drift.source == source):
                values = [(at.t, getattr(at, name).value) for at in drift.times]
                np.testing.assert_allclose(lines[LOOKS[drift.path].colour], values)


def test_the_band_is_the_floor(figure: Figure, drifts: list[Drift]) -> None:
    for column, name in enumerate(STATISTICS):
        floor = getattr(drifts[0].times[0], name).floor
        heights = grid(figure)[0, column].collections[0].get_paths()[0].vertices[:, 1]
        assert (heights.min(), heights.max()) == pytest.approx((floor.low, floor.high))


def test_everything_measured_is_in_view(figure: Figure, drifts: list[Drift]) -> None:
    for axes in grid(figure)[:, : len(STATISTICS)].flat:
        low, high = axes.get_ylim()
        drawn = np.concatenate([line.get_ydata() for line in axes.lines])
        assert low <= drawn.min()
        assert drawn.max() <= high


def test_every_axis_is_named(figure: Figure) -> None:
    panels = grid(figure)
    assert [line[0].get_ylabel() for line in panels] == ["ring", "$digits_1"]
    assert all(axes.get_xlabel() == "position t" for axes in panels[-1])
    assert [axes.get_title() for axes in panels[0]] == list(TITLES.values())


def test_the_judge_has_one_scale_for_all_sources(figure: Figure) -> None:
    limits = {axes.get_ylim() for axes in grid(figure)[:, list(STATISTICS).index("judge_accuracy")]}
    assert len(limits) == 1
    low, high = limits.pop()
    assert low < 0.5 < high <= 1.04


def test_the_legend_names_each_path_once_in_order(figure: Figure) -> None:
    (made,) = figure.legends
    names = [text.get_text() for text in made.get_texts()]
    assert names[:3] == ["linear", "matched", "AdvAI"]
    assert len(names) == 4
    assert names[3].startswith("floor")


def test_the_legend_of_many_long_names_stays_in_the_picture(make_drift) -> None:
    names = ["linear", "spherical", "nlerp", "matched", "AdvAI", "AdvAI, paper", "AdvAI, reference", "a path of mine"]
    figure = drift_figure([make_drift(name) for name in names])
    figure.draw_without_rendering()
    (made,) = figure.legends
    assert made.get_tightbbox().x0 >= 0
    assert made.get_tightbbox().x1 <= figure.bbox.width
    assert len(made.get_texts()) == len(names) + 1


def test_progress_is_drawn_and_jumps_are_told(make_drift) -> None:
    steady, jumping = make_drift("linear"), make_drift("AdvAI", largest_step=20.0)
    last = drift_figure([steady, jumping]).axes[-1]
    np.testing.assert_allclose(last.lines[1].get_xydata(), [(0, 0), (0.5, 0.45), (1, 1)])
    assert [text.get_text() for text in last.texts] == ["AdvAI: jumps"]
    assert not drift_figure([steady]).axes[-1].texts


def test_one_time_and_one_path_are_enough(make_drift) -> None:
    axes = drift_figure([make_drift("own path", (3.0,))]).axes
    assert len(axes) == len(TITLES)
    heights = axes[0].collections[0].get_paths()[0].vertices
    assert np.ptp(heights[:, 0]) > 0


def test_ordered_keeps_every_drift(make_drift) -> None:
    given = [make_drift(path) for path in ("own", "AdvAI", "linear")]
    assert [drift.path for drift in ordered(given)] == ["linear", "AdvAI", "own"]

"""Paths in the plane: drawn where they were traced, dots at equal steps, ends marked, axes alike."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from advai.report import PlaneRow, plane_figure
from advai.report.style import LOOKS

RNG = np.random.default_rng(2)
CLOUD = RNG.uniform(-1, 1, (500, 3)).astype(np.float32)


def traced(bend: float, pairs: int = 2) -> np.ndarray:
    """Arcs from (-1/2, 0) to (1/2, 0), higher for every pair: (pairs, 65, 3)."""
    t = np.linspace(0, 1, 65)
    return np.stack([np.stack([t - 0.5, (k + 1) * bend * t * (1 - t), t], axis=1) for k in range(pairs)])


ROWS = [
    PlaneRow(law="$one", cloud=CLOUD, paths={"linear": traced(0.0), "AdvAI": traced(0.5)}),
    PlaneRow(law="two", cloud=5 * CLOUD, paths={"AdvAI": traced(0.5)}, axes=("first", "second")),
]


@pytest.fixture(scope="module")
def figure() -> Figure:
    return plane_figure(ROWS)


def test_a_panel_for_every_pair_of_every_law(figure: Figure) -> None:
    assert len(figure.axes) == 4
    assert [axes.get_ylabel() for axes in figure.axes[::2]] == ["$one\nz₂", "two\nsecond"]
    assert [axes.get_xlabel() for axes in figure.axes] == ["z₁", "z₁", "first", "first"]


def test_paths_are_drawn_where_they_were_traced(figure: Figure) -> None:
    for pair, axes in enumerate(figure.axes[:2]):
        drawn = {line.get_color(): line.get_xydata() for line in axes.lines if line.get_marker() in ("", "None")}
        for name, points in ROWS[0].paths.items():
            np.testing.assert_allclose(drawn[LOOKS[name].colour], points[pair, :, :2])


def test_dots_are_at_equal_steps_of_t(figure: Figure) -> None:
    dots = [line.get_xydata() for line in figure.axes[0].lines if line.get_marker() == LOOKS["AdvAI"].marker]
    np.testing.assert_allclose(dots[0][:, 0], np.arange(1, 8) / 8 - 0.5)


def test_both_ends_are_marked(figure: Figure) -> None:
    axes = figure.axes[1]
    assert {(text.get_text(), text.get_position()) for text in axes.texts} == {("0", (-0.5, 0.0)), ("1", (0.5, 0.0))}


def test_panels_of_a_law_share_their_frame(figure: Figure) -> None:
    for line in (figure.axes[:2], figure.axes[2:]):
        frames = {(axes.get_xlim(), axes.get_ylim()) for axes in line}
        assert len(frames) == 1
        ((x, y),) = frames
        assert x == y


def test_the_legend_names_paths_and_law(figure: Figure) -> None:
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["linear", "AdvAI", "fresh latents"]

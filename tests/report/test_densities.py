"""Density panels: right values, one scale in a row, and nothing hidden."""

import numpy as np
import pytest
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure

from advai.report import COLUMNS, DensityRow, density_figure
from advai.report.densities import histograms

RNG = np.random.default_rng(1)
SQUARE = RNG.uniform(-1, 1, (40_000, 2)).astype(np.float32)
ROUND = RNG.normal(size=(40_000, 3)).astype(np.float32)
ROWS = [
    DensityRow(law="square", clouds={"original": SQUARE, "linear": SQUARE / 2, "AdvAI": SQUARE + 0.5}),
    DensityRow(
        law="round $x_1$",
        clouds={"original": ROUND, "linear": ROUND / 2, "spherical": ROUND * 3, "AdvAI": ROUND},
        notes={"matched": "no closed form", "AdvAI": "after 10 steps"},
    ),
]


@pytest.fixture(scope="module")
def figure() -> Figure:
    return density_figure(ROWS, t=0.5)


def panels(figure: Figure) -> np.ndarray:
    """Axes by row and column, without the colour bars."""
    return np.array(figure.axes[: len(ROWS) * len(COLUMNS)]).reshape(len(ROWS), len(COLUMNS))


def mesh(axes) -> QuadMesh | None:
    found = [child for child in axes.get_children() if isinstance(child, QuadMesh)]
    return found[0] if found else None


def words(axes) -> str:
    return " ".join(text.get_text() for text in axes.texts)


def test_a_row_has_one_colour_scale_and_one_frame(figure: Figure) -> None:
    for line in panels(figure):
        drawn = [found for axes in line if (found := mesh(axes)) is not None]
        assert len(drawn) >= 3
        assert len({found.get_clim() for found in drawn}) == 1
        assert drawn[0].get_clim()[0] == 0
        assert len({(axes.get_xlim(), axes.get_ylim()) for axes in line}) == 1


def test_a_uniform_law_has_its_density() -> None:
    shown = histograms(ROWS[0], COLUMNS)
    middle = shown.density["original"][18:-18, 18:-18]
    assert middle.mean() == pytest.approx(1 / 4, rel=0.02)
    assert shown.density["linear"].max() == pytest.approx(1.0, rel=0.6)
    assert shown.largest <= 2.01 * np.quantile(shown.density["original"], 0.999)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.law)
def test_what_is_drawn_is_the_share_of_points_in_the_frame(row: DensityRow) -> None:
    shown = histograms(row, COLUMNS)
    low, high = shown.edges[[0, -1]]
    for name, density in shown.density.items():
        inside = np.mean(((row.clouds[name][:, :2] >= low) & (row.clouds[name][:, :2] <= high)).all(axis=1))
        assert density.sum() * (shown.edges[1] - shown.edges[0]) ** 2 == pytest.approx(inside, abs=1e-6)


def test_points_beyond_the_frame_are_told(figure: Figure) -> None:
    line = panels(figure)[1]
    assert "beyond the frame" in words(line[COLUMNS.index("spherical")])
    assert "beyond" not in words(line[0])


def test_an_empty_panel_says_why(figure: Figure) -> None:
    grid, column = panels(figure), COLUMNS.index("matched")
    assert mesh(grid[1, column]) is None
    assert words(grid[1, column]) == "no closed form"
    assert words(grid[0, column]) == "not measured"
    assert "after 10 steps" in words(grid[1, COLUMNS.index("AdvAI")])


def test_rows_columns_and_axes_are_named(figure: Figure) -> None:
    grid = panels(figure)
    assert [axes.get_title() for axes in grid[0]] == list(COLUMNS)
    for line, row in zip(grid, ROWS, strict=True):
        assert row.law in line[0].get_ylabel()
        assert "z₂" in line[0].get_ylabel()
    assert all("z₁" in axes.get_xlabel() for axes in grid[-1] if mesh(axes) is not None)
    assert all(bar.get_ylabel() == "density" for bar in figure.axes[grid.size :])
    assert len(figure.axes) == grid.size + len(ROWS)


def test_the_title_says_when(figure: Figure) -> None:
    assert "t = 0.5" in figure.get_suptitle()
    assert "random t" in density_figure(ROWS[:1], t=None).get_suptitle()


def test_few_points_and_a_single_row_are_drawn() -> None:
    few = DensityRow(law="few", clouds={"original": SQUARE[:3], "linear": SQUARE[:3]})
    assert mesh(density_figure([few], t=0.1, columns=["original", "linear"]).axes[0]) is not None

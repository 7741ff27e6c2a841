"""Small pictures in rows: the names beside them are whole, and nothing is stretched."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from advai.report.picture_rows import Row, blocks_figure, rows_figure


@pytest.mark.parametrize("names", [["test images", "ae"], ["a name of twenty lett"], ["a", "b"]])
@pytest.mark.parametrize("across", [5, 16])
def test_names_stay_inside_of_the_figure(names: list[str], across: int) -> None:
    pictures = [np.zeros((1, 32, 32), dtype=np.uint8)] * across
    figure = rows_figure([Row(name, "black", pictures) for name in names])
    FigureCanvasAgg(figure).draw()
    axes = figure.axes[0]
    box = axes.get_window_extent()
    assert box.x1 <= figure.bbox.width
    assert all(label.get_window_extent().x0 >= 0 for label in axes.get_yticklabels())
    assert box.width / box.height == pytest.approx(across / len(names), rel=1e-2)


@pytest.mark.parametrize("count", [1, 5, 8, 9, 10, 12])
def test_names_beside_blocks_stay_inside_of_the_figure(count: int) -> None:
    rows = [Row("denoising", "black", [np.zeros((1, 32, 32), dtype=np.uint8)] * 11)] * count
    figure = blocks_figure([rows] * 4, [""] * 4, {0: "real", 5: "t = 1/2"})
    FigureCanvasAgg(figure).draw()
    assert all(label.get_window_extent().x0 >= 0 for axes in figure.axes for label in axes.get_yticklabels())

"""Small multiples: a panel for every law on the same axes, a line for every method."""

import numpy as np

from advai.report.benchmark.looks import LOOKS, looks_of
from advai.report.benchmark.numbers import Found
from advai.report.benchmark.panels import half_from_root, judge_panels, root_from_half, sliced_panels
from advai.results import BenchmarkCell

from ..conftest import MakeDrift


def laws(make_drift: MakeDrift) -> list[list[Found]]:
    """Seven laws with two methods, one of which is missing on the last."""
    made = []
    for k in range(7):
        law = f"gaussian:{k + 1}"
        drifts = {"linear": (2.0, 4.0, 20.0), "advai": (1.0, 1.0, 1.0)}
        group = [
            Found(
                law=law,
                method=method,
                cells=[]
                if k == 6 and method == "linear"
                else [
                    BenchmarkCell(law=law, dim=2, method=method, seed=s, samples=9, drift=make_drift(method, ratios))
                    for s in range(2)
                ],
            )
            for method, ratios in drifts.items()
        ]
        made.append(group)
    return made


def test_every_law_has_its_panel_on_the_same_axes(make_drift: MakeDrift) -> None:
    for figure in (judge_panels(laws(make_drift)), sliced_panels(laws(make_drift))):
        panels = [axes for axes in figure.axes if axes.get_visible()]
        assert [axes.get_title() for axes in panels] == [f"gaussian:{k + 1}" for k in range(7)]
        assert len({(axes.get_xlim(), axes.get_ylim(), axes.get_yscale()) for axes in panels}) == 1
        colours = [line.get_color() for line in panels[0].lines]
        assert colours == [LOOKS["linear"].colour, LOOKS["advai"].colour]
        (legend,) = figure.legends
        assert [text.get_text() for text in legend.get_texts()] == ["linear", "advai", "floor"]


def test_the_scale_about_a_half_is_undone_by_its_inverse() -> None:
    accuracy = np.linspace(0.4, 1.0, 31)
    np.testing.assert_allclose(half_from_root(root_from_half(accuracy)), accuracy)


def test_every_method_has_a_colour_and_a_marker_of_its_own() -> None:
    assert len({look.colour for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.marker for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.colour for look in looks_of([*LOOKS, "new"]).values()}) == len(LOOKS) + 1

"""The looks of paths are distinct and stay the same; pictures have the size asked for, without pyplot's state."""

import io
import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from matplotlib._pylab_helpers import Gcf
from matplotlib.colors import to_rgb
from PIL import Image

from advai.report.style import (
    LOOKS,
    OTHERS,
    RESOLUTION,
    density_colours,
    dress,
    in_order,
    looks,
    new_figure,
    png,
    short,
)


def lightness(colour: str) -> float:
    return float(np.dot(to_rgb(colour), [0.2126, 0.7152, 0.0722]))


def test_known_paths_look_the_same_beside_any_others() -> None:
    alone, beside = looks(["AdvAI"]), looks(["own", "linear", "AdvAI", "other"])
    assert alone["AdvAI"] == beside["AdvAI"] == LOOKS["AdvAI"]
    assert beside["own"] != beside["other"]


def test_no_two_paths_share_colour_or_marker() -> None:
    every = [*LOOKS.values(), *OTHERS]
    assert len({look.marker for look in every}) >= len(every) - 1  # "original" is never drawn as a line
    for first, second in itertools.combinations([look for name, look in LOOKS.items() if name != "original"], 2):
        assert np.linalg.norm(np.subtract(to_rgb(first.colour), to_rgb(second.colour))) > 0.25
        assert (first.marker, first.line) != (second.marker, second.line)


def test_line_colours_stand_out_from_white() -> None:
    assert all(lightness(look.colour) < 0.72 for look in [*LOOKS.values(), *OTHERS])


def test_paths_come_in_one_order() -> None:
    assert in_order(["AdvAI", "own", "spherical", "linear", "own"]) == ["linear", "spherical", "AdvAI", "own"]


@given(st.text(), st.integers(5, 40))
def test_a_short_name_fits_on_one_line_and_keeps_its_ends(name: str, most: int) -> None:
    fitted = short(name, most)
    assert len(fitted) <= most
    assert "\n" not in fitted
    if len(name) <= most and name == " ".join(name.split()):
        assert fitted == name
    else:
        assert fitted[:2] == " ".join(name.split())[:2]


def test_density_colours_darken_evenly_from_white() -> None:
    shades = [float(np.dot(shade[:3], [0.2126, 0.7152, 0.0722])) for shade in density_colours()(np.linspace(0, 1, 50))]
    assert shades[0] == 1.0
    assert np.all(np.diff(shades) < 0)
    assert shades[-1] < 0.15


def test_the_file_has_the_size_asked_for_and_repeats() -> None:
    figure = new_figure(2.0, width=5.0)
    dress(figure.subplots(), title="$\\undefined$", x="x_1$", y="y")
    first, again = png(figure), png(figure)
    image = Image.open(io.BytesIO(first))
    assert image.format == "PNG"
    assert image.size == (5 * RESOLUTION, 2 * RESOLUTION)
    assert first == again


def test_pyplot_keeps_no_figure() -> None:
    png(new_figure(1.0))
    assert Gcf.get_all_fig_managers() == []

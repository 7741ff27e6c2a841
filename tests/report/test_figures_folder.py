"""Figures are kept beside the page, whole or not at all."""

from pathlib import Path

import pytest

from advai.config import InputError
from advai.report.figures_folder import drawing_into
from advai.report.style import new_figure, png


def test_the_file_is_the_picture(tmp_path: Path) -> None:
    figure = new_figure(1.0, width=1.0)
    picture = drawing_into(tmp_path)("empty", figure, "nothing", "no conditions")
    assert (tmp_path / "figures/empty.png").read_bytes() == picture.png == png(figure)
    assert (picture.name, picture.shows, picture.caption) == ("empty", "nothing", "no conditions")


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="choose another folder"):
        drawing_into(tmp_path / "missing")

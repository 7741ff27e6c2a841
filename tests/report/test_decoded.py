"""Decoded paths: every frame at its place, pixel by pixel, on one grey scale, between the real pictures."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from advai.report import DecodedPaths, contact_sheet, decoded_figure, reconstruction_figure
from advai.report.style import LOOKS

RNG = np.random.default_rng(3)
STEPS = 5


def decoded(pairs: int, names: tuple[str, ...] = ("AdvAI", "linear")) -> DecodedPaths:
    return DecodedPaths(
        frames={name: RNG.uniform(-0.5, 0.5, (pairs, STEPS, 8, 8)) for name in names},
        ends=RNG.uniform(-0.5, 0.5, (pairs, 2, 8, 8)),
        labels=RNG.integers(0, 10, (pairs, 2)),
    )


def test_the_sheet_holds_every_picture_and_only_gaps_between() -> None:
    pictures = RNG.uniform(-1, 1, (2, 3, 8, 8))
    sheet = contact_sheet([list(row) for row in pictures])
    assert sheet.shape == (2 * 10, 3 * 10)
    for row in range(2):
        for column in range(3):
            cut = sheet[10 * row + 1 : 10 * row + 9, 10 * column + 1 : 10 * column + 9]
            np.testing.assert_array_equal(cut, pictures[row, column])
    assert np.isnan(sheet).sum() == sheet.size - pictures.size


@pytest.mark.parametrize("pairs", [1, 2, 3])
def test_blocks_hold_real_ends_and_all_frames(pairs: int) -> None:
    data = decoded(pairs)
    figure = decoded_figure(data)
    blocks = [axes for axes in figure.axes if axes.images]
    assert len(blocks) == pairs
    for pair, axes in enumerate(blocks):
        sheet = axes.images[0].get_array()
        assert sheet.shape == (2 * 10, (STEPS + 2) * 10)
        np.testing.assert_array_equal(sheet[1:9, 1:9], data.ends[pair, 0])  # linear comes first
        np.testing.assert_array_equal(sheet[11:19, 21:29], data.frames["AdvAI"][pair, 1])
        np.testing.assert_array_equal(sheet[1:9, -9:-1], data.ends[pair, 1])
        assert axes.get_title() == f"{data.labels[pair, 0]} to {data.labels[pair, 1]}"


def test_one_grey_scale_for_all_and_ink_is_dark() -> None:
    figures = [decoded_figure(decoded(3)), reconstruction_figure(np.zeros((4, 8, 8)), np.zeros((4, 8, 8)))]
    images = [image for figure in figures for axes in figure.axes for image in axes.images]
    assert {image.get_clim() for image in images} == {(-1.0, 1.0)}
    assert sum(images[0].cmap(0.0)[:3]) > 2.9
    assert sum(images[0].cmap(1.0)[:3]) < 0.1


def test_rows_and_frames_are_named_in_the_paths_colours() -> None:
    axes = decoded_figure(decoded(1)).axes[0]
    labels = axes.get_yticklabels()
    assert [label.get_text() for label in labels] == ["linear", "AdvAI"]
    assert [to_hex(label.get_color()).upper() for label in labels] == [
        LOOKS[name].colour for name in ("linear", "AdvAI")
    ]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["real", "t = 0", "t = 1/2", "t = 1", "real"]
    np.testing.assert_allclose(axes.get_xticks(), np.array([0, 1, 3, 5, 6]) * 10 + 4.5)


def test_reconstructions_stand_below_their_images() -> None:
    images, back = RNG.uniform(-1, 1, (2, 4, 8, 8))
    axes = reconstruction_figure(images, back).axes[0]
    sheet = axes.images[0].get_array()
    np.testing.assert_array_equal(sheet[1:9, 31:39], images[3])
    np.testing.assert_array_equal(sheet[11:19, 31:39], back[3])
    assert [label.get_text() for label in axes.get_yticklabels()] == ["real", "decoded"]

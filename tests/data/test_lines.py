"""Lines: as the released code of ACAI draws them, one angle for each row, uniform and independent."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from advai.data import open_images, render_lines
from advai.data.lines import unit_by_counter


def test_the_axes_are_two_pixels_wide_and_15_long() -> None:
    right, up, left, down = render_lines(torch.arange(4) * math.pi / 2)[:, 0].float() / 255
    assert right[15:17, 16:31].min() == 1
    assert left[15:17, 1:16].min() > 0.99
    assert up[1:16, 15:17].min() > 0.99
    assert down[16:31, 15:17].min() > 0.99
    for image in (right, up, left, down):
        assert image.sum().item() == pytest.approx(30, abs=0.1)


@pytest.mark.parametrize("angle", [0.3, 5.0])
def test_an_oblique_line_has_the_values_of_the_released_code(angle: float) -> None:
    top, left, known = RELEASED[angle]
    expected = np.zeros((32, 32), int)
    expected[top : top + len(known), left : left + len(known[0])] = known
    drawn = render_lines(torch.tensor([angle], dtype=torch.float64))[0, 0].numpy().astype(int)
    assert abs(drawn - expected).max() <= 1


@given(st.floats(0, 2 * math.pi), st.sampled_from([16, 32, 64]))
def test_the_light_lies_where_the_angle_points(angle: float, size: int) -> None:
    image = render_lines(torch.tensor([angle], dtype=torch.float64), size)[0, 0].double()
    place = torch.arange(size, dtype=torch.float64) + 0.5 - size / 2
    right, up = (image.sum(0) @ place) / image.sum(), -(image.sum(1) @ place) / image.sum()
    reached = math.hypot(right, up)
    assert reached == pytest.approx((size / 2 - 1) / 2, abs=1.2)
    apart = math.remainder(math.atan2(up, right) - angle, 2 * math.pi)
    assert abs(apart) * reached < 1  # the code's own displacement of up to 0.7 pixels, and rounding
    assert image.max() > 0.7 * 255


@given(st.lists(st.integers(0, 2**40), min_size=1, max_size=20, unique=True))
def test_a_row_does_not_depend_on_others(rows: list[int]) -> None:
    lines = open_images("lines", "train")
    together = lines.images(np.array(rows))
    assert together.shape == (len(rows), 1, 32, 32)
    assert torch.equal(together[-1:], lines.images(torch.tensor(rows[-1:])))


def test_the_splits_are_drawn_apart() -> None:
    """Some images are alike all the same: in bytes there are only some 20,000 lines."""
    train, test = (open_images("lines", split) for split in ("train", "test"))
    same = (train.images(np.arange(500)) == test.images(np.arange(500))).flatten(1).all(dim=1)
    assert same.sum() < 3
    assert train.labels() is None and train.count > 2**20


def test_size_and_channels_as_asked() -> None:
    lines = open_images("lines", "test", size=64, channels=3)
    images = lines.images(np.arange(3))
    assert images.shape == (3, 3, 64, 64)
    assert torch.equal(images[:, 0], images[:, 2])


def test_the_counter_draws_are_splitmix64() -> None:
    """The first output for seed 0 is known; the others by whole numbers without a machine's width."""
    drawn = unit_by_counter(np.arange(100, dtype=np.uint64))
    assert drawn[0] == (0xE220A8397B1DCDAF >> 11) / 2**53
    for counter in (1, 7, 99):
        z = (counter + 1) * 0x9E3779B97F4A7C15 % 2**64
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
        assert drawn[counter] == ((z ^ z >> 31) >> 11) / 2**53


def test_angles_are_uniform() -> None:
    from scipy.stats import kstest

    drawn = unit_by_counter(np.arange(100_000, dtype=np.uint64))
    assert kstest(drawn, "uniform").pvalue > 0.01
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.01


RELEASED = {
    0.3: (
        10,
        16,
        [
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 45],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 63, 142, 221, 255],
            [0, 0, 0, 0, 0, 0, 0, 3, 82, 160, 239, 255, 255, 255, 210],
            [0, 0, 0, 0, 21, 100, 179, 255, 255, 255, 255, 192, 113, 34, 0],
            [0, 39, 118, 197, 255, 255, 255, 252, 173, 95, 16, 0, 0, 0, 0],
            [216, 255, 255, 255, 234, 155, 76, 0, 0, 0, 0, 0, 0, 0, 0],
            [255, 216, 137, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [39, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ],
    ),
    5.0: (
        16,
        14,
        [
            [38, 255, 217, 0, 0, 0, 0],
            [0, 217, 255, 38, 0, 0, 0],
            [0, 142, 255, 113, 0, 0, 0],
            [0, 66, 255, 189, 0, 0, 0],
            [0, 0, 246, 255, 9, 0, 0],
            [0, 0, 171, 255, 84, 0, 0],
            [0, 0, 95, 255, 160, 0, 0],
            [0, 0, 20, 255, 235, 0, 0],
            [0, 0, 0, 199, 255, 56, 0],
            [0, 0, 0, 124, 255, 131, 0],
            [0, 0, 0, 48, 255, 207, 0],
            [0, 0, 0, 0, 228, 255, 27],
            [0, 0, 0, 0, 153, 255, 102],
            [0, 0, 0, 0, 77, 255, 178],
            [0, 0, 0, 0, 2, 255, 253],
        ],
    ),
}
"""By angle: the first row and column that are not black, and the bytes from there."""

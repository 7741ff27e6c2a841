"""What cannot be latents is refused, and the error says where it is and what to do."""

import numpy as np
import pytest
import torch

from advai.config import InputError, InputTypeError
from advai.distributions import HeldLatents, check_values
from advai.distributions.latents_check import check_floating, check_layout
from advai.distributions.stored_latents import CHUNK_NUMBERS


def latents(rows: int = 50, dim: int = 4) -> torch.Tensor:
    return torch.randn(rows, dim, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_good_latents_pass(dtype: torch.dtype) -> None:
    given = HeldLatents("codes", latents().to(dtype))
    check_values(given)
    assert torch.isfinite(given.rows(torch.arange(given.count))).all()


@pytest.mark.parametrize(("value", "word"), [(np.nan, "NaN"), (np.inf, "infinite"), (-np.inf, "infinite")])
@pytest.mark.parametrize(("row", "coordinate"), [(0, 0), (17, 2), (49, 3)])
def test_a_number_that_is_not_finite_is_found(value: float, word: str, row: int, coordinate: int) -> None:
    bad = latents()
    bad[row, coordinate] = value
    with pytest.raises(InputError, match=rf"coordinate {coordinate} of row {row} of codes is {word}.*: remove"):
        check_values(HeldLatents("codes", bad))


def test_the_row_is_counted_over_chunks() -> None:
    bad = latents(rows=CHUNK_NUMBERS // 1024 * 2 + 5, dim=1024)
    bad[-2, 7] = torch.nan
    with pytest.raises(InputError, match=rf"coordinate 7 of row {len(bad) - 2} of"):
        check_values(HeldLatents("codes", bad))


def test_a_double_beyond_float32_is_infinite() -> None:
    bad = latents().double()
    bad[3, 1] = 1e300
    with pytest.raises(InputError, match=r"row 3 of codes is infinite \(in float32\)"):
        check_values(HeldLatents("codes", bad))


@pytest.mark.parametrize(
    ("constant", "words"), [([2], "coordinate 2 of codes is 0.5"), ([0, 3], r"coordinate 0 \(and 1 m")]
)
def test_a_constant_coordinate_is_named(constant: list[int], words: str) -> None:
    bad = latents()
    bad[:, constant] = 0.5
    with pytest.raises(InputError, match=words):
        check_values(HeldLatents("codes", bad))


@pytest.mark.parametrize("values", [(1.0, 2.0), (2.0, 1.0)])
def test_a_coordinate_that_varies_only_between_chunks_is_fine(values: tuple[float, float]) -> None:
    fine = latents(rows=CHUNK_NUMBERS // 1024 * 2, dim=1024)
    fine[: CHUNK_NUMBERS // 1024, 5], fine[CHUNK_NUMBERS // 1024 :, 5] = values
    given = HeldLatents("codes", fine)
    check_values(given)
    assert given.rows(torch.arange(given.count))[:, 5].std() > 0


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((5,), r"came|reshape\(-1, dim\)"),
        ((), "shape"),
        ((5, 2, 2), r"\(5, 2, 2\): flatten each latent with \.reshape\(len\(latents\), -1\)"),
        ((0, 3), "holds no numbers"),
        ((3, 0), "holds no numbers"),
        ((-3, 4), "holds no numbers"),
    ],
)
def test_a_wrong_shape_is_refused(shape: tuple[int, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_layout("codes", shape)


def test_a_single_row_is_no_law() -> None:
    check_layout("codes", (1, 8))
    with pytest.raises(InputError, match=r"codes has the shape \(1, 8\): one point has no law, give more rows"):
        check_values(HeldLatents("codes", torch.ones(1, 8)))


def test_integers_are_refused() -> None:
    with pytest.raises(InputTypeError, match=r"codes holds int64: convert them first"):
        check_floating("codes", False, np.dtype("int64"))

"""Everything that a user can hand to a path wrongly is refused in one sentence."""

import inspect
from typing import Any

import numpy as np
import pytest
import torch

from advai.config import InputError, InputTypeError
from advai.paths import lerp
from advai.paths.checks import check_floating, check_times, compute_dtype

# Without the checks of shapes that tests are run under: here the errors of the function itself are looked at.
unchecked = inspect.unwrap(lerp)
z = torch.zeros(4, 3)

WRONG: list[tuple[Any, Any, Any, type[Exception], str]] = [
    (z.long(), z, 0.5, InputTypeError, r"z0 must be of a floating dtype, but is torch.int64: use z0.float\(\)"),
    (z, z.to(torch.complex64), 0.5, InputTypeError, "z1 must be of a floating dtype"),
    (torch.tensor(1.0), torch.tensor(1.0), 0.5, InputError, r"z0 must have the shape \(\*batch, latent\)"),
    (z, z[:3], 0.5, InputError, r"one shape, but have \(4, 3\) and \(3, 3\): use z0.expand_as\(z1\)"),
    (z, z[:1], 0.5, InputError, "one shape"),
    (z, z.double(), 0.5, InputTypeError, r"one dtype, but have torch.float32 and torch.float64: use z1.to\(z0.dtype\)"),
    (z, z.to("meta"), 0.5, InputError, r"one device, but are on cpu and meta: use z1.to\(z0.device\)"),
    (z, z, 1.5, InputError, r"t must lie in \[0, 1\], but is 1.5: t = 0 is z0, t = 1 is z1"),
    (z, z, -1e-9, InputError, r"t must lie in \[0, 1\]"),
    (z, z, float("nan"), InputError, r"t must lie in \[0, 1\], but is nan"),
    (z, z, torch.tensor([0.0, 0.5, 1.0, 1.1]), InputError, r"t must lie in \[0, 1\], but is 1.1"),
    (z, z, torch.tensor(float("nan")), InputError, "but is nan"),
    (z, z, torch.tensor([0, 1, 0, 1]), InputTypeError, r"t must be of a floating dtype, but is torch.int64"),
    (z, z, "0.5", InputTypeError, "t must be a float or a tensor of floats, but is a str"),
    (z, z, [0.5], InputTypeError, "but is a list"),
    (z, z, True, InputTypeError, "but is a bool"),
    (z, z, torch.full((3,), 0.5), InputError, r"one time per latent, shape \(4,\), but has the shape \(3,\)"),
    (z, z, torch.full((4, 1), 0.5), InputError, r"shape \(4,\), but has the shape \(4, 1\)"),
    (z[0], z[0], torch.full((1,), 0.5), InputError, r"shape \(\), but has the shape \(1,\)"),
    (z, z, torch.full((4,), 0.5, device="meta"), InputError, "t must be on the device of z0, cpu, but is on meta"),
]


@pytest.mark.parametrize(("z0", "z1", "t", "kind", "words"), WRONG, ids=[case[4][:40] for case in WRONG])
def test_wrong_input_is_refused(z0: Any, z1: Any, t: Any, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words) as error:
        unchecked(z0, z1, t)
    assert str(error.value).endswith(".")
    assert str(error.value).count(". ") == 0


def test_what_is_no_tensor_is_refused() -> None:
    with pytest.raises(InputTypeError, match=r"z0 must be a tensor, but is a ndarray: use torch.as_tensor\(z0\)"):
        check_floating("z0", np.zeros((2, 3)))


def test_times_of_many_kinds_are_taken() -> None:
    for t in (0.25, np.float32(0.25), np.float64(0.25), torch.tensor(0.25), torch.tensor(0.25, dtype=torch.float16)):
        assert check_times(t, z).column.item() == 0.25
        assert check_times(t, z).column.dtype == torch.float32
    assert check_times(1, z.double()).column.dtype == torch.float64
    assert check_times(torch.full((4,), 0.5), z).column.shape == (4, 1)


def test_half_types_are_computed_in_single() -> None:
    assert (
        compute_dtype(torch.float16) == compute_dtype(torch.bfloat16) == compute_dtype(torch.float32) == torch.float32
    )
    assert compute_dtype(torch.float64) == torch.float64

"""Evaluating any path: what it returns is checked, and said with its name and t when it cannot be measured."""

import pytest
import torch
from torch import Tensor, nn

from advai.config import InputError, InputTypeError
from advai.distances import path_points, points_at
from advai.paths import lerp, slerp

Z0, Z1 = (torch.randn(20, 3, generator=torch.Generator().manual_seed(seed)) for seed in (0, 1))


def test_chunks_give_what_the_whole_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(path_points, "CHUNK", 3 * 7)
    torch.testing.assert_close(points_at(slerp, Z0, Z1, 0.3), slerp(Z0, Z1, 0.3))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_every_floating_dtype_is_taken(dtype: torch.dtype) -> None:
    def path(z0: Tensor, z1: Tensor, t: float) -> Tensor:
        return lerp(z0, z1, t).to(dtype)

    found = points_at(path, Z0, Z1, 0.5)
    assert found.dtype == torch.float32
    torch.testing.assert_close(found, (Z0 + Z1) / 2, atol=0.02, rtol=0.01)


def test_a_module_is_evaluated_without_gradient() -> None:
    class Scaled(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = nn.Parameter(torch.tensor(2.0))

        def forward(self, z0: Tensor, z1: Tensor, t: float) -> Tensor:
            return self.scale * lerp(z0, z1, t)

    found = points_at(Scaled(), Z0, Z1, 0.0)
    assert not found.requires_grad
    torch.testing.assert_close(found, 2 * Z0)


def test_nan_is_refused_with_the_path_and_t() -> None:
    def broken(z0: Tensor, z1: Tensor, t: float) -> Tensor:
        z = lerp(z0, z1, t)
        z[3] = torch.nan
        return z

    with pytest.raises(InputError, match=r"'broken' at t = 0\.25 returned NaN or infinity in 1 of 20"):
        points_at(broken, Z0, Z1, 0.25)


def test_a_wrong_shape_is_refused_with_the_path_and_t() -> None:
    def narrow(z0: Tensor, z1: Tensor, t: float) -> Tensor:
        return lerp(z0, z1, t)[:, :2]

    with pytest.raises(InputError, match=r"'narrow' at t = 0\.5 .* shape \(20, 3\), but returned \(20, 2\)"):
        points_at(narrow, Z0, Z1, 0.5)


def test_what_is_no_floating_tensor_is_refused() -> None:
    def array(z0: Tensor, z1: Tensor, t: float) -> object:
        return lerp(z0, z1, t).numpy()

    def counts(z0: Tensor, z1: Tensor, t: float) -> Tensor:
        return lerp(z0, z1, t).long()

    with pytest.raises(InputTypeError, match="'array' at t = 1 must return a floating tensor, but returned ndarray"):
        points_at(array, Z0, Z1, 1.0)
    with pytest.raises(InputTypeError, match=r"torch\.int64"):
        points_at(counts, Z0, Z1, 1.0)

"""What the two paths with tables of the marginals have in common: ends, reversal, shapes, independence, velocity."""

import pytest
import torch

from advai.config import InputError
from advai.paths import Gaussianised, MarginalMatched, path_name

TabulatedPath = type[Gaussianised] | type[MarginalMatched]

both = pytest.mark.parametrize("make", [Gaussianised, MarginalMatched], ids=["LOL", "per coordinate"])


@both
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64], ids=str)
def test_ends_reversal_and_shapes(make: TabulatedPath, dtype: torch.dtype) -> None:
    path = make("student:3")
    z0, z1 = torch.randn(2, 4, 5, 3, generator=torch.Generator().manual_seed(0)).to(dtype)
    times = torch.tensor([0.0, 0.125, 0.5, 0.75, 1.0])
    point = path(z0, z1, times)
    assert point.dtype == dtype
    assert torch.equal(point[:, 0], z0[:, 0])
    assert torch.equal(point[:, -1], z1[:, -1])
    assert torch.equal(point, path(z1, z0, 1 - times))
    torch.testing.assert_close(point[2, 3], path(z0[2, 3], z1[2, 3], 0.75))
    assert torch.equal(path(z0, z1, 0.5, out=torch.empty_like(z0)), path(z0, z1, 0.5))


@both
def test_a_bad_latent_touches_no_other_and_another_dimension_is_refused(make: TabulatedPath) -> None:
    path = make("uniform:2")
    z0 = torch.tensor([[0.1, 0.2], [torch.nan, torch.inf]])
    point = path(z0, -z0 / 2, 0.3)
    assert torch.equal(point[:1], path(z0[:1], -z0[:1] / 2, 0.3))
    assert point[1].isnan().any()
    with pytest.raises(InputError, match="uniform:2 is for latents of 2 coordinates"):
        path(torch.zeros(4, 3), torch.zeros(4, 3), 0.5)


@both
def test_the_velocity_is_that_of_the_points(make: TabulatedPath) -> None:
    path = make("laplace:2")
    z0, z1 = torch.randn(2, 6, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    t = torch.full((6,), 0.31, dtype=torch.float64, requires_grad=True)
    (velocity,) = torch.autograd.grad(path(z0, z1, t).sum(), t)
    change = (path(z0, z1, 0.31 + 1e-7) - path(z0, z1, 0.31 - 1e-7)).sum(-1) / 2e-7
    torch.testing.assert_close(velocity, change, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("make", "name"), [(Gaussianised, "LOL"), (MarginalMatched, "matched per coordinate")])
def test_its_name(make: TabulatedPath, name: str) -> None:
    assert path_name(make("ring")) == name
    assert "ring" in repr(make("ring"))

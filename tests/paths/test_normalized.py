"""The normalised path by what defines it: the direction of the linear path, and a norm that runs linearly."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from advai.paths import lerp, nlerp


@given(seed=st.integers(0, 1000), dim=st.integers(1, 9), t=st.floats(0, 1))
def test_direction_is_linear_and_so_is_the_norm(seed: int, dim: int, t: float) -> None:
    z0, z1 = torch.randn(2, 20, dim, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    point, straight = nlerp(z0, z1, t), lerp(z0, z1, t)
    torch.testing.assert_close(point.norm(dim=-1), torch.lerp(z0.norm(dim=-1), z1.norm(dim=-1), t))
    along = (point * straight).sum(-1)
    torch.testing.assert_close(along, point.norm(dim=-1) * straight.norm(dim=-1))


def test_where_opposite_latents_cancel_there_is_nothing() -> None:
    z = torch.randn(50, 8, generator=torch.Generator().manual_seed(0))
    assert torch.equal(nlerp(z, -z, 0.5), torch.zeros_like(z))
    torch.testing.assert_close(nlerp(z, -z, 0.25), z)
    torch.testing.assert_close(nlerp(z, -z, 0.75), -z)


def test_it_holds_for_huge_and_tiny_latents() -> None:
    z0, z1 = torch.randn(2, 50, 8, generator=torch.Generator().manual_seed(1))
    for scale in (2.0**100, 2.0**-100, 2.0**120):
        assert torch.equal(nlerp(z0 * scale, z1 * scale, 0.3), nlerp(z0, z1, 0.3) * scale)
    assert not nlerp(z0.sign() * 3e38, -z1.sign() * 3e38, 0.3).isnan().any()


def test_between_latents_of_one_norm_it_keeps_it() -> None:
    z0, z1 = torch.nn.functional.normalize(torch.randn(2, 50, 8, generator=torch.Generator().manual_seed(2)), dim=-1)
    torch.testing.assert_close(nlerp(z0, z1, 0.4).norm(dim=-1), torch.ones(50))

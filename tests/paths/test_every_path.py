"""What every path keeps, whatever its formula: ends, reversal, shapes, dtypes, gradients, rows apart, and `out=`."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from advai.config import InputError
from advai.distributions import Empirical
from advai.paths import Matched, lerp, nlerp, slerp
from advai.shapes import Path


def matched_to_latents(dim: int) -> Path:
    generator = torch.Generator().manual_seed(dim)
    mixing = torch.randn(dim, dim, generator=generator)
    return Matched(Empirical(torch.randn(60, dim, generator=generator) @ mixing + 3))


PATHS: dict[str, Callable[[int], Path]] = {
    "linear": lambda dim: lerp,
    "spherical": lambda dim: slerp,
    "nlerp": lambda dim: nlerp,
    "gaussian": lambda dim: Matched(f"gaussian:{dim}"),
    "uniform": lambda dim: Matched(f"uniform:{dim}"),
    "latents": matched_to_latents,
}
DTYPES = [torch.float16, torch.bfloat16, torch.float32, torch.float64]
BITS = {2: torch.int16, 4: torch.int32, 8: torch.int64}

every_path = pytest.mark.parametrize("make", PATHS.values(), ids=PATHS)
every_dtype = pytest.mark.parametrize("dtype", DTYPES, ids=str)
batches = st.sampled_from([(), (1,), (5,), (2, 3), (0,), (2, 0, 3)])
dims = st.integers(1, 9)
seeds = st.integers(0, 2**32)


def draw(seed: int, shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return tuple((1.5 * torch.randn(2, *shape, generator=generator)).to(dtype))  # type: ignore[return-value]


def grid(seed: int, shape: tuple[int, ...]) -> Tensor:
    """Times whose 1 - t is exact, the ends and the middle often among them."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, 9, shape, generator=generator) / 8


def same_bits(a: Tensor, b: Tensor) -> bool:
    bits = BITS[a.element_size()]
    return a.dtype == b.dtype and torch.equal(a.view(bits), b.view(bits))


def hard_pairs(dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Pairs that break a formula: parallel, opposite, zero, of other lengths, huge, tiny, all against all."""
    z = draw(0, (1, 4), dtype)[0]
    nudge = 1e-3 * draw(1, (1, 4), dtype)[0]
    huge = 6e4 if dtype == torch.float16 else 1e30
    ends = [z, -z, 3 * z, -3 * z, z + nudge, -z - nudge, 1e-4 * nudge - z, 0 * z, z.sign() * huge, -z.sign() * huge]
    ends += [torch.eye(4, dtype=dtype)[:1], z * 1e-4, z * torch.finfo(dtype).tiny, z * torch.finfo(dtype).tiny / 64]
    everything = torch.cat(ends)
    pairs = torch.cartesian_prod(torch.arange(len(ends)), torch.arange(len(ends)))
    return everything[pairs[:, 0]], everything[pairs[:, 1]]


@every_path
@every_dtype
@settings(max_examples=20)
@given(batch=batches, dim=dims, seed=seeds)
def test_ends_are_exact_to_the_bit(
    make: Callable[[int], Path], dtype: torch.dtype, batch: tuple[int, ...], dim: int, seed: int
) -> None:
    path = make(dim)
    z0, z1 = draw(seed, (*batch, dim), dtype)
    z0[..., 0] = -0.0
    assert same_bits(path(z0, z1, 0.0), z0)
    assert same_bits(path(z0, z1, 1), z1)
    times = grid(seed, batch)
    mixed, out = path(z0, z1, times), torch.empty_like(z0)
    assert same_bits(mixed[times == 0], z0[times == 0])
    assert same_bits(mixed[times == 1], z1[times == 1])
    assert same_bits(path(z0, z1, times, out=out), mixed)


@every_path
@every_dtype
@settings(max_examples=20)
@given(batch=batches, dim=dims, seed=seeds)
def test_reversal_changes_nothing(
    make: Callable[[int], Path], dtype: torch.dtype, batch: tuple[int, ...], dim: int, seed: int
) -> None:
    path = make(dim)
    z0, z1 = draw(seed, (*batch, dim), dtype)
    times = grid(seed, batch)
    assert torch.equal(path(z0, z1, times), path(z1, z0, 1 - times))
    assert torch.equal(path(z0, z1, 0.75), path(z1, z0, 0.25))


@every_path
@every_dtype
def test_reversal_changes_nothing_for_hard_pairs(make: Callable[[int], Path], dtype: torch.dtype) -> None:
    path = make(4)
    z0, z1 = hard_pairs(dtype)
    for t in (0.125, 0.25, 0.5, 0.75):
        assert torch.equal(path(z0, z1, t), path(z1, z0, 1 - t))


@every_path
@every_dtype
@settings(max_examples=20)
@given(batch=batches, dim=dims, seed=seeds)
def test_shape_and_dtype_are_kept(
    make: Callable[[int], Path], dtype: torch.dtype, batch: tuple[int, ...], dim: int, seed: int
) -> None:
    z0, z1 = draw(seed, (*batch, dim), dtype)
    for t in (
        0.3,
        torch.tensor(0.3),
        torch.full(batch, 0.3, dtype=torch.float64),
        torch.full(batch, 0.25, dtype=dtype),
    ):
        point = make(dim)(z0, z1, t)
        assert point.shape == (*batch, dim)
        assert point.dtype == dtype
        assert point.isfinite().all()


@every_path
def test_times_broadcast_over_the_batch(make: Callable[[int], Path]) -> None:
    path = make(3)
    z0, z1 = draw(0, (4, 5, 3))
    times = torch.tensor([0.0, 0.2, 0.5, 0.9, 1.0])
    assert torch.equal(path(z0, z1, times), path(z0, z1, times.expand(4, 5)))
    assert torch.equal(path(z0, z1, times, out=torch.empty_like(z0)), path(z0, z1, times))
    assert torch.equal(path(z0, z1, times[:4, None]), path(z0, z1, times[:4, None].expand(4, 5)))


def gradients(path: Path, z0: Tensor, z1: Tensor, t: float) -> tuple[Tensor, tuple[Tensor, ...]]:
    """The finite points of a path, and what their sum gives for z0, z1 and the times."""
    inputs = z0.requires_grad_(), z1.requires_grad_(), torch.full(z0.shape[:-1], t, dtype=z0.dtype, requires_grad=True)
    point = path(*inputs)
    return point, torch.autograd.grad(point[point.isfinite()].sum(), inputs)


@every_path
@every_dtype
def test_hard_pairs_give_finite_latents_and_gradients(make: Callable[[int], Path], dtype: torch.dtype) -> None:
    path, largest = make(4), torch.finfo(dtype).max
    for t in (0.0, 0.1, 0.5, 0.7, 1.0):
        z0, z1 = hard_pairs(dtype)
        point, found = gradients(path, z0, z1, t)
        exact, expected = gradients(path, z0.detach().double(), z1.detach().double(), t)
        # float16 does not hold the norm of (6e4, 6e4, 6e4, 6e4), nor how much a tiny latent turns a huge one.
        for value, truth in ((point, exact), *zip(found, expected, strict=True)):
            assert not value.isnan().any()
            assert value.isfinite()[truth.abs() < largest].all()
            assert dtype == torch.float16 or value.isfinite().all()


@every_path
@settings(max_examples=10)
@given(seed=seeds, dim=st.integers(1, 5))
def test_derivatives_are_those_of_the_latents(make: Callable[[int], Path], seed: int, dim: int) -> None:
    path = make(dim)
    z0, z1 = (0.5 * z.clamp(-1.9, 1.9).requires_grad_() for z in draw(seed, (3, dim), torch.float64))
    times = torch.tensor([0.1, 0.45, 0.8], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(path, (z0, z1, times), atol=1e-4)


@every_path
def test_the_velocity_at_the_ends_is_not_lost(make: Callable[[int], Path]) -> None:
    path = make(3)
    z0, z1 = (z.tanh() for z in draw(3, (8, 3), torch.float64))
    ends = torch.tensor([0.0, 1.0], dtype=torch.float64).repeat(4).requires_grad_()
    (velocity,) = torch.autograd.grad(path(z0, z1, ends).sum(), ends)
    inside = ends.detach() + 1e-6 * (1 - 2 * ends.detach())
    change = (path(z0, z1, inside) - path(z0, z1, ends.detach())).sum(-1) / (inside - ends.detach())
    torch.testing.assert_close(velocity, change, rtol=1e-4, atol=1e-4)


@every_path
@every_dtype
def test_a_row_is_independent_of_the_others(make: Callable[[int], Path], dtype: torch.dtype) -> None:
    path = make(4)
    z0, z1 = hard_pairs(dtype)
    poison = torch.full((3, 4), torch.nan, dtype=dtype)
    ordinary0, ordinary1 = draw(7, (37, 4), dtype)
    z0, z1 = torch.cat([ordinary0, z0, poison]), torch.cat([ordinary1, z1, poison])
    times = torch.linspace(0, 1, len(z0))
    together = path(z0, z1, times)
    apart = torch.stack([path(a, b, t) for a, b, t in zip(z0, z1, times, strict=True)])
    assert same_bits(together[:-3], apart[:-3])
    assert together[-3:].isnan().all()


@every_path
@every_dtype
@pytest.mark.parametrize("with_ends", [True, False])
def test_chunks_into_given_memory_change_nothing(
    make: Callable[[int], Path], dtype: torch.dtype, with_ends: bool
) -> None:
    path, dim = make(256), 256
    z0, z1 = draw(5, (5000, dim), dtype)
    times = torch.linspace(0, 1, 5000) if with_ends else torch.linspace(0.1, 0.9, 5000)
    # Differentiating needs the whole at once: the reference.
    whole = path(z0, z1, times.clone().requires_grad_()).detach()
    out = torch.empty_like(z0)
    assert path(z0, z1, times, out=out) is out
    assert torch.equal(out, whole)
    assert torch.equal(path(z0, z1, times), whole)
    for t in (0.5, 0.3):
        assert torch.equal(
            path(z0, z1, t, out=out), path(z0, z1, torch.tensor(t, dtype=torch.float64, requires_grad=True))
        )


@every_path
@every_dtype
def test_out_may_be_either_end(make: Callable[[int], Path], dtype: torch.dtype) -> None:
    path = make(6)
    z0, z1 = draw(6, (50, 6), dtype)
    for times in (torch.linspace(0, 1, 50), torch.linspace(0.1, 0.9, 50), 0.5, 0.4, 0.0):
        expected = path(z0, z1, times)
        over0, over1 = z0.clone(), z1.clone()
        assert torch.equal(path(over0, z1, times, out=over0), expected)
        assert torch.equal(path(z0, over1, times, out=over1), expected)


@every_path
def test_half_types_are_rounded_once(make: Callable[[int], Path]) -> None:
    path = make(5)
    for dtype in (torch.float16, torch.bfloat16):
        z0, z1 = draw(8, (200, 5), dtype)
        times = torch.linspace(0, 1, 200)
        exact = path(z0.double(), z1.double(), times.double())
        error = (path(z0, z1, times).double() - exact).abs()
        assert (error <= 0.51 * torch.finfo(dtype).eps * exact.abs() + 2e-6).all()


@every_path
def test_out_and_gradients_exclude_each_other(make: Callable[[int], Path]) -> None:
    path = make(3)
    z0, z1 = draw(0, (4, 3))
    z0.requires_grad_()
    with pytest.raises(InputError, match="gradients"):
        path(z0, z1, 0.5, out=torch.empty(4, 3))
    with torch.no_grad():
        assert torch.equal(path(z0, z1, 0.5, out=torch.empty(4, 3)), path(z0, z1, 0.5))

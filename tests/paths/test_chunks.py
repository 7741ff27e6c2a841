"""Memory to write into: what is taken and what is refused; and that chunks meet where they should."""

import inspect
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from advai.config import InputError, InputTypeError
from advai.paths import Matched, Room, lerp, linear_point, nlerp, run_formula, slerp, spherical_point

Wrong = Callable[[Tensor], Tensor]


def draw(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("chunk_bytes", [1, 100, 4096, 1 << 30])
@pytest.mark.parametrize("count", [1, 7, 33])
def test_chunks_of_any_size_meet(chunk_bytes: int, count: int) -> None:
    z0, z1 = draw(2, count, 5)
    times, sizes = torch.linspace(0.1, 0.9, count), []

    def recording(z0: Tensor, z1: Tensor, t: Tensor, room: Room | None) -> Tensor:
        assert room is not None
        assert room.out.shape == room.scratch.shape == z0.shape
        sizes.append(len(z0))
        return linear_point(z0, z1, t, room)

    out = run_formula(recording, z0, z1, times, torch.empty_like(z0), chunk_bytes=chunk_bytes)
    assert torch.equal(out, lerp(z0, z1, times))
    assert sum(sizes) == count
    assert max(sizes) == max(1, min(count, chunk_bytes // 20))


def test_a_formula_may_leave_the_room_unused() -> None:
    z0, z1 = draw(2, 9, 5)
    out = run_formula(lambda z0, z1, t, room: z0 + t * (z1 - z0), z0, z1, 0.3, torch.empty_like(z0), chunk_bytes=40)
    torch.testing.assert_close(out, lerp(z0, z1, 0.3))


@pytest.mark.parametrize("path", [lerp, slerp])
def test_memory_of_many_layouts_is_taken(path: Callable[..., Tensor]) -> None:
    z0, z1 = draw(2, 6, 8)
    times = torch.linspace(0.1, 0.9, 6)
    expected = path(z0, z1, times)
    wide = torch.zeros(6, 20)
    path(z0, z1, times, out=wide[:, 5:13])
    assert torch.equal(wide[:, 5:13], expected)
    assert not wide[:, :5].any()
    assert not wide[:, 13:].any()
    rows = torch.zeros(12, 8)
    assert torch.equal(path(z0, z1, times, out=rows[::2]), expected)
    assert torch.equal(path(z0.T.contiguous().T, z1, times, out=torch.empty(6, 8)), expected)
    assert torch.equal(
        path(z0[:1].expand(6, 8), z1, times, out=torch.empty(6, 8)), path(z0[:1].expand(6, 8), z1, times)
    )
    assert torch.equal(path(z0[0], z1[0], 0.3, out=torch.empty(8)), path(z0[0], z1[0], 0.3))
    grid0, grid1 = z0.view(2, 3, 8), z1.view(2, 3, 8)
    assert torch.equal(path(grid0, grid1, times.view(2, 3), out=torch.empty(2, 3, 8)), expected.view(2, 3, 8))
    assert path(z0[:0], z1[:0], 0.5, out=torch.empty(0, 8)).shape == (0, 8)


@pytest.mark.parametrize("path", [lerp, slerp])
def test_columns_of_one_table_are_taken(path: Callable[..., Tensor]) -> None:
    table = draw(6, 3, 8)
    z0, z1 = table[:, 0].clone(), table[:, 1].clone()
    expected = path(z0, z1, 0.3)
    assert torch.equal(path(table[:, 0], table[:, 1], 0.3, out=table[:, 2]), expected)
    assert torch.equal(path(table[:, 0], table[:, 1], 0.3, out=table[:, 1]), expected)
    assert torch.equal(table[:, 0], z0)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda pool: pool[1:5], "overlaps one of them"),
        (lambda pool: pool.view(-1)[4:36].view(4, 8), "overlaps one of them"),
        (lambda pool: pool.view(-1)[:64:2].view(4, 8), "overlaps one of them"),
        (lambda pool: torch.empty(1, 8).expand(4, 8), "a place for each element"),
        (lambda pool: torch.empty(4, 7), r"must be as z0, \(4, 8\) torch.float32 on cpu, but is \(4, 7\)"),
        (lambda pool: torch.empty(4, 8, dtype=torch.float64), "torch.float64 on cpu"),
        (lambda pool: torch.empty(4, 8, device="meta"), "on meta"),
    ],
)
def test_memory_that_does_not_fit_is_refused(make: Wrong, words: str) -> None:
    pool = draw(9, 8)
    with pytest.raises(InputError, match=words):
        lerp(pool[:4], pool[5:], 0.5, out=make(pool))


def test_a_batch_that_is_no_table_is_refused() -> None:
    z0, z1 = draw(2, 2, 3, 8)
    with pytest.raises(InputError, match="one table of latents"):
        lerp(z0, z1, 0.5, out=torch.empty(3, 2, 8).transpose(0, 1))
    with pytest.raises(InputTypeError, match="out must be of a floating dtype"):
        lerp(z0, z1, 0.5, out=torch.empty(2, 3, 8, dtype=torch.int32))


@pytest.mark.skipif(inspect.unwrap(lerp) is not lerp, reason="shapes are being checked, which does not compile")
@pytest.mark.parametrize("path", [lerp, slerp])
def test_compiling_gives_the_same_points(path: Callable[..., Tensor]) -> None:
    z0, z1 = draw(2, 6, 8)
    z1[0] = -z0[0]
    compiled = torch.compile(path, fullgraph=True, backend="eager")
    for times in (torch.linspace(0, 1, 6), 0.5):
        assert torch.equal(compiled(z0, z1, times), path(z0, z1, times))


def test_forward_derivatives_are_those_of_backward_ones() -> None:
    z0, z1 = draw(2, 5000, 256)
    times = torch.linspace(0, 1, 5000)
    for path in (lerp, slerp):
        velocity = torch.func.jvp(lambda t, path=path: path(z0, z1, t), (times,), (torch.ones(5000),))[1]
        t = times.clone().requires_grad_()
        (slope,) = torch.autograd.grad(path(z0, z1, t).sum(), t)
        torch.testing.assert_close(velocity.sum(-1), slope, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("path", [lerp, slerp, nlerp, Matched("gaussian:64"), Matched("uniform:64")])
def test_the_number_of_threads_changes_nothing(path: Callable[..., Tensor]) -> None:
    z0, z1 = draw(2, 40_000, 64)
    times, before, made = torch.linspace(0.1, 0.9, 40_000), torch.get_num_threads(), []
    try:
        for threads in (1, 3):
            torch.set_num_threads(threads)
            made.append(path(z0, z1, times, out=torch.empty_like(z0)))
    finally:
        torch.set_num_threads(before)
    assert torch.equal(*made)
    assert torch.equal(made[0][:50], path(z0[:50], z1[:50], times[:50]))


def test_a_formula_into_a_given_tensor_takes_no_gradient() -> None:
    z0, z1 = draw(2, 50, 8)
    seen = []

    def recording(z0: Tensor, z1: Tensor, t: Tensor, room: Room | None) -> Tensor:
        seen.append(torch.is_grad_enabled())
        return spherical_point(z0, z1, t, room)

    out = run_formula(recording, z0, z1, torch.linspace(0.1, 0.9, 50), torch.empty_like(z0), chunk_bytes=128)
    assert torch.equal(out, slerp(z0, z1, torch.linspace(0.1, 0.9, 50)))
    assert seen == [False] * 13

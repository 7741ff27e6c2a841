"""The law of given latents: the split, the draws and the moments, against numpy on the whole array."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from advai.config import InputError
from advai.distributions import Empirical, FiledLatents, open_latents
from advai.distributions import empirical as empirical_file


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def numbered(count: int) -> torch.Tensor:
    """Latents that say which row they are (exact in float32), with a second coordinate."""
    rows = torch.arange(count, dtype=torch.float32)
    return torch.stack([rows, -rows], dim=1)


def row_numbers(points: torch.Tensor) -> list[int]:
    return points[:, 0].int().tolist()


def held_out_rows(latents: Empirical) -> list[int]:
    return row_numbers(latents.disjoint([latents.held_out_count], generator())[0])


@given(count=st.integers(2, 300), holdout=st.floats(0, 1))
def test_the_parts_cover_all_rows_once(count: int, holdout: float) -> None:
    latents = Empirical(numbered(count), holdout=holdout)
    assert latents.fit_count + latents.held_out_count == latents.count == count
    held_out = held_out_rows(latents)
    assert len(set(held_out)) == latents.held_out_count
    if latents.fit_count:
        fit = set(row_numbers(latents.sample(50 * count, generator())))
        assert fit.isdisjoint(held_out)
        assert fit | set(held_out) == set(range(count))


@pytest.mark.parametrize(
    ("count", "holdout", "held_out"), [(10, 0, 0), (10, 1, 10), (10, 0.2, 2), (2, 0.01, 1), (2, 0.99, 1)]
)
def test_the_share_is_kept_to_the_nearest_row(count: int, holdout: float, held_out: int) -> None:
    assert Empirical(numbered(count), holdout=holdout).held_out_count == held_out


def test_the_split_depends_on_the_count_alone(tmp_path: Path) -> None:
    np.save(tmp_path / "codes.npy", numbered(100).numpy())
    first = set(held_out_rows(Empirical(numbered(100))))
    torch.manual_seed(5)
    np.random.default_rng(5)
    assert set(held_out_rows(Empirical(numbered(100).double()))) == first
    assert set(held_out_rows(Empirical(tmp_path / "codes.npy", name="other"))) == first


def test_the_split_is_the_same_in_every_release() -> None:
    """A saved fit is measured later, on rows it has not seen: these numbers must never change."""
    assert sorted(held_out_rows(Empirical(numbered(20)))) == [4, 12, 14, 19]


def test_a_larger_holdout_keeps_the_rows_of_a_smaller() -> None:
    small, large = (set(held_out_rows(Empirical(numbered(100), holdout=share))) for share in (0.1, 0.5))
    assert small < large


def test_the_split_is_not_in_the_order_of_the_rows() -> None:
    held_out = np.array(held_out_rows(Empirical(numbered(10_000))))
    assert abs(held_out.mean() - 5000) < 300
    assert abs(np.corrcoef(np.sort(held_out)[:-1] % 7, np.sort(held_out)[1:] % 7)[0, 1]) < 0.1


def test_draws_are_uniform_over_the_rows_for_fitting() -> None:
    latents = Empirical(numbered(50))
    counts = np.bincount(row_numbers(latents.sample(80_000, generator())), minlength=50)
    drawn = counts[counts > 0]
    assert len(drawn) == 40
    assert np.abs(drawn - 2000).max() < 5 * 2000**0.5


def test_the_same_seed_draws_the_same_rows() -> None:
    latents = Empirical(numbered(100))
    assert torch.equal(latents.sample(9, generator(1)), latents.sample(9, generator(1)))
    assert torch.equal(latents.disjoint([3, 4], generator(1))[1], latents.disjoint([3, 4], generator(1))[1])
    assert not torch.equal(latents.disjoint([9], generator(1))[0], latents.disjoint([9], generator(2))[0])


def test_disjoint_samples_share_no_row() -> None:
    samples = Empirical(numbered(100), holdout=0.5).disjoint([20, 0, 17, 13], generator())
    assert [len(sample) for sample in samples] == [20, 0, 17, 13]
    rows = [row for sample in samples for row in row_numbers(sample)]
    assert len(set(rows)) == 50


def test_more_held_out_rows_than_there_are_is_refused() -> None:
    latents = Empirical(numbered(100), name="codes")
    with pytest.raises(InputError, match=r"21 distinct held-out rows are needed, but codes keeps 20 of its 100 rows"):
        latents.disjoint([20, 1], generator())
    with pytest.raises(InputError, match="0 or more"):
        latents.disjoint([-1], generator())


def test_without_rows_for_fitting_there_is_nothing_to_fit() -> None:
    latents = Empirical(numbered(10), holdout=1)
    for attempt in (lambda: latents.sample(1, generator()), latents.mean, latents.covariance):
        with pytest.raises(InputError, match=r"has 0 \(holdout=1 of 10 rows\): give a smaller holdout"):
            attempt()
    with pytest.raises(InputError, match="needs 2 rows for fitting or more, but latents has 1"):
        Empirical(numbered(2)).mean()


@pytest.mark.parametrize("offset", [0.0, 1e4])
@pytest.mark.parametrize("chunk", [64, 2**21])
def test_moments_are_those_of_the_rows_for_fitting(offset: float, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advai.distributions.stored_latents.CHUNK_NUMBERS", chunk)
    rng = np.random.default_rng(0)
    codes = (rng.standard_normal((500, 6)) @ rng.standard_normal((6, 6)) + offset).astype(np.float32)
    latents = Empirical(codes, holdout=0.3)
    held_out = latents.disjoint([latents.held_out_count], generator())[0].numpy()
    fit = codes[~(codes[:, None] == held_out[None]).all(-1).any(1)].astype(np.float64)
    assert len(fit) == latents.fit_count == 350
    assert np.allclose(latents.mean().numpy(), fit.mean(0), rtol=1e-12, atol=1e-12)
    assert np.allclose(latents.covariance().numpy(), np.cov(fit.T), rtol=1e-9, atol=1e-9)
    assert latents.mean().dtype == latents.covariance().dtype == torch.float64


def test_moments_are_computed_once_and_cannot_be_spoilt(monkeypatch: pytest.MonkeyPatch) -> None:
    latents = Empirical(torch.randn(50, 3, generator=generator()))
    mean = latents.mean()
    latents.mean().zero_()
    latents.covariance().zero_()
    assert torch.equal(latents.mean(), mean)
    assert latents.covariance().trace() > 0
    monkeypatch.setattr(empirical_file.np, "outer", None)
    latents.covariance()


def test_a_file_gives_what_its_array_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = np.random.default_rng(0).standard_normal((200, 5)).astype(np.float32)
    np.save(tmp_path / "codes.npy", codes)
    monkeypatch.setattr(empirical_file, "open_latents", lambda latents: open_latents(latents, held_bytes=0))
    filed, held = Empirical(tmp_path / "codes.npy"), Empirical(codes)
    assert isinstance(filed._latents, FiledLatents)
    assert torch.equal(filed.sample(70, generator()), held.sample(70, generator()))
    assert torch.equal(filed.disjoint([30], generator())[0], held.disjoint([30], generator())[0])
    assert torch.equal(filed.covariance(), held.covariance())


def test_a_coordinate_that_varies_only_in_held_out_rows_is_refused() -> None:
    codes = torch.randn(20, 3, generator=generator())
    codes[:, 1] = 4.0
    codes[held_out_rows(Empirical(numbered(20)))[0], 1] = 5.0
    with pytest.raises(InputError, match="coordinate 1 of codes is the same in all 16 rows for fitting"):
        Empirical(codes, name="codes").covariance()


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_rows_come_out_as_float32(dtype: torch.dtype) -> None:
    latents = Empirical(torch.randn(30, 2, generator=generator()).to(dtype))
    assert latents.sample(3, generator()).dtype == torch.float32
    assert latents.disjoint([3], generator())[0].dtype == torch.float32


def test_the_values_are_checked() -> None:
    with pytest.raises(InputError, match="coordinate 1 of row 2 of latents is NaN"):
        Empirical(torch.tensor([[0.0, 1.0], [1.0, 2.0], [2.0, torch.nan]]))
    with pytest.raises(InputError, match="coordinate 1 of latents is 1"):
        Empirical(np.array([[0.0, 1.0], [1.0, 1.0]]))


@pytest.mark.parametrize("holdout", [-0.1, 1.1, float("nan")])
def test_a_share_outside_its_range_is_refused(holdout: float) -> None:
    with pytest.raises(InputError, match=r"holdout must lie in \[0, 1\]"):
        Empirical(numbered(10), holdout=holdout)


def test_a_share_that_is_no_number_is_refused() -> None:
    with pytest.raises(TypeError):
        Empirical(numbered(10), holdout="0.2")


def test_it_says_what_it_is() -> None:
    latents = Empirical(numbered(10), name="codes")
    assert repr(latents) == "Empirical('codes', count=10, dim=2, holdout=0.2)"
    assert latents.connected is None
    assert Empirical(numbered(10)).name == "latents"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a second device")
def test_rows_go_to_the_device_of_the_generator() -> None:
    there = torch.Generator("cuda").manual_seed(0)
    for codes in (numbered(50), numbered(50).cuda()):
        latents = Empirical(codes)
        assert latents.sample(5, there).is_cuda
        assert latents.disjoint([5], there)[0].is_cuda
        assert not latents.sample(5, generator()).is_cuda
        assert set(held_out_rows(latents)) == set(held_out_rows(Empirical(numbered(50))))
        assert torch.equal(latents.covariance(), Empirical(numbered(50)).covariance())


def test_mapped_latents_keep_their_split_and_have_statistics_of_their_own() -> None:
    latents = torch.arange(40.0).reshape(20, 2)
    source = Empirical(latents, holdout=0.25)
    source.mean()
    mapped = source.mapped(lambda rows: 3 * rows + 1)
    torch.testing.assert_close(mapped.mean(), 3 * source.mean() + 1)
    torch.testing.assert_close(mapped.covariance(), 9 * source.covariance())
    first, second = (part.disjoint([5], torch.Generator().manual_seed(0))[0] for part in (source, mapped))
    assert torch.equal(second, 3 * first + 1) and mapped.holdout == source.holdout
    assert torch.equal(source.mean(), Empirical(latents, holdout=0.25).mean())

"""Combinations keep mean and covariance exactly, the uniform law by a test, and agree with the matched path for two."""

import inspect
import itertools
from functools import partial

import numpy as np
import pytest
import torch
from scipy import stats
from torch import Tensor, nn

from advai.config import InputError, InputTypeError
from advai.distributions import Empirical, Uniform
from advai.paths import Matched, combine, lerp, nlerp, slerp

DTYPES = [torch.float16, torch.bfloat16, torch.float32, torch.float64]
WEIGHTS = [[1.0, 1.0, 1.0], [0.2, 0.5, 0.3], [2.0, -1.0, 0.5], [-1.0, 0.0, 0.0], [1e-200, 2e-200, 0.0]]


def correlated(count: int, dim: int) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    skewed = torch.rand(count, dim, generator=generator, dtype=torch.float64).pow(4)
    return skewed @ torch.randn(dim, dim, generator=generator, dtype=torch.float64) + 3


# Without the checks of shapes that tests are run under: here the errors of the function itself are looked at.
unchecked = inspect.unwrap(combine)


def draw(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("weights", WEIGHTS, ids=str)
def test_mean_and_full_covariance_of_any_latents_are_restored(weights: list[float]) -> None:
    z = correlated(12, 4)
    # All triples of rows: three independent draws from the rows, without a sampling error.
    triples = torch.stack([z[list(rows)] for rows in itertools.product(range(len(z)), repeat=3)], dim=1)
    point = combine(triples, weights, path=Matched(Empirical(z, holdout=0.0)))
    torch.testing.assert_close(point.mean(0), z.mean(0), atol=1e-6, rtol=0)
    torch.testing.assert_close(torch.cov(point.T, correction=0), torch.cov(z.T, correction=0), atol=1e-6, rtol=0)


@pytest.mark.parametrize("t", [0.0, 0.2, 0.5, 1.0])
@pytest.mark.parametrize("source", ["gaussian:5", correlated(60, 5)], ids=["gaussian", "latents"])
def test_two_points_are_the_matched_path(source: str | Tensor, t: float) -> None:
    path, z = Matched(source), draw(2, 7, 5)
    torch.testing.assert_close(combine(z, [1 - t, t], path=path), path(z[0], z[1], t))
    torch.testing.assert_close(combine(z, [1 - t, t], path=source), path(z[0], z[1], t))


def test_no_path_means_a_law_around_zero() -> None:
    z = draw(3, 7, 5)
    assert torch.equal(combine(z, [0.2, 0.5, 0.3]), combine(z, [0.2, 0.5, 0.3], path="gaussian:5"))


@pytest.mark.parametrize("weights", [[0.25] * 4, [0.7, 0.1, 0.1, 0.1], [1.0, -1.0, 1.0, -1.0]], ids=str)
def test_the_uniform_law_is_kept_whole(weights: list[float]) -> None:
    generator = torch.Generator().manual_seed(1)
    z = torch.stack([Uniform(2).sample(20_000, generator) for _ in weights])
    point, moments = combine(z, weights, path=Uniform(2)), combine(z, weights)
    assert (point.abs() <= 1).all()
    for column, only_moments in zip(point.T.numpy(), moments.T.numpy(), strict=True):
        assert stats.kstest(column, stats.uniform(-1, 2).cdf).pvalue > 1e-3
        assert stats.kstest(only_moments, stats.uniform(-1, 2).cdf).pvalue < 1e-3


def test_the_uniform_law_against_scipys_quantiles() -> None:
    z = 2 * torch.rand(3, 50, generator=torch.Generator().manual_seed(2), dtype=torch.float64) - 1
    gaussian, law = stats.norm(), stats.uniform(-1, 2)
    weights = np.array([0.5, -0.2, 0.7])
    mixed = weights @ gaussian.ppf(law.cdf(z.numpy())) / np.linalg.norm(weights)
    found = combine(z, weights.tolist(), path="uniform:50")
    np.testing.assert_allclose(found.numpy(), law.ppf(gaussian.cdf(mixed)), atol=1e-9)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize(
    "path", [None, "uniform:5", correlated(60, 5), lerp], ids=["none", "uniform", "latents", "lerp"]
)
def test_one_point_alone_is_itself(path: object, dtype: torch.dtype) -> None:
    z = draw(3, 4, 5).tanh().to(dtype)
    for chosen in range(3):
        weights = torch.eye(3)[chosen]
        assert torch.equal(combine(z, weights, path=path), z[chosen])


@pytest.mark.parametrize("shape", [(3, 5), (3, 4, 5), (3, 2, 4, 5), (3, 0, 5), (1, 5)], ids=str)
def test_any_batch_shape(shape: tuple[int, ...]) -> None:
    for path in (None, "uniform:5", "gaussian:5"):
        point = combine(draw(*shape).tanh(), [0.5] * shape[0], path=path)
        assert point.shape == shape[1:]
        assert point.isfinite().all()


def test_closed_ends_of_the_uniform_law_are_finite() -> None:
    z = torch.tensor([[1.0, -1.0, 1.0], [-1.0, -1.0, 0.5]]).requires_grad_()
    point = combine(z, [0.5, 0.5], path="uniform:3")
    (gradient,) = torch.autograd.grad(point.sum(), z)
    assert point.abs().max() <= 1
    assert point[0] == 0
    assert gradient.isfinite().all()


def test_latents_and_weights_can_be_differentiated() -> None:
    z = draw(3, 5).tanh().double().requires_grad_()
    weights = torch.tensor([0.2, 0.5, 0.3], dtype=torch.float64, requires_grad=True)
    for path in (None, correlated(60, 5), "uniform:5"):
        assert torch.autograd.gradcheck(partial(combine, path=path), (z, weights))


class Learned(nn.Module):
    """A path that knows the mean of its source."""

    mean: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor([1.0, 2.0, 3.0]))

    def forward(self, z0: Tensor, z1: Tensor, t: float) -> Tensor:
        return lerp(z0, z1, t)


def test_a_learned_path_gives_the_mean_of_its_source() -> None:
    z = Learned().mean.expand(4, 3)
    torch.testing.assert_close(combine(z, [0.1, 0.2, 0.3, 0.4], path=Learned()), z[0])
    with pytest.raises(InputError, match="3 coordinates"):
        combine(draw(4, 2), [0.25] * 4, path=Learned())


def test_lerp_is_the_plain_sum() -> None:
    z = draw(3, 7, 5)
    weights = torch.tensor([0.2, 0.5, 0.3])
    torch.testing.assert_close(combine(z, weights, path=lerp), torch.einsum("i,ijk->jk", weights, z))


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ([0.5, 0.5], r"one number for each of the 3 points, shape \(3,\), but have \(2,\)"),
        ([[1.0, 2.0, 3.0]], r"but have \(1, 3\)"),
        (torch.tensor(1.0), r"but have \(\)"),
        ([0.0, 0.0, 0.0], "must not all be 0"),
        ([0.0, float("nan"), 1.0], "must be finite"),
        ([0.0, float("inf"), 1.0], "must be finite"),
    ],
    ids=str,
)
def test_wrong_weights_are_refused(weights: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        unchecked(draw(3, 4, 5), weights)


def test_what_has_no_combination_is_refused() -> None:
    z = draw(3, 4, 5)
    for path, name in ((slerp, "spherical"), (nlerp, "nlerp")):
        with pytest.raises(InputTypeError, match=f"{name!r} has no form for many points"):
            combine(z, [1.0, 1.0, 1.0], path=path)
    with pytest.raises(InputError, match="gaussian:4 is for latents of 4 coordinates"):
        combine(z, [1.0, 1.0, 1.0], path="gaussian:4")
    with pytest.raises(InputError, match=r"lies in \[-1, 1\]"):
        combine(3 * z, [1.0, 1.0, 1.0], path="uniform:5")
    with pytest.raises(InputError, match=r"must have the shape \(points, \*batch, latent\)"):
        unchecked(z[0, 0], [1.0])
    with pytest.raises(InputTypeError, match="floating"):
        unchecked(z.long(), [1.0, 1.0, 1.0])
    with pytest.raises(InputTypeError, match="must be 3 numbers"):
        unchecked(z, "abc")

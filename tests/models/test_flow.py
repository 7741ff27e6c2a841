"""The flow: both ways are inverse, and where its velocity is known, so is where it leads."""

import math

import pytest
import torch

from advai.models import Flow, FlowConfig, matched_alphas
from advai.shapes import Points


def flow_alike(dim: int = 4, steps: int = 10, moved: int | None = None) -> Flow:
    """A flow with random weights."""
    flow = Flow(FlowConfig(dim=dim, width=32, layers=3, steps=steps, moved=moved), torch.Generator().manual_seed(0))
    for weight in flow.out.parameters():
        torch.nn.init.normal_(weight, std=0.05)
    return flow.requires_grad_(False)


def covariance(dim: int = 4, condition: float = 1e4) -> torch.Tensor:
    """One of unit variances in no particular direction."""
    factor = torch.randn(dim, dim, generator=torch.Generator().manual_seed(1)) * torch.logspace(
        0, -math.log10(condition) / 2, dim
    )
    product = factor @ factor.T
    return product / torch.outer(product.diagonal().sqrt(), product.diagonal().sqrt())


def set_covariance(flow: Flow, covariance: torch.Tensor) -> None:
    """Give a flow the principal axes of latents of this covariance."""
    variances, axes = torch.linalg.eigh(covariance.double())
    flow.set_axes(axes, variances)


def test_an_untrained_flow_moves_nothing() -> None:
    flow = Flow(FlowConfig(dim=3), torch.Generator().manual_seed(0))
    x = torch.randn(20, 3)
    assert torch.equal(flow.latents(x), x) and torch.equal(flow.noise(x), x)


@torch.no_grad()
def test_of_a_gaussian_nothing_is_left_to_learn() -> None:
    flow = Flow(FlowConfig(dim=4, width=8, layers=2), torch.Generator().manual_seed(0))
    noise = torch.randn(100_000, 4)
    set_covariance(flow, covariance())
    latents = flow.latents(noise)
    torch.testing.assert_close(torch.cov(latents.T), covariance(), rtol=0, atol=0.02)
    torch.testing.assert_close(flow.noise(latents), noise, rtol=1e-3, atol=1e-2)


@torch.no_grad()
def test_axes_of_no_variance_do_no_harm() -> None:
    flow, x = Flow(FlowConfig(dim=4), torch.Generator().manual_seed(0)), torch.randn(50, 2).repeat(1, 2)
    set_covariance(flow, torch.cov(x.T))
    torch.testing.assert_close(flow.latents(flow.noise(x)), x, rtol=1e-3, atol=1e-3)


@torch.no_grad()
def test_along_axes_that_are_not_moved_points_keep_to_the_path_of_a_gaussian() -> None:
    flow = flow_alike(moved=2)
    set_covariance(flow, covariance())
    x = torch.randn(200, 4) @ torch.linalg.cholesky(covariance()).T
    noise, unit = flow.noise(x), flow.unit(x)
    assert torch.equal(noise[:, :2], unit[:, :2]) and float((noise - unit)[:, 2:].norm(dim=1).mean()) > 0.05
    torch.testing.assert_close(flow.latents(noise), x, rtol=0, atol=0.1)


@pytest.mark.parametrize(("steps", "error"), [(10, 2e-2), (40, 5e-4), (160, 2e-5)])
def test_both_ways_are_inverse_the_better_the_more_steps(steps: int, error: float) -> None:
    flow, x = flow_alike(steps=steps), torch.randn(200, 4)
    assert float((flow.latents(x) - x).norm(dim=1).mean()) > 0.05
    assert float((flow.noise(flow.latents(x)) - x).norm(dim=1).mean()) < error


@torch.no_grad()
def test_a_gaussian_with_another_mean_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """dy/dangle between N(0, 1) and N(m, l) is known; the flow knows l, m is what a network would learn."""
    flow = flow_alike(steps=40)
    set_covariance(flow, covariance(condition=10))
    mean = torch.tensor([3.0, -1.0, 0.5, 0.0])  # on the axes, in deviations

    def turning(y: Points, s: torch.Tensor) -> Points:
        return mean * flow.angles(s).cos()

    monkeypatch.setattr(flow, "forward", turning)
    noise = torch.randn(500, 4)
    latents = ((noise + mean) * flow.deviations) @ flow.axes.T
    torch.testing.assert_close(flow.latents(noise), latents, rtol=0, atol=0.01)
    torch.testing.assert_close(flow.noise(latents), noise, rtol=0, atol=0.01)


def test_a_time_for_each_point_is_the_time_for_all() -> None:
    flow, x = flow_alike(), torch.randn(30, 4)
    torch.testing.assert_close(flow(x, torch.full((30, 1), 0.3)), flow(x, torch.tensor([[0.3]])))


def test_points_of_a_path_are_made_as_wide_as_its_ends() -> None:
    flow, (z0, z1) = flow_alike(), torch.randn(2, 2000, 4) * torch.tensor([3.0, 1.0, 0.3, 0.1])
    clouds = torch.stack([(1 - a) * z0 + a * z1 for a in matched_alphas()])
    assert torch.equal(flow.matched(clouds[1], torch.full((1, 1), 0.2)), clouds[1])
    ends = torch.cat([z0, z1])
    flow.match(clouds, ends)
    for alpha, cloud in zip(matched_alphas(), clouds, strict=True):
        points = flow.matched(cloud, torch.full((len(cloud), 1), alpha))
        torch.testing.assert_close(points.var(0).sum(), ends.var(0).sum())
    assert torch.equal(flow.matched(ends, torch.zeros(1, 1)), ends)
    first, second, between = (flow.matched(ends, torch.full((1, 1), a)) for a in (0.25, 0.375, 0.3125))
    torch.testing.assert_close(between, (first + second) / 2)


def test_a_flow_that_slows_down_takes_short_steps_near_the_latents() -> None:
    config = FlowConfig(dim=4, width=8, layers=1, steps=8, slowing=2.0)
    flow = Flow(config, torch.Generator().manual_seed(0))
    set_covariance(flow, covariance(condition=10))
    steps = (flow.angles(flow.stops[:, None]) @ flow.deviations / flow.deviations.sum()).diff()
    expected = (1 - torch.linspace(1, 0, 9) ** 2).diff() * (math.pi / 2)
    torch.testing.assert_close(steps, expected, rtol=0, atol=2e-3)

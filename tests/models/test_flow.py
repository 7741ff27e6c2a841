"""The flow: both ways are inverse, and where its velocity is known, so is where it leads."""

import pytest
import torch

from advai.models import Flow, FlowConfig
from advai.shapes import Points


def flow_alike(dim: int = 4, steps: int = 10) -> Flow:
    """A flow with random weights."""
    flow = Flow(FlowConfig(dim=dim, width=32, layers=3, steps=steps), torch.Generator().manual_seed(0))
    for weight in flow.out.parameters():
        torch.nn.init.normal_(weight, std=0.05)
    return flow.requires_grad_(False)


def test_an_untrained_flow_moves_nothing() -> None:
    flow = Flow(FlowConfig(dim=3), torch.Generator().manual_seed(0))
    x = torch.randn(20, 3)
    assert torch.equal(flow.latents(x), x) and torch.equal(flow.noise(x), x)


@pytest.mark.parametrize(("steps", "error"), [(10, 2e-2), (40, 1e-3), (160, 1e-4)])
def test_both_ways_are_inverse_the_better_the_more_steps(steps: int, error: float) -> None:
    flow, x = flow_alike(steps=steps), torch.randn(200, 4)
    assert float((flow.latents(x) - x).norm(dim=1).mean()) > 0.05
    assert float((flow.noise(flow.latents(x)) - x).abs().max()) < error


def test_a_gaussian_of_another_scale_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """The velocity between N(0, 1) and N(3, 4) is known: E[z - e | x] with x = (1 - s) e + s z."""

    def velocity(x: Points, s: torch.Tensor) -> Points:
        variance = (1 - s).square() + 4 * s.square()
        return 3 + (4 * s - (1 - s)) / variance * (x - 3 * s)

    flow = flow_alike(steps=40)
    monkeypatch.setattr(flow, "velocity", velocity)
    x = torch.randn(500, 4)
    torch.testing.assert_close(flow.latents(x), 3 + 2 * x, rtol=0, atol=0.02)
    torch.testing.assert_close(flow.noise(3 + 2 * x), x, rtol=0, atol=0.02)


def test_a_time_for_each_point_is_the_time_for_all() -> None:
    flow, x = flow_alike(), torch.randn(30, 4)
    torch.testing.assert_close(flow.velocity(x, torch.full((30, 1), 0.3)), flow.velocity(x, torch.tensor([[0.3]])))

"""WGAN-GP's parts: the slope of known critics, and what a critic of bounded slope can estimate."""

import pytest
import torch
from torch import nn

from advai.losses import drift, estimate, slope, slope_penalty


def test_the_slope_of_a_linear_critic_is_its_weight_and_so_is_the_penalty() -> None:
    weight = torch.randn(3, 4, 4, dtype=torch.float64)
    x = torch.randn(5, 3, 4, 4, dtype=torch.float64, requires_grad=True)
    slopes = slope((x * weight).sum((1, 2, 3)), x)
    torch.testing.assert_close(slopes, weight.norm().expand(5))
    torch.testing.assert_close(slope_penalty(slopes), (weight.norm() - 1).square().expand(5))


def test_the_penaltys_gradient_is_the_one_that_finite_differences_give() -> None:
    critic = nn.Sequential(nn.Flatten(), nn.Linear(16, 8), nn.Tanh(), nn.Linear(8, 1)).double()
    x = torch.randn(4, 1, 4, 4, dtype=torch.float64)

    def penalty(weight: torch.Tensor) -> torch.Tensor:
        seen = x.clone().requires_grad_()
        hidden = torch.tanh(seen.flatten(1) @ weight.T)
        return slope_penalty(slope(hidden @ critic[3].weight.squeeze(0).detach(), seen)).sum()

    assert torch.autograd.gradcheck(penalty, critic[1].weight.detach().requires_grad_())


def test_the_estimate_is_the_distance_of_two_points_under_the_best_critic() -> None:
    made, real = torch.zeros(1, 1, 2, 2), torch.full((1, 1, 2, 2), 1.0)
    direction = (real - made) / (real - made).norm()
    on_made, on_real = ((x * direction).sum((1, 2, 3)) for x in (made, real))
    torch.testing.assert_close(estimate(on_made, on_real), torch.tensor([2.0]))
    torch.testing.assert_close(drift(on_real), torch.tensor([4.0]))


@pytest.mark.parametrize("loss", [estimate, lambda a, b: drift(a), lambda a, b: slope_penalty(a)])
def test_one_value_per_sample(loss: object) -> None:
    assert loss(torch.randn(7), torch.randn(7)).shape == (7,)  # type: ignore[operator]

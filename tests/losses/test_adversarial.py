"""The objectives: known values, one per sample, and optima where theory puts them."""

import math

import pytest
import torch

from advai.losses import correction_loss, critic_loss, gradient_penalty, path_energy


def test_published_losses_at_known_points() -> None:
    on_path, on_latents, alpha = torch.tensor([0.5, 0.1]), torch.tensor([0.0, 0.2]), torch.tensor([0.5, 0.4])
    torch.testing.assert_close(critic_loss("regression", on_path, on_latents, alpha), torch.tensor([0.0, 0.13]))
    torch.testing.assert_close(correction_loss("regression", on_path, on_latents), torch.tensor([0.25, 0.01]))


def test_relativistic_losses_mirror_each_other() -> None:
    on_path, on_latents = torch.randn(2, 64)
    alpha = torch.rand(64) / 2
    critic = critic_loss("relativistic", on_path, on_latents, alpha)
    correction = correction_loss("relativistic", on_latents, on_path)
    torch.testing.assert_close(critic, correction)
    level = critic_loss("relativistic", on_path, on_path, alpha)
    torch.testing.assert_close(level, torch.full((64,), math.log(2)))


@pytest.mark.parametrize("objective", ["regression", "relativistic"])
def test_one_value_per_sample(objective: str) -> None:
    scores = torch.randn(7)
    assert critic_loss(objective, scores, scores, scores).shape == (7,)  # type: ignore[arg-type]
    assert correction_loss(objective, scores, scores).shape == (7,)  # type: ignore[arg-type]


def test_regression_teaches_a_critic_the_coefficient_itself_not_the_batch_mean() -> None:
    alpha = torch.linspace(0, 0.5, 32)
    scores = torch.zeros(32, requires_grad=True)
    for _ in range(200):
        (gradient,) = torch.autograd.grad(critic_loss("regression", scores, torch.zeros(32), alpha).sum(), scores)
        scores = (scores - 0.1 * gradient).detach().requires_grad_()
    torch.testing.assert_close(scores.detach(), alpha, atol=1e-4, rtol=0)


def test_gradient_penalty_of_a_linear_critic_is_its_squared_slope() -> None:
    slope = torch.tensor([3.0, 4.0])
    points = torch.randn(5, 2, requires_grad=True)
    torch.testing.assert_close(gradient_penalty(points @ slope, points), torch.full((5,), 25.0))


def test_energy_of_steady_motion_is_the_squared_chord() -> None:
    z0, z1 = torch.randn(2, 9, 3)
    chord = (z1 - z0).square().sum(-1)
    quarter = path_energy(z0, z0 + 0.25 * (z1 - z0), 0.25)
    torch.testing.assert_close(quarter, chord)
    halted = path_energy(z0, z0, 0.5) + path_energy(z0, z1, 0.5)
    assert bool((halted / 2 > chord).all()), "standing still and then going costs more than going steadily"

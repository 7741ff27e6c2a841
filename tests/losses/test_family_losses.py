"""The family's losses: one value per sample, known answers, independent second computations."""

import math

import pytest
import torch
from torch.distributions import Normal, kl_divergence

from advai import losses
from advai.losses import (
    codebook_loss,
    coefficient_error,
    coefficient_size,
    commitment_loss,
    divergence,
    mean_discrepancy,
    squared_error,
    taken_for_prior,
    told_apart,
)


def test_squared_error_is_the_mean_over_pixels() -> None:
    x = torch.zeros(3, 2, 4, 4)
    x_hat = torch.tensor([0.0, 1.0, 2.0])[:, None, None, None].expand_as(x)
    torch.testing.assert_close(squared_error(x, x_hat), torch.tensor([0.0, 1.0, 4.0]))


def test_divergence_is_torchs_own() -> None:
    mean, log_variance = torch.randn(5, 3), torch.randn(5, 3)
    law = Normal(mean, (log_variance / 2).exp())
    torch.testing.assert_close(divergence(mean, log_variance), kl_divergence(law, Normal(0.0, 1.0)).sum(1))
    assert torch.equal(divergence(torch.zeros(2, 3), torch.zeros(2, 3)), torch.zeros(2))


def test_mean_discrepancy_is_the_unbiased_estimate_written_out() -> None:
    z, prior, sigmas = torch.randn(6, 3).double(), torch.randn(6, 3).double() + 1, (0.5, 2.0)

    def kernel(a: torch.Tensor, b: torch.Tensor) -> float:
        return sum(math.exp(-float((a - b).square().sum()) / (2 * sigma**2)) for sigma in sigmas)

    pairs = [(i, j) for i in range(6) for j in range(6)]
    within = sum(kernel(law[i], law[j]) for law in (z, prior) for i, j in pairs if i != j) / 30
    across = sum(kernel(z[i], prior[j]) for i, j in pairs) / 36
    parts = mean_discrepancy(z, prior, sigmas)
    assert parts.shape == (6,)
    assert float(parts.mean()) == pytest.approx(within - 2 * across, rel=1e-9)


def test_mean_discrepancy_is_zero_on_average_for_one_law_and_not_for_two() -> None:
    generator = torch.Generator().manual_seed(0)
    sigmas = (2.0, 5.0, 10.0)
    same, other = [], []
    for _ in range(200):
        z, prior = torch.randn(2, 64, 8, generator=generator)
        same.append(float(mean_discrepancy(z, prior, sigmas).mean()))
        other.append(float(mean_discrepancy(z + 0.5, prior, sigmas).mean()))
    assert abs(sum(same) / 200) < 3e-3
    assert min(other) > max(same)


def test_a_coefficient_per_sample_does_not_broadcast() -> None:
    predicted, true = torch.tensor([0.1, 0.4]), torch.tensor([0.1, 0.2])
    torch.testing.assert_close(coefficient_error(predicted, true), torch.tensor([0.0, 0.04]))
    per_element = coefficient_error(torch.zeros(2, 4), torch.ones(2, 4) / 2)
    torch.testing.assert_close(per_element, torch.tensor([0.25, 0.25]))
    torch.testing.assert_close(coefficient_size(predicted), predicted**2)


def test_the_critic_of_codes_is_content_when_it_tells_and_the_encoder_when_it_cannot() -> None:
    sure = torch.full((3,), 20.0)
    assert float(told_apart(-sure, sure).max()) < 1e-6
    assert float(taken_for_prior(sure).max()) < 1e-6
    torch.testing.assert_close(told_apart(torch.zeros(2), torch.zeros(2)), torch.full((2,), 2 * math.log(2)))


def test_commitment_moves_codes_and_the_codebook_loss_moves_entries() -> None:
    z, entries = torch.randn(3, 4, requires_grad=True), torch.randn(3, 4, requires_grad=True)
    commitment_loss(z, entries).sum().backward()
    assert z.grad is not None and entries.grad is None
    z.grad = None
    codebook_loss(z, entries).sum().backward()
    assert z.grad is None and entries.grad is not None


def test_all_of_them_are_offered_by_the_room() -> None:
    assert {"divergence", "mean_discrepancy", "coefficient_error", "squared_error"} <= set(losses.__all__)

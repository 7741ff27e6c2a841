"""Pixel norm and the deviation within groups, by hand."""

import pytest
import torch

from advai.models.feature_statistics import pixel_norm, with_deviation


@pytest.mark.parametrize("shape", [(5, 16), (5, 16, 3, 4)])
def test_every_place_has_a_root_mean_square_of_one_and_its_direction(shape: tuple[int, ...]) -> None:
    x = 7 * torch.randn(shape, dtype=torch.float64) + 1
    y = pixel_norm(x)
    torch.testing.assert_close(y.square().mean(1).sqrt(), torch.ones_like(y[:, 0]), atol=1e-7, rtol=0)
    torch.testing.assert_close(torch.cosine_similarity(x, y, dim=1), torch.ones_like(y[:, 0]))


def test_zero_features_stay_zero_and_pass_finite_gradients() -> None:
    x = torch.zeros(2, 4, requires_grad=True)
    pixel_norm(x).sum().backward()
    assert not pixel_norm(x).detach().any() and x.grad is not None and bool(x.grad.isfinite().all())


def test_the_deviation_of_two_groups_by_hand() -> None:
    x = torch.zeros(4, 2, 1, 2)
    x[0], x[1] = 3.0, 1.0  # first group: deviation 1 everywhere
    x[2, 0, 0, 0], x[3, 0, 0, 0] = 6.0, 2.0  # second group: deviation 2 at one of four places
    y = with_deviation(x, group=2)
    assert y.shape == (4, 3, 1, 2) and torch.equal(y[:, :2], x)
    expected = torch.tensor([1.0, 1.0, 0.5, 0.5])[:, None, None].expand(4, 1, 2)
    torch.testing.assert_close(y[:, 2], expected, atol=2e-4, rtol=0)


def test_a_group_does_not_see_the_others_whatever_share_it_is_in() -> None:
    x = torch.randn(8, 3, 4, 4)
    whole = with_deviation(x, group=4)
    parts = torch.cat([with_deviation(part, group=4) for part in x.split(4)])
    torch.testing.assert_close(whole, parts)


def test_equal_images_show_no_deviation_and_have_finite_second_derivatives() -> None:
    x = torch.ones(4, 2, 2, 2, dtype=torch.float64, requires_grad=True)
    shown = with_deviation(x, group=4)[:, 2]
    assert float(shown.detach().abs().max()) < 2e-4
    (first,) = torch.autograd.grad(shown.sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.square().sum(), x)
    assert bool(second.isfinite().all())

"""The corrected path: exact ends, and the correction weighted by t (1 - t) between them."""

import torch

from advai.paths import corrected_point


def test_known_answers() -> None:
    base, correction = torch.tensor([[1.0, 2.0]]), torch.tensor([[4.0, -8.0]])
    assert torch.equal(corrected_point(base, correction, torch.tensor([[0.5]])), torch.tensor([[2.0, 0.0]]))
    assert torch.equal(corrected_point(base, correction, torch.tensor([[0.25]])), torch.tensor([[1.75, 0.5]]))


def test_ends_are_the_base_to_the_bit() -> None:
    base = torch.tensor([[0.1, -0.0], [1e30, 3.0], [0.3, 0.4]])
    correction = torch.full((3, 2), 1e38)
    point = corrected_point(base, correction, torch.tensor([[0.0], [1.0], [0.5]]))
    assert torch.equal(point[:2].view(torch.int32), base[:2].view(torch.int32))
    assert not torch.equal(point[2], base[2])


def test_reversal_changes_nothing() -> None:
    generator = torch.Generator().manual_seed(0)
    base, correction = torch.randn(2, 100, 3, generator=generator)
    t = torch.randint(0, 65, (100, 1), generator=generator) / 64
    assert torch.equal(corrected_point(base, correction, t), corrected_point(base, correction, 1 - t))


def test_derivatives_at_the_ends_are_those_of_the_formula() -> None:
    base = torch.randn(3, 2, dtype=torch.float64, requires_grad=True)
    correction = torch.randn(3, 2, dtype=torch.float64, requires_grad=True)
    t = torch.tensor([[0.0], [0.5], [1.0]], dtype=torch.float64, requires_grad=True)
    gradients = torch.autograd.grad(corrected_point(base, correction, t).sum(), (base, correction, t))
    torch.testing.assert_close(gradients[0], torch.ones_like(base))
    torch.testing.assert_close(gradients[1], torch.tensor([[0.0], [0.25], [0.0]]).expand(3, 2).double())
    slopes = torch.tensor([[1.0], [0.0], [-1.0]]).double()
    torch.testing.assert_close(gradients[2], slopes * correction.detach().sum(-1, keepdim=True))

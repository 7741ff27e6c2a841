"""The correction network: symmetry, a start that changes nothing, and what it sees."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from advai.models import Correction, CorrectionConfig, Critic, CriticConfig


def trained_alike(dim: int, **options: object) -> Correction:
    """A correction whose every weight is random, as after training."""
    generator = torch.Generator().manual_seed(3)
    network = Correction(CorrectionConfig(dim=dim, width=32, **options), generator)
    with torch.no_grad():
        for weight in network.parameters():
            weight.normal_(std=0.3, generator=generator)
    return network


@given(dim=st.integers(1, 7), eighth=st.integers(0, 8), gain=st.booleans(), sees_base=st.booleans())
@settings(max_examples=25, deadline=None)
def test_correction_is_the_same_seen_from_either_end(dim: int, eighth: int, gain: bool, sees_base: bool) -> None:
    network = trained_alike(dim, gain=gain, sees_base=sees_base)
    z0, z1, base = torch.randn(3, 5, dim)
    t = torch.full((5,), eighth / 8)
    assert torch.equal(network(z0, z1, t, base), network(z1, z0, 1 - t, base))


def test_several_times_of_the_same_pairs_at_once() -> None:
    network = trained_alike(3)
    (z0, z1), t, base = torch.randn(2, 5, 3), torch.rand(2, 5), torch.randn(2, 5, 3)
    each = torch.stack([network(z0, z1, t[k], base[k]) for k in range(2)])
    torch.testing.assert_close(network(z0, z1, t, base), each, rtol=0, atol=1e-4)


def test_a_new_correction_changes_nothing() -> None:
    network = Correction(CorrectionConfig(dim=4), torch.Generator().manual_seed(0))
    z0, z1, base = torch.randn(3, 6, 4)
    assert torch.equal(network(z0, z1, torch.rand(6), base), torch.zeros(6, 4))


def test_networks_are_a_function_of_the_generator() -> None:
    config = CorrectionConfig(dim=3, width=16)
    first, second = (Correction(config, torch.Generator().manual_seed(5)) for _ in range(2))
    other = Correction(config, torch.Generator().manual_seed(6))
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))
    assert not torch.equal(first.place.weight, other.place.weight)


@pytest.mark.parametrize("sees_alpha", [True, False])
def test_critic_sees_alpha_only_where_it_should(sees_alpha: bool) -> None:
    critic = Critic(CriticConfig(dim=3, width=16, sees_alpha=sees_alpha), torch.Generator().manual_seed(0))
    z = torch.randn(8, 3)
    same = torch.equal(critic(z, torch.full((8,), 0.1)), critic(z, torch.full((8,), 0.4)))
    assert same is not sees_alpha


def test_gradients_are_finite_at_the_origin() -> None:
    critic = Critic(CriticConfig(dim=3, width=16), torch.Generator().manual_seed(0))
    z = torch.zeros(2, 3, requires_grad=True)
    (gradient,) = torch.autograd.grad(critic(z, torch.zeros(2)).sum(), z, create_graph=True)
    gradient.square().sum().backward()
    assert z.grad is not None and torch.isfinite(z.grad).all()


def test_unknown_or_bad_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="width"):
        CorrectionConfig(dim=3, width=0)
    with pytest.raises(ValueError, match="colour"):
        CorrectionConfig(dim=3, colour="red")  # type: ignore[call-arg]

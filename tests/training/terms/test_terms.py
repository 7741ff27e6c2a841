"""What the terms do to a batch: known answers, frozen critics that pass gradients on, shares that make up the batch."""

import dataclasses
from typing import Any

import pytest
import torch
from torch import nn

from advai.models import ImageNetworkConfig
from advai.paths import lerp
from advai.training.terms import (
    AdversarialPrior,
    CodeDropout,
    Divergence,
    Draws,
    Forward,
    InputNoise,
    Interpolation,
    Mixing,
    PriorDiscrepancy,
    Quantisation,
    Stage,
    Synthesis,
    Terms,
    WithCritics,
    WithParts,
)
from advai.training.terms.coefficient_game import both_sides

NETWORK = ImageNetworkConfig(size=8, scales=1, depth=4)
BATCH = 8
COSTING = [
    Interpolation(),
    Mixing(),
    Synthesis(),
    Synthesis(per_element=True, every=2),
    PriorDiscrepancy(),
    AdversarialPrior(),
]


class Pattern(nn.Module):
    """A decoder without weights: each coordinate of the code fills a place of the image."""

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return z.view(len(z), 2, 16).mean(1).view(-1, 1, 4, 4).repeat_interleave(2, 2).repeat_interleave(2, 3)


def draws(own: slice = slice(0, BATCH), step: int = 3) -> Draws:
    return Draws(seed=1, step=step, batch=BATCH, own=own, device=torch.device("cpu"))


def stage(term: Any, own: slice = slice(0, BATCH)) -> Stage:
    generator = torch.Generator().manual_seed(0)
    networks: dict[str, nn.Module] = {"decoder": Pattern()}
    if isinstance(term, WithParts):
        networks |= term.parts(NETWORK, generator)
    if isinstance(term, WithCritics):
        networks |= term.critics(NETWORK, generator)
    return Stage(
        networks=networks, frozen=networks, draws=draws(own), gather=lambda z: z, decode=networks["decoder"], path=lerp
    )


def forward_of(z: torch.Tensor) -> Forward:
    x_hat = Pattern()(z)
    return Forward(x_hat.detach() + 0.1, x_hat, z, z.flip(0), z)


def codes() -> torch.Tensor:
    return torch.randn(BATCH, NETWORK.dim, generator=torch.Generator().manual_seed(5)).requires_grad_()


@pytest.mark.parametrize("term", COSTING, ids=lambda term: type(term).__name__)
def test_a_term_gives_one_value_per_sample_and_gradients_to_both_sides(term: Any) -> None:
    z, scene = codes(), stage(term)
    critics = [network for name, network in scene.networks.items() if "critic" in name]
    losses = term.losses(forward_of(z), scene)
    assert losses.autoencoder.shape == (BATCH,)
    assert (losses.critic is not None) == bool(critics)
    both = losses.autoencoder.mean()
    if losses.critic is not None:
        assert losses.critic.shape == (BATCH,)
        both = both + losses.critic.mean()
    both.backward()
    assert z.grad is not None and bool(z.grad.abs().sum() > 0)
    for critic in critics:
        assert all(bool(weight.grad.abs().sum() > 0) for weight in critic.parameters())  # type: ignore[union-attr]


@pytest.mark.parametrize("shape", [(BATCH,), (BATCH, NETWORK.dim)], ids=["one for each", "for every element"])
@pytest.mark.parametrize("weight", [0.5, torch.linspace(0.1, 2, BATCH)], ids=["one weight", "a weight for each"])
def test_each_side_gets_the_gradient_of_its_own_loss(shape: tuple[int, ...], weight: torch.Tensor | float) -> None:
    scene = stage(Interpolation())
    critic, true = scene.networks["critic"], torch.rand(shape, generator=torch.Generator().manual_seed(2))
    images = torch.randn(BATCH, 1, 8, 8, generator=torch.Generator().manual_seed(3), requires_grad=True)

    def read(x: torch.Tensor) -> torch.Tensor:
        return critic(x) if len(shape) > 1 else critic(x).mean(1)

    hiding = weight * read(images).square().reshape(BATCH, -1).mean(1)
    telling = (read(images) - true).square().reshape(BATCH, -1).mean(1)
    (towards_images,) = torch.autograd.grad(hiding.mean(), images)
    towards_critic = torch.autograd.grad(telling.mean(), list(critic.parameters()))
    fooled, told = both_sides(scene, images, true, weight)
    torch.testing.assert_close(fooled, hiding)
    torch.testing.assert_close(told, telling)
    (fooled.mean() + told.mean()).backward()
    torch.testing.assert_close(images.grad, towards_images)
    torch.testing.assert_close([weight.grad for weight in critic.parameters()], list(towards_critic))


def test_images_whose_coefficient_the_critic_tells_exactly_still_get_their_gradient() -> None:
    scene = stage(Interpolation())
    images = torch.randn(BATCH, 1, 8, 8, generator=torch.Generator().manual_seed(3), requires_grad=True)
    answers = scene.networks["critic"](images).mean(1)
    (expected,) = torch.autograd.grad(answers.square().mean(), images)
    both_sides(scene, images, answers.detach(), 1.0)[1].mean().backward()
    torch.testing.assert_close(images.grad, expected, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("every", [3, 4])
@pytest.mark.parametrize("cut", [2, 4, 5])
def test_thinned_samples_are_the_same_however_the_batch_is_shared(every: int, cut: int) -> None:
    values = torch.randn(BATCH, generator=torch.Generator().manual_seed(0))
    whole = draws().spread(values[draws().thinned(every)], every)
    torch.testing.assert_close(whole.mean(), values[::every].mean())
    shares = [draws(own) for own in (slice(0, cut), slice(cut, BATCH))]
    parts = [share.spread(values[share.own][share.thinned(every)], every) for share in shares]
    torch.testing.assert_close(torch.cat(parts), whole)


ONE_BY_ONE = [term for term in COSTING if not isinstance(term, PriorDiscrepancy)]


@pytest.mark.parametrize("term", ONE_BY_ONE, ids=lambda term: type(term).__name__)
def test_two_shares_of_a_batch_are_the_batch(term: Any) -> None:
    z = torch.randn(BATCH, NETWORK.dim)
    whole = term.losses(forward_of(z), stage(term)).autoencoder
    shares = []
    for own in (slice(0, 4), slice(4, 8)):
        all_of_it = forward_of(z)
        share = Forward(*(part[own] for part in all_of_it[:4]), all_of_it.every_z)
        shares.append(term.losses(share, stage(term, own)).autoencoder)
    torch.testing.assert_close(torch.cat(shares), whole)


def test_draws_depend_on_use_step_and_place_alone() -> None:
    whole = draws().normal("noise", 3)
    assert torch.equal(torch.cat([draws(slice(0, 2)).normal("noise", 3), draws(slice(2, 8)).normal("noise", 3)]), whole)
    assert not torch.equal(whole, draws().normal("prior", 3))
    assert not torch.equal(whole, draws(step=4).normal("noise", 3))
    assert bool(((draws().uniform("u") >= 0) & (draws().uniform("u") < 1)).all())


def test_the_interpolation_critic_sees_mixtures_by_the_true_coefficient() -> None:
    """A critic that reads the mixture's brightness tells the coefficient exactly, so its loss on mixtures is zero."""

    class Reads(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x.mean((1, 2, 3))[:, None].expand(-1, NETWORK.dim)

    scene = dataclasses.replace(stage(Interpolation()), networks={"critic": Reads()}, frozen={"critic": Reads()})
    z, partner = torch.zeros(BATCH, NETWORK.dim), torch.ones(BATCH, NETWORK.dim)
    black = torch.zeros(BATCH, 1, 8, 8)
    losses = Interpolation(weight=2.0).losses(Forward(black, black, z, partner, z), scene)
    alpha = scene.draws.uniform("interpolation") / 2
    torch.testing.assert_close(losses.autoencoder, 2 * alpha**2)
    assert losses.critic is not None
    torch.testing.assert_close(losses.critic, torch.zeros(BATCH), atol=2e-12, rtol=0)
    assert 0 <= float(alpha.min()) and float(alpha.max()) <= 0.5


def test_dropout_keeps_the_mean_and_drops_the_share() -> None:
    z = torch.ones(BATCH, 4000)
    coded = CodeDropout(drop=0.25).code(z, stage(CodeDropout()))
    assert coded.z is z
    assert float((coded.given == 0).float().mean()) == pytest.approx(0.25, abs=0.01)
    assert float(coded.given.mean()) == pytest.approx(1, abs=0.02)


def test_input_noise_has_its_deviation() -> None:
    x = torch.zeros(BATCH, 1, 64, 64)
    assert float(InputNoise(deviation=0.5).corrupt(x, stage(InputNoise())).std()) == pytest.approx(0.5, abs=0.01)


def test_the_posterior_is_used_by_its_mean() -> None:
    term = Divergence(weight=0.1)
    scene, z = stage(term), torch.randn(BATCH, NETWORK.dim)
    coded = term.code(z, scene)
    torch.testing.assert_close(coded.z, term.encode(z, scene.frozen))
    assert not torch.equal(coded.given, coded.z)
    assert coded.loss is not None and coded.loss.shape == (BATCH,)


def test_what_is_quantised_passes_the_gradient_straight_through() -> None:
    term = Quantisation()
    scene, z = stage(term), torch.randn(BATCH, NETWORK.dim, requires_grad=True)
    quantised = term.decode(z, scene.networks)
    torch.testing.assert_close(quantised, term.encode(z, scene.networks))
    (2 * quantised).sum().backward()
    assert z.grad is not None
    torch.testing.assert_close(z.grad, torch.full_like(z, 2.0))


def test_terms_are_listed_in_the_order_in_which_they_act() -> None:
    terms = Terms(mmd=PriorDiscrepancy(), noise=InputNoise())
    assert [name for name, _ in terms.present()] == ["noise", "reconstruction", "mmd"]

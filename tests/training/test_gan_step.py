"""One step of WGAN-GP: who moves, on what, and how fast; the shares of two processes make up the batch of one."""

from typing import Literal

import pytest
import torch
from lightning_fabric import Fabric

from advai.losses import slope_penalty
from advai.training.draws import Draws
from advai.training.gan_players import CRITIC, GENERATOR, at, new_gan_players
from advai.training.gan_step import average_gradients, slopes_between, train_step
from advai.training.players import Players

from .conftest import CPU, small_gan, small_images


def started(config: object) -> tuple[Fabric, Players]:
    fabric = Fabric(accelerator="cpu", devices=1)
    return fabric, new_gan_players(config, fabric)  # type: ignore[arg-type]


def draws(step: int, batch: int = 16, own: slice = slice(0, 16)) -> Draws:
    return Draws(seed=0, step=step, batch=batch, own=own, device=CPU)


def copies(players: Players) -> dict[str, list[torch.Tensor]]:
    return {name: [w.detach().clone() for w in network.parameters()] for name, network in players.plain.items()}


def moved(players: Players, before: dict[str, list[torch.Tensor]]) -> set[str]:
    after = copies(players)
    return {
        name for name in before if any(not torch.equal(a, b) for a, b in zip(before[name], after[name], strict=True))
    }


def images(count: int = 16) -> torch.Tensor:
    return small_images().images(torch.arange(count)).float() / 127.5 - 1


def test_the_generator_moves_after_so_many_steps_of_the_critic_and_the_penalty_comes_as_often_as_is_said() -> None:
    config = small_gan("wgan", critic_steps=3, penalty_steps=2)
    fabric, players = started(config)
    for step in range(6):
        before = copies(players)
        losses = train_step(fabric, players, config, draws(step), images())
        turn = step in (2, 5)
        assert moved(players, before) == ({CRITIC, GENERATOR} if turn else {CRITIC})
        assert ("generator" in losses) == turn and ("penalty" in losses) == (step % 2 == 0)
        assert all(bool(value.isfinite()) and not value.requires_grad for value in losses.values())


def test_the_critic_takes_no_gradient_from_the_generators_move() -> None:
    config = small_gan("wgan", critic_steps=1)
    fabric, players = started(config)
    train_step(fabric, players, config, draws(0), images())
    kept = [w.grad.clone() for w in players.plain[CRITIC].parameters() if w.grad is not None]
    alone = small_gan("wgan", critic_steps=2)
    fabric, others = started(alone)
    train_step(fabric, others, alone, draws(0), images())
    assert kept and all(torch.equal(a, b.grad) for a, b in zip(kept, others.plain[CRITIC].parameters(), strict=True))


def test_a_lazy_penalty_weighs_as_much_as_one_at_every_step() -> None:
    norms = {}
    for penalty_steps in (1, 4):
        config = small_gan("wgan", penalty=1e6, penalty_steps=penalty_steps)
        fabric, players = started(config)
        train_step(fabric, players, config, draws(0), images())
        norms[penalty_steps] = torch.cat([w.grad.flatten() for w in players.plain[CRITIC].parameters()]).norm()  # type: ignore[union-attr]
    torch.testing.assert_close(norms[4], 4 * norms[1], rtol=1e-3, atol=0)


def test_the_critics_estimate_grows_while_the_generator_rests() -> None:
    config = small_gan("wgan", critic_steps=100)
    fabric, players = started(config)
    estimates = [float(train_step(fabric, players, config, draws(step), images())["estimate"]) for step in range(40)]
    assert estimates[-1] > estimates[0] + 0.5


def test_a_growing_gan_works_at_every_phase_of_its_own_size() -> None:
    config = small_gan("pggan")
    fabric, players = started(config)
    seen = set()
    for step in range(config.steps):
        phase = config.phase(step)
        losses = train_step(fabric, players, config, draws(step), images())
        assert phase is not None and {"estimate", "drift", "generator"} <= losses.keys()
        made = at(players.plain[GENERATOR], phase)(torch.randn(4, config.network.latent))
        assert made.shape[-1] == phase.size
        seen.add((phase.size, phase.alpha < 1))
    assert seen == {(4, False), (8, True), (8, False)}


class Averaging(Fabric):
    """Fabric as if there were a second process whose gradients are `other`."""

    def __init__(self, other: torch.Tensor) -> None:
        super().__init__(accelerator="cpu", devices=1)
        self.other = other

    def all_reduce(self, data: torch.Tensor, group: object = None, reduce_op: object = "mean") -> torch.Tensor:  # type: ignore[override]
        assert reduce_op == "mean"
        return (data + self.other) / 2


def test_gradients_of_two_processes_are_averaged_where_there_are_any() -> None:
    network = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Linear(1, 1))
    first = network[0]
    first.weight.grad, first.bias.grad = torch.tensor([[2.0, 4.0]]), torch.tensor([6.0])
    average_gradients(Averaging(torch.tensor([0.0, 2.0, 4.0])), network)
    assert torch.equal(first.weight.grad, torch.tensor([[1.0, 3.0]])) and torch.equal(
        first.bias.grad, torch.tensor([5.0])
    )
    assert network[1].weight.grad is None


@pytest.mark.parametrize("count", [4, 8, 16])
def test_the_penalty_of_any_number_of_images_is_float32s_in_bfloat16(count: int) -> None:
    config = small_gan("pggan")
    _, players = started(config)
    critic, x = at(players.plain[CRITIC], config.phase(draws(1000).step)), images(count)

    def gradients(precision: Literal["32-true", "bf16-mixed"]) -> torch.Tensor:
        fabric = Fabric(accelerator="cpu", devices=1, precision=precision)
        slopes = slopes_between(fabric, critic, x.flip(2), x, draws(0, count, slice(0, count)))
        weights = list(players.plain[CRITIC].parameters())
        found = torch.autograd.grad(slope_penalty(slopes).mean(), weights, allow_unused=True)
        return torch.cat([gradient.flatten() for gradient in found if gradient is not None])

    assert float(torch.cosine_similarity(gradients("32-true"), gradients("bf16-mixed"), dim=0)) > 0.98

"""Whether a flow knows more of latents than that of a Gaussian, and when it begins to know them by heart."""

import dataclasses
import math

import pytest
import torch

from advai.distributions import Empirical, Gaussian, Source
from advai.models import FlowConfig
from advai.recipes import CORRECTIONS
from advai.shapes import Points
from advai.training.correction import CorrectionTrainingConfig
from advai.training.flow import EarlyStopping, FlowPlayers, explains_more, flow_step, new_flow

CPU = torch.device("cpu")


def learned(source: Source, steps: int = 200) -> FlowPlayers:
    """A small flow after some steps, learned from standardised latents."""
    config: CorrectionTrainingConfig = CORRECTIONS["advai"](9)
    assert config.flow is not None
    flow = dataclasses.replace(config.flow, network=FlowConfig(dim=9, width=32, layers=2))
    config = dataclasses.replace(config, flow=flow, steps=steps, batch=256)
    players = new_flow(flow, source.covariance(), 0, CPU)
    for step in range(steps):
        flow_step(players, config, lambda count, draw: players.average.unit(source.sample(count, draw)), step, CPU)
    return players


def stopping_on(players: FlowPlayers, others: Points) -> EarlyStopping:
    """The tests of a flow on latents that it did not learn from."""
    return EarlyStopping(players, players.average.unit(others), 0)


def islands(count: int, seed: int) -> torch.Tensor:
    """Two of them, of unit variance along each coordinate."""
    generator = torch.Generator().manual_seed(seed)
    signs = torch.randint(2, (count, 1), generator=generator) * 2.0 - 1
    return 0.9**0.5 * signs.expand(count, 9) + 0.1**0.5 * torch.randn(count, 9, generator=generator)


def test_a_flow_of_islands_knows_more_than_that_of_a_gaussian() -> None:
    flow = learned(Empirical(islands(4000, 0), holdout=0), steps=1200).average
    assert explains_more(flow, islands(100, 1), 0)


def test_of_a_gaussian_there_is_no_more_to_know() -> None:
    flow = learned(Gaussian(9)).average
    z = torch.randn(100, 9, generator=torch.Generator().manual_seed(2))
    assert not explains_more(flow, z, 0)


def test_latents_learned_by_heart_tell_nothing_of_others() -> None:
    few, others = torch.randn(2, 60, 9, generator=torch.Generator().manual_seed(3))
    flow = learned(Empirical(few, holdout=0), steps=600).average
    assert explains_more(flow, few, 0) and not explains_more(flow, others, 0)


def test_what_is_learned_by_heart_is_seen_on_others() -> None:
    few, others = torch.randn(2, 60, 9, generator=torch.Generator().manual_seed(3))
    source = Empirical(few, holdout=0)
    at_first, later = learned(source, steps=50), learned(source, steps=600)
    assert not stopping_on(at_first, others).due(), "the first flow is the best so far"
    assert torch.equal(at_first.best.out.weight, at_first.average.out.weight)
    players = later._replace(best=at_first.best)
    assert stopping_on(players, others).due() and not stopping_on(players, few).due()


def test_better_than_ever_is_kept_as_the_best() -> None:
    source, others = Empirical(islands(4000, 0), holdout=0), islands(100, 1)
    early, late = learned(source, steps=100), learned(source, steps=1200)
    assert not stopping_on(early, others).due()
    stopping = stopping_on(late._replace(best=early.best), others)
    assert not stopping.due()
    assert torch.equal(stopping.players.best.out.weight, late.average.out.weight)
    assert not stopping.due(), "as good as the best, which is itself"


@pytest.mark.parametrize("count", [60, 1000])
def test_where_latents_lie_in_a_plane_there_is_nothing_to_learn_beside_it(count: int) -> None:
    generator = torch.Generator().manual_seed(0)
    z = torch.randn(count, 3, generator=generator) @ torch.randn(3, 8, generator=generator)
    source = Empirical(z / z.std(dim=0), holdout=0)
    flow = CORRECTIONS["advai"](9).flow
    assert flow is not None
    network = dataclasses.replace(flow.network, dim=8)
    assert new_flow(dataclasses.replace(flow, network=network), source.covariance(), 0, CPU).flow.moved == 3


def test_a_flow_looks_at_wide_axes_first() -> None:
    """Nine narrow axes beside a wide one: its first weights are those of the narrow ones times the root of ten."""
    flow = CORRECTIONS["advai"](10).flow
    assert flow is not None
    deviations = torch.tensor([1.0] * 9 + [10.0])
    network = new_flow(flow, torch.diag(deviations**2), 0, CPU).flow
    sizes = network.place.weight.square().mean(dim=0).sqrt()
    assert float(sizes[-1] / sizes[:-1].mean()) == pytest.approx(math.sqrt(10), rel=0.15)
    even = new_flow(flow, torch.eye(10), 0, CPU).flow.place.weight
    assert float(network.place.weight.square().mean()) == pytest.approx(float(even.square().mean()), rel=0.1)

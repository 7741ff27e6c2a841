"""The end of a fit: the candidate of the least held-out drift, with as many transfer maps as help it."""

import math

import pytest
import torch

from advai.checkpoint import Corrected, CorrectedConfig
from advai.distributions import Empirical, Gaussian, Ring, Sphere, Spiral, Uniform
from advai.models import CorrectionConfig, Flow, FlowConfig
from advai.paths import Matched, NormalScores, slerp, trace
from advai.training import finishing, held_out
from advai.training.finishing import (
    MISSED_BY_FLOW,
    MISSED_BY_GAME,
    Chosen,
    best_of,
    finished,
    in_looks,
    missed,
    nearer,
    or_closed_form,
    parted,
    points_for,
    scores_of,
    settled,
    without_game,
)
from advai.training.held_out import Seen, look_at, seen_at


@pytest.fixture(autouse=True)
def few_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps from an eighth of the points: what is chosen here does not hang on the last thousandths."""
    monkeypatch.setattr(finishing, "POINTS", ((math.inf, 8192),))


def path_of(dim: int, *, bias: float = 0.0) -> Corrected:
    """A path on the matched base, which moves every point by a quarter of `bias` half way."""
    path = Corrected(CorrectedConfig(correction=CorrectionConfig(dim=dim, width=16), base="matched"))
    with torch.no_grad():
        path.correction.decoder[-1].bias.fill_(bias)
    return path


@pytest.mark.parametrize(("dim", "points"), [(8, 8192), (2048, 8192), (4096, 4096), (16_384, 2048)])
def test_the_clouds_of_maps_take_no_more_memory_in_many_dimensions(dim: int, points: int) -> None:
    assert points_for(Gaussian(dim)) == points


def test_the_weights_of_the_least_drift_are_kept() -> None:
    good, bad = path_of(4), path_of(4, bias=0.5)
    chosen, scores = finished({"end": bad, "halfway": good}, bad.without_correction(), Gaussian(4), 0)
    assert scores["halfway"] + 2 < scores["end"]
    z0, z1 = torch.randn(2, 50, 4)
    torch.testing.assert_close(chosen(z0, z1, 0.5), good(z0, z1, 0.5), rtol=0, atol=0.4)


def test_of_few_latents_the_base_and_what_moves_evenly_come_first() -> None:
    look = look_at(Empirical(torch.randn(1200, 4), holdout=0.15), 0, "validation")
    assert look is not None and look.few and look.sure
    assert best_of({"end": -0.33, "halfway": -0.34, "base": 0.3}, look, simplest_first=True) == "halfway"
    assert best_of({"end": -0.83, "halfway": -0.34, "base": 0.3}, look, simplest_first=True) == "end"
    assert best_of({"end": 1.3, "halfway": 1.0, "base": 1.2}, look, simplest_first=True) == "base"


def test_a_harmful_game_leaves_the_base() -> None:
    path = path_of(3, bias=0.5)
    look = look_at(Gaussian(3), 0, "validation")
    assert look is not None
    base = path.without_correction()
    assert best_of(scores_of({"end": path, "base": base}, look), look) == "base"
    z0, z1 = torch.randn(2, 50, 3)
    torch.testing.assert_close(base(z0, z1, 0.3), Matched("gaussian:3")(z0, z1, 0.3))


@pytest.mark.parametrize("source", [Uniform(3), Ring(), Sphere(16)])
def test_the_chain_brings_the_base_nearer_to_laws_with_edges_and_shells(source: Uniform | Ring | Sphere) -> None:
    path = path_of(source.dim)
    path.scale.copy_(source.covariance().diagonal().sqrt())
    look = look_at(source, 1, "validation")
    assert look is not None
    chosen, _ = finished({"end": path}, path.without_correction(), source, 0)
    assert chosen.transfer is not None or chosen.config.base == "spherical"
    assert seen_at(chosen, look, 0.5).score < 0.5 * seen_at(path, look, 0.5).score


def test_an_earlier_candidate_wins_where_nothing_is_gained() -> None:
    path = path_of(2)
    look = look_at(Gaussian(2), 0, "validation")
    assert look is not None
    assert best_of(scores_of({"first": path, "second": path.with_stages(0)}, look), look) == "first"


def test_of_equals_the_better_one_wins_without_a_gain() -> None:
    look = look_at(Gaussian(2), 0, "validation")
    assert look is not None
    scores = {"first": 1.1, "second": 1.0, "third": 0.85}
    assert best_of(scores, look, equals=2) == "second"
    assert best_of(scores, look) == "third"
    assert best_of({"first": 1.1, "second": 1.0}, look) == "first"
    assert best_of({**scores, "third": 0.75}, look, equals=2) == "third"
    assert best_of(scores, look, equals=2, simplest_first=True) == "third"
    assert best_of({**scores, "third": 1.25}, look, equals=2, simplest_first=True) == "second"


def test_validation_latents_are_neither_learned_from_nor_held_out() -> None:
    rows = torch.arange(1000.0)[:, None] + torch.rand(1000, 2) / 2
    source = Empirical(rows, holdout=0.2)
    inner = parted(source)
    assert isinstance(inner, Empirical)
    drawn = set(inner.sample(20_000, torch.Generator().manual_seed(0))[:, 0].long().tolist())
    validated = set(inner.disjoint([inner.held_out_count], torch.Generator())[0][:, 0].long().tolist())
    held_out = set(source.disjoint([200], torch.Generator())[0][:, 0].long().tolist())
    assert len(drawn) == 680 and len(validated) == 120 and len(held_out) == 200
    assert not (drawn & validated or drawn & held_out or validated & held_out)
    torch.testing.assert_close(inner.mean()[0], torch.tensor(sorted(drawn)).double().mean(), rtol=0, atol=0.5)


def test_maps_from_few_latents_do_not_make_the_path_wriggle() -> None:
    path, latents = path_of(4), Empirical(torch.randn(600, 4), holdout=0)
    generator = torch.Generator().manual_seed(0)
    z0, z1, drawn = (latents.sample(4096 * count, generator) for count in (1, 1, 4))
    fine, suited = (path.with_transfer(z0, z1, drawn, generator, different=count) for count in (None, 600))
    trodden = {name: trace(one, z0[:200], z1[:200], steps=65) for name, one in (("fine", fine), ("suited", suited))}
    length = {name: float(z.diff(dim=0).norm(dim=-1).sum(0).mean()) for name, z in trodden.items()}
    assert length["suited"] < 0.85 * length["fine"]
    assert suited.config.transfer_cells == 12 and fine.config.transfer_cells == 256


def test_the_maps_alone_settle_a_law_of_independent_coordinates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finishing, "POINTS", ((math.inf, 1 << 15),))
    source, path = Uniform(3), path_of(3)
    path.scale.copy_(source.covariance().diagonal().sqrt())
    before = without_game(path, source, 0)
    assert before is not None and settled(before.path, source, 0)
    moved = path_of(source.dim, bias=0.3)
    moved.scale.copy_(path.scale)
    assert not settled(moved, source, 0)


def test_on_a_shell_in_many_dimensions_the_spherical_path_is_chosen() -> None:
    source, path = Sphere(128), path_of(128)
    path.scale.copy_(source.covariance().diagonal().sqrt())
    before = without_game(path, source, 0)
    assert before is not None and before.path.config.base == "spherical" and before.path.transfer is None
    z0, z1 = source.sample(200, torch.Generator().manual_seed(0)).chunk(2)
    torch.testing.assert_close(before.path(z0, z1, 0.3), slerp(z0, z1, 0.3))


def test_where_columns_repeat_their_values_the_path_matched_per_coordinate_is_chosen() -> None:
    generator = torch.Generator().manual_seed(0)
    counts = torch.poisson(torch.ones(1500, 3), generator=generator)
    source = Empirical(torch.cat([counts, torch.randn(1500, 2, generator=generator)], dim=1), holdout=0.3)
    path, look = path_of(5), look_at(source, 0, "validation")
    path.mean.copy_(source.mean())
    assert look is not None
    chosen, scores = or_closed_form(Chosen(path, {"base": 0.0}), source, look)
    assert chosen.config.base == "coordinates" and scores["coordinates"] < scores["linear"] - 1
    z0, z1 = source.sample(100, generator).chunk(2)
    apart = chosen(z0, z1, 0.4)[:, :3].frac().abs()
    assert float((torch.minimum(apart, 1 - apart) < 1e-3).float().mean()) > 0.6


@pytest.mark.parametrize(("rows", "validated"), [(100, 30), (240, 60), (1000, 150)])
def test_few_latents_leave_enough_for_a_look_but_never_more_than_a_third_of_them(rows: int, validated: int) -> None:
    inner = parted(Empirical(torch.randn(rows, 2), holdout=0))
    assert isinstance(inner, Empirical) and inner.held_out_count == validated


def test_without_a_game_nothing_is_tried_where_few_latents_or_great_drift_leave_no_hope() -> None:
    assert without_game(path_of(2), Empirical(torch.randn(600, 2), holdout=0.2), 0) is None
    spiral = Spiral()
    path = path_of(2)
    path.scale.copy_(spiral.covariance().diagonal().sqrt())
    assert without_game(path, spiral, 0) is None


def test_what_a_game_has_not_bettered_stays_as_it_was_before() -> None:
    good, bad = path_of(4), path_of(4, bias=1.0)
    look = look_at(Gaussian(4), 0, "validation")
    assert look is not None
    before = Chosen(good, scores_of({"0 stages": good}, look))
    wriggled = Chosen(bad, scores_of({"0 stages": bad}, look))
    assert finished({"end": bad}, bad, Gaussian(4), 0, before).path is good
    chosen, scores = finished({"end": good}, good, Gaussian(4), 0, wriggled)
    assert chosen is not bad and scores["no game, 0 stages"] > scores["end"] + 1


def test_a_flow_is_kept_without_maps_and_only_where_it_is_nearer() -> None:
    config = FlowConfig(dim=4, width=8, layers=1)
    nothing, shift = (Flow(config, torch.Generator().manual_seed(0)) for _ in range(2))
    torch.nn.init.constant_(shift.out.bias, 1.0)  # latents and noise one apart: the path drifts where it turns
    base, source = path_of(4).without_correction(), Uniform(4)
    base.scale.copy_(source.covariance().diagonal().sqrt())
    scores = NormalScores(4)
    scores.learn(source)
    good, bad = base.with_flow(nothing, scores), base.with_flow(shift, scores)
    chosen, _ = finished({"end": good}, path_of(4, bias=1.0), source, 0)
    assert chosen.config.base == "flow" and chosen.transfer is None
    chosen, scores = finished({"end": bad}, base, source, 0)
    assert chosen.config.base != "flow" and scores["base"] < scores["end"]


def test_what_is_learned_misses_where_a_judge_sees_it_and_the_nearer_of_two_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(held_out, "POINTS", 800)
    monkeypatch.setattr(finishing, "SETTLING_LOOKS", 2)
    on, off = path_of(3), path_of(3, bias=1.0)
    seen = missed(off, Gaussian(3), 0, MISSED_BY_FLOW)
    assert seen is not None and max(at.judge for at in seen) > 0.6
    few = Empirical(torch.randn(1200, 3))
    assert missed(on, Gaussian(3), 0, MISSED_BY_GAME) is None and missed(off, few, 0, MISSED_BY_GAME) is None
    chosen, scores = nearer(Chosen(off, {"end": 9.0}), seen, on, Gaussian(3), 0)
    assert chosen is on and scores["end"] == 9.0 and scores["second, game"] + 1 < scores["first, game"]
    assert nearer(Chosen(on, {}), in_looks(on, Gaussian(3), 0), path_of(3), Gaussian(3), 0).path is on


@pytest.mark.parametrize(
    ("floors", "judge", "of_game", "of_flow"),
    [(1.2, 0.52, False, False), (1.0, 0.57, True, False), (1.4, 0.5, True, False), (1.0, 0.65, True, True)],
)
def test_a_game_misses_by_less_than_a_flow(
    floors: float, judge: float, of_game: bool, of_flow: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is seen is given here; a game takes longer than a flow, so it follows only one that is far off."""
    seen = Seen(floors, judge, 1.0)
    monkeypatch.setattr(finishing, "seen_along", lambda *given: {"": dict.fromkeys(finishing.TIMES, seen)})
    for limit, expected in ((MISSED_BY_GAME, of_game), (MISSED_BY_FLOW, of_flow)):
        assert (missed(path_of(3), Gaussian(3), 0, limit) is not None) == expected


@pytest.mark.parametrize("first", ["flow", "game"])
def test_a_flow_has_to_be_nearer_by_what_its_jumps_cost(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is seen is given: the flow is nearer by 0.3, less than half a unit."""
    flow = path_of(2).with_flow(Flow(FlowConfig(dim=2, width=8, layers=1), torch.Generator()), NormalScores(2))
    paths, seen = {"flow": flow, "game": path_of(2)}, {"flow": Seen(1.0, 0.5, 1.0), "game": Seen(1.0, 0.5, 1.3)}
    second = "game" if first == "flow" else "flow"
    monkeypatch.setattr(finishing, "in_looks", lambda *given: [seen[second]])
    chosen = nearer(Chosen(paths[first], {}), [seen[first]], paths[second], Gaussian(2), 0)
    assert chosen.path is paths["game"] and chosen.scores == {
        f"first, {first}": seen[first].score,
        f"second, {second}": seen[second].score,
    }

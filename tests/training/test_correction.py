"""The training loop of the correction: it repeats itself, resumes exactly, and says what went wrong."""

import dataclasses
import math
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from advai.checkpoint import saved_steps
from advai.config import InputError, TrainingStopped
from advai.distributions import Empirical, Gaussian, Ring
from advai.models import FlowConfig
from advai.recipes import CORRECTIONS, correction
from advai.training import CorrectionTrainingConfig, FlowTrainingConfig, finishing, train_correction
from advai.training import run as training_run
from advai.training.correction import StepLosses, two_times
from advai.training.finishing import Chosen, what_it_has
from advai.training.held_out import Seen
from advai.training.run import look

CPU = torch.device("cpu")


def small(recipe: str = "advai", *, dim: int = 2, steps: int = 30, **changes: object) -> CorrectionTrainingConfig:
    config = correction.flow(dim) if recipe == "flow" else CORRECTIONS[recipe](dim)
    narrow = dataclasses.replace(config.path.correction, width=16)
    critic = dataclasses.replace(config.critic, width=16)
    path = dataclasses.replace(config.path, correction=narrow)
    flow = config.flow and dataclasses.replace(config.flow, network=FlowConfig(dim=dim, width=16, layers=2))
    given = {"steps": steps, "batch": 64, "finish": False, "flow": flow, "otherwise": None, **changes}
    return dataclasses.replace(config, path=path, critic=critic, **given)


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "model.safetensors")


def same(first: Path, second: Path) -> bool:
    one, two = weights_of(first), weights_of(second)
    return one.keys() == two.keys() and all(torch.equal(one[key], two[key]) for key in one)


@pytest.mark.parametrize("recipe", list(CORRECTIONS))
def test_every_variant_trains_and_is_repeatable(recipe: str, tmp_path: Path) -> None:
    for name in ("first", "second"):
        train_correction(Ring(), small(recipe), device=CPU, out=tmp_path / name, progress=False)
    assert same(tmp_path / "first", tmp_path / "second")
    assert (tmp_path / "first" / "metrics.jsonl").read_text() == (tmp_path / "second" / "metrics.jsonl").read_text()


def test_another_seed_is_another_run(tmp_path: Path) -> None:
    for seed in (0, 1):
        train_correction(Ring(), small(seed=seed), device=CPU, out=tmp_path / str(seed), progress=False)
    assert not same(tmp_path / "0", tmp_path / "1")


@pytest.mark.parametrize(
    ("stopped_after", "finish", "dim", "step"),
    [
        (1, False, 2, "train_step"),
        (17, False, 2, "train_step"),
        (29, True, 2, "train_step"),
        (1, False, 9, "flow_step"),
        (17, False, 9, "flow_step"),
    ],
)
def test_stopped_and_resumed_equals_never_stopped(
    stopped_after: int, finish: bool, dim: int, step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_run, "SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    monkeypatch.setattr(training_run, "LEAST_FINISHED", 0)
    latents, config = Empirical(torch.randn(300, dim)), small(dim=dim, finish=finish)
    train_correction(latents, config, device=CPU, out=tmp_path / "whole", progress=False)

    real, taken = getattr(training_run, step), []

    def interrupted(*arguments: object) -> object:
        if len(taken) == stopped_after:
            raise KeyboardInterrupt
        taken.append(1)
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(training_run, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            train_correction(latents, config, device=CPU, out=tmp_path / "stopped", progress=False)
    train_correction(latents, config, device=CPU, out=tmp_path / "stopped", resume=True, progress=False)
    assert same(tmp_path / "whole", tmp_path / "stopped")
    assert (tmp_path / "whole" / "metrics.jsonl").read_text() == (tmp_path / "stopped" / "metrics.jsonl").read_text()


def test_a_torn_checkpoint_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_run, "SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    train_correction(Ring(), small(), device=CPU, out=tmp_path / "run", progress=False)
    before = weights_of(tmp_path / "run")
    newest, older = saved_steps(tmp_path / "run")
    for name in ("weights.safetensors", "optimisers.pt"):
        file = tmp_path / "run" / "checkpoints" / f"step-{newest}" / name
        file.write_bytes(file.read_bytes()[:1000])
    train_correction(Ring(), small(), device=CPU, out=tmp_path / "run", resume=True, progress=False)
    assert older < newest
    assert all(torch.equal(before[key], value) for key, value in weights_of(tmp_path / "run").items())


def test_resuming_with_other_settings_or_latents_is_refused(tmp_path: Path) -> None:
    train_correction(Ring(), small(), device=CPU, out=tmp_path / "run", progress=False)
    with pytest.raises(InputError, match="steps"):
        train_correction(Ring(), small(steps=31), device=CPU, out=tmp_path / "run", resume=True, progress=False)
    with pytest.raises(InputError, match="latents"):
        train_correction(Gaussian(2), small(), device=CPU, out=tmp_path / "run", resume=True, progress=False)
    with pytest.raises(InputError, match="config.yaml"):
        train_correction(Ring(), small(), device=CPU, out=tmp_path / "none", resume=True, progress=False)


def test_an_existing_run_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        train_correction(Ring(), small(), device=CPU, out=tmp_path, progress=False)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_a_loss_that_is_not_finite_stops_the_run_in_plain_words() -> None:
    nan, one = torch.tensor(math.nan), torch.tensor(1.0)
    with pytest.raises(TrainingStopped, match="step 7: the critic loss is not finite"):
        look(StepLosses(critic=nan, correction=one, energy=one, spread=one), 7)
    assert look(StepLosses(critic=one, correction=one, energy=one, spread=one), 7)["step"] == 7


def test_a_step_size_that_explodes_is_noticed() -> None:
    with pytest.raises(TrainingStopped, match="not finite"):
        train_correction(Ring(), small(learning_rate=1e18, steps=100), device=CPU, progress=False)


def test_times_cover_the_path_and_are_a_step_apart() -> None:
    early, late = two_times(200_000, 0.05, torch.Generator().manual_seed(0))
    assert 0 <= float(early.min()) and float(late.max()) <= 1
    torch.testing.assert_close(late - early, torch.full_like(early, 0.05))
    shares = torch.histc(torch.cat([early, late]), bins=10, min=0, max=1) / 400_000
    torch.testing.assert_close(shares[1:-1], torch.full((8,), 0.1), atol=0.01, rtol=0)
    assert bool((shares[[0, -1]] > 0.05).all())


def test_a_flow_learns_a_law_of_two_islands() -> None:
    islands = torch.randn(4000, 9) * 0.3 + torch.tensor([[1.0], [-1.0]]).repeat(2000, 9)
    config = CORRECTIONS["advai"](9)
    assert config.flow is not None
    flow = dataclasses.replace(config.flow, network=FlowConfig(dim=9, width=64, layers=3))
    config = dataclasses.replace(config, flow=flow, steps=600, game="always", finish=False)
    path, spread = train_correction(Empirical(islands, holdout=0), config, device=CPU, progress=False)
    z0, z1 = islands[:2000], islands[torch.randperm(4000)[:2000]]
    middle = path(z0, z1, 0.5).mean(1)
    assert spread is None and path.config.base == "flow"
    assert float((middle.abs() < 0.5).float().mean()) < 0.05
    assert float(((z0 + z1) / 2).mean(1).abs().lt(0.5).float().mean()) > 0.4
    assert 0.45 < float((middle > 0).float().mean()) < 0.55


def test_a_flow_is_the_same_whatever_scale_the_game_would_see() -> None:
    latents = Empirical(torch.randn(500, 9) @ torch.randn(9, 9), holdout=0)
    config = small(dim=9, steps=20, game="always", finish=False)
    scaled = dataclasses.replace(config, path=dataclasses.replace(config.path, input_scale=5.0))
    plain, other = (train_correction(latents, c, device=CPU, progress=False)[0] for c in (config, scaled))
    z0, z1 = torch.randn(2, 50, 9)
    torch.testing.assert_close(plain(z0, z1, 0.3), other(z0, z1, 0.3), rtol=1e-3, atol=1e-3)


def test_dropout_draws_anew_in_each_step_and_the_same_again() -> None:
    config = small(dim=9, steps=20, game="always", finish=False)
    assert config.flow is not None
    dropped = dataclasses.replace(config, flow=dataclasses.replace(config.flow, dropout=0.5))
    paths = [train_correction(Gaussian(9), c, device=CPU, progress=False)[0] for c in (config, dropped, dropped)]
    z0, z1 = torch.randn(2, 50, 9)
    plain, first, second = (path(z0, z1, 0.3) for path in paths)
    assert torch.equal(first, second) and not torch.equal(plain, first)


def test_a_flow_that_begins_to_learn_by_heart_stops_and_stays_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = torch.Generator().manual_seed(0)
    latents = Empirical(torch.randn(300, 9, generator=generator), holdout=0.2)
    config = small(dim=9, steps=2000, game="always")
    config = dataclasses.replace(config, flow=FlowTrainingConfig(network=FlowConfig(dim=9, width=64, layers=3)))
    train_correction(latents, config, device=CPU, out=tmp_path / "run", progress=False)
    (newest, *_) = saved_steps(tmp_path / "run")
    assert newest < 2000 and newest % training_run.STEPS_BETWEEN_TESTS == 0
    before = weights_of(tmp_path / "run")
    monkeypatch.setattr(training_run, "flow_step", None)
    train_correction(latents, config, device=CPU, out=tmp_path / "run", resume=True, progress=False)
    after = weights_of(tmp_path / "run")
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_a_flow_whose_step_size_explodes_is_noticed() -> None:
    config = small(dim=9, steps=200)
    assert config.flow is not None
    config = dataclasses.replace(config, flow=dataclasses.replace(config.flow, learning_rate=1e30))
    with pytest.raises(TrainingStopped, match="the flow loss is not finite"):
        train_correction(Gaussian(9), config, device=CPU, progress=False)


def test_what_was_tried_and_what_was_kept_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finishing, "POINTS", ((math.inf, 4096),))
    monkeypatch.setattr(training_run, "settled", lambda *_: False)
    config = dataclasses.replace(small(dim=9, steps=100), finish=True)
    assert config.flow is not None
    config = dataclasses.replace(config, flow=dataclasses.replace(config.flow, learning_rate=1e4))  # it leads nowhere
    path, _ = train_correction(Gaussian(9), config, device=CPU, progress=False)
    assert path.findings["tried"] == "flow" and path.findings["candidates"]["end"] > 20
    assert path.findings["kept"] == what_it_has(path.config) != "flow" and path.flow is None


@pytest.mark.parametrize("gain", [1.0, -1.0])
@pytest.mark.parametrize(
    ("dim", "kinds", "step"), [(2, ("game", "flow"), "flow_step"), (9, ("flow", "game"), "train_step")]
)
def test_what_follows_one_that_misses_is_resumed_and_kept_where_it_is_nearer(
    dim: int, kinds: tuple[str, str], step: str, gain: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is seen of the paths is given here: what counts is what is learned, kept and gone on with."""
    monkeypatch.setattr(training_run, "LEAST_FINISHED", 0)
    monkeypatch.setattr(training_run, "SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    monkeypatch.setattr(training_run, "base_with_maps", lambda *given: None)
    monkeypatch.setattr(training_run, "finished", lambda learned, *given: Chosen(learned["end"], {"0 stages": 3.0}))
    monkeypatch.setattr(training_run, "missed", lambda *given: [Seen(1.0, 0.5, 3.0)])
    monkeypatch.setattr(finishing, "in_looks", lambda *given: [Seen(1.0, 0.5, 3.0 - gain)])
    recipes = {"game": small("game", dim=dim), "flow": small("flow", dim=dim)}
    first, second = kinds
    law, config = Gaussian(dim), dataclasses.replace(recipes[first], finish=True, otherwise=recipes[second])
    whole, _ = train_correction(law, config, device=CPU, out=tmp_path / "whole", progress=False)
    assert whole.findings["tried"] == f"{first} and {second}"
    assert whole.findings["kept"] == (second if gain > 0 else first)
    seen = {f"first, {first}": 3.0, f"second, {second}": 3.0 - gain}
    assert whole.findings["candidates"] == {"0 stages": 3.0} | seen
    real, taken = getattr(training_run, step), []

    def interrupted(*given: object) -> object:
        if len(taken) == 17:
            raise KeyboardInterrupt
        taken.append(1)
        return real(*given)

    monkeypatch.setattr(training_run, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        train_correction(law, config, device=CPU, out=tmp_path / "stopped", progress=False)
    monkeypatch.setattr(training_run, step, real)
    train_correction(law, config, device=CPU, out=tmp_path / "stopped", resume=True, progress=False)
    assert same(tmp_path / "whole", tmp_path / "stopped")

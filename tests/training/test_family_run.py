"""Training runs of the family: each method learns, repeats itself, and resumes to the bit."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from advai.checkpoint import saved_steps
from advai.config import InputError, TrainingStopped
from advai.recipes import FAMILY
from advai.training import family_run

Train = Callable[..., Path]


def weights(run: Path, step: int = 12) -> dict[str, torch.Tensor]:
    stored = load_file(run / "checkpoints" / f"step-{step}" / "weights.safetensors")
    return {key: value.clone() for key, value in stored.items()}  # the file itself is mapped, and may be replaced


def records(run: Path) -> list[dict[str, float]]:
    """All but the clock."""
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [{key: value for key, value in line.items() if key != "seconds"} for line in lines]


def assert_same(one: Path, other: Path, step: int = 12) -> None:
    first, second = weights(one, step), weights(other, step)
    assert first.keys() == second.keys()
    assert all(torch.equal(first[key], second[key]) for key in first)
    assert records(one) == records(other)


def stop_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Interrupts training when so many steps are taken; gives what takes that back."""
    real, taken = family_run.train_step, []

    def interrupted(*arguments: Any, **options: Any) -> object:
        if len(taken) == steps:
            raise KeyboardInterrupt
        taken.append(1)
        return real(*arguments, **options)

    monkeypatch.setattr(family_run, "train_step", interrupted)
    return lambda: monkeypatch.setattr(family_run, "train_step", real)


@pytest.mark.parametrize("recipe", list(FAMILY))
def test_every_recipe_is_repeatable_and_resumes_to_the_bit(
    recipe: str, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"checkpoint_seconds": 0.0, "averaging": 0.9}
    whole = train(recipe, "whole", **options)
    undo = stop_after(7, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        train(recipe, "stopped", **options)
    undo()
    assert saved_steps(whole.with_name("stopped"))[0] == 7
    stopped = train(recipe, "stopped", resume=True, data={"workers": 2}, **options)
    assert_same(whole, stopped)
    assert records(whole)[-1]["reconstruction"] < records(whole)[0]["reconstruction"]


@pytest.mark.parametrize("recipe", ["acai", "vqvae"])
def test_the_decoder_goes_on_alone(recipe: str, train: Train, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"checkpoint_seconds": 0.0, "decoder_alone": 1 / 3}
    together, whole = weights(train(recipe, "together", samples=16 * 8), 8), train(recipe, "whole", **options)
    after = weights(whole)
    learned = {key for key, value in after.items() if not torch.equal(value, together[key])}
    assert {key.partition(".")[0] for key in learned} == {"decoder", "probe"}
    assert records(whole)[-1]["reconstruction"] < records(whole)[8]["reconstruction"]
    undo = stop_after(10, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        train(recipe, "stopped", **options)
    undo()
    assert_same(whole, train(recipe, "stopped", resume=True, **options))


def test_another_seed_is_another_run(train: Train) -> None:
    first, second = train("ae", "first"), train("ae", "second", seed=1)
    assert not torch.equal(
        weights(first)["encoder.layers.0.first.weight"], weights(second)["encoder.layers.0.first.weight"]
    )


def test_the_probe_does_not_touch_the_codes(train: Train) -> None:
    with_probe, without = weights(train("ae", "with")), weights(train("ae", "without", classes=0))
    assert "probe.weight" in with_probe
    assert without and all(torch.equal(with_probe[key], value) for key, value in without.items())


def test_the_loop_learns_what_it_is_to_learn(train: Train) -> None:
    losses = records(train("ae", "long", samples=16 * 150, classes=2))
    assert losses[-1]["reconstruction"] < 0.3 * losses[0]["reconstruction"]
    assert losses[-1]["probe"] < losses[0]["probe"]


def test_a_torn_checkpoint_is_passed_over(train: Train) -> None:
    run = train("acai", "run", checkpoint_steps=5)
    before = weights(run)
    newest, older = saved_steps(run)
    assert (newest, older) == (12, 10)
    for name in ("weights.safetensors", "optimisers.pt"):
        file = run / "checkpoints" / f"step-{newest}" / name
        file.write_bytes(file.read_bytes()[:1000])
    train("acai", "run", resume=True, checkpoint_steps=5)
    assert all(torch.equal(before[key], value) for key, value in weights(run).items())


def test_checkpoints_come_by_steps_and_by_the_clock(train: Train) -> None:
    assert saved_steps(train("ae", "end")) == [12]
    assert saved_steps(train("ae", "steps", checkpoint_steps=4, log_steps=50)) == [12, 8]
    assert saved_steps(train("ae", "clock", checkpoint_seconds=0.0)) == [12, 11]


def test_a_run_is_not_resumed_with_other_settings_nor_overwritten(train: Train) -> None:
    train("acai", "run")
    with pytest.raises(InputError, match=r"its terms.interpolation.weight is 0.5, but 0.7 is asked for now"):
        train("acai", "run", resume=True, terms={"interpolation": {"weight": 0.7}})
    with pytest.raises(InputError, match="exists and is not empty"):
        train("acai", "run")
    with pytest.raises(InputError, match=r"has no config.yaml"):
        train("acai", "none", resume=True)


def test_a_loss_that_is_not_finite_stops_the_run_and_leaves_its_checkpoints(train: Train, tmp_path: Path) -> None:
    with pytest.raises(TrainingStopped, match=r"training stopped at step \d+: .* is not finite"):
        train("ae", "broken", learning_rate=1e12, samples=16 * 60, checkpoint_seconds=0.0)
    kept = saved_steps(tmp_path / "broken")
    assert kept
    assert all(bool(value.isfinite().all()) for value in weights(tmp_path / "broken", kept[0]).values())


def test_collapsed_codes_are_said_once(
    train: Train, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(family_run, "collapsed", lambda codes: True)
    train("ae", "flat")
    assert capsys.readouterr().err.count("all images have the same code") == 1


def test_averaged_weights_are_kept_beside_the_others(train: Train) -> None:
    kept = weights(train("ae", "averaged", averaging=0.99))
    assert not torch.equal(kept["average_decoder.layers.0.weight"], kept["decoder.layers.0.weight"])
    assert not any(key.startswith("average_") for key in weights(train("ae", "plain")))


def test_networks_are_compiled_where_asked(train: Train, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    monkeypatch.setattr(torch.nn.Module, "compile", lambda self: compiled.append(type(self).__name__))
    train("acai", "compiled", compile=True, samples=16)
    assert compiled.count("Encoder") == 2
    assert compiled.count("Decoder") == 1


def test_tensorboard_gets_scalars_and_pictures(train: Train) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    run = train("advai-paper", "events", logger="tensorboard", picture_steps=6)
    events = EventAccumulator(str(run))
    events.Reload()
    assert set(events.Tags()["images"]) == {"reconstructions", "interpolations", "samples"}
    assert {"reconstruction", "interpolation_critic", "mmd", "correction_energy"} <= set(events.Tags()["scalars"])
    assert [event.step for event in events.Images("samples")] == [6, 12]
    assert events.Images("interpolations")[0].width == 9 * 8 + 8 * 2

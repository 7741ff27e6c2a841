"""Training runs of GANs: each learns, repeats itself, and resumes to the bit, also in the middle of a fade."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from lightning_fabric import Fabric

from advai.checkpoint import load_newest_state, saved_steps
from advai.config import InputError, TrainingStopped
from advai.data import open_images, to_floats
from advai.recipes import GANS
from advai.training import gan_run

from .conftest import small_gan, small_images
from .test_family_run import assert_same, records, weights

Train = Callable[..., Path]
PHASES = {"network": {"size": 16}, "growth": {"fade": 48, "stable": 48}, "samples": 16 * 14}
"""Of a step of 16 images: three at 4 pixels, three that fade to 8, three at 8, three that fade to 16, two at 16."""


def stop_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Interrupts training when so many steps are taken; gives what takes that back."""
    real, taken = gan_run.train_step, []

    def interrupted(*arguments: Any, **options: Any) -> object:
        if len(taken) == steps:
            raise KeyboardInterrupt
        taken.append(1)
        return real(*arguments, **options)

    monkeypatch.setattr(gan_run, "train_step", interrupted)
    return lambda: monkeypatch.setattr(gan_run, "train_step", real)


def stopped(train: Train, recipe: str, steps: int, monkeypatch: pytest.MonkeyPatch, **options: Any) -> None:
    """Begin a run, or go on with it, and interrupt it after so many steps."""
    undo = stop_after(steps, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        train(recipe, "stopped", checkpoint_seconds=0.0, **options)
    undo()


@pytest.mark.parametrize("recipe", ["wgan", "wgan-published"])
def test_a_plain_gan_resumes_to_the_bit(recipe: str, train: Train, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = train(recipe, "whole", checkpoint_seconds=0.0)
    stopped(train, recipe, 7, monkeypatch)
    assert_same(whole, train(recipe, "stopped", resume=True, checkpoint_seconds=0.0))


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_progressive_gan_resumes_to_the_bit_in_every_phase(
    precision: str, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"images": small_images(size=16), "precision": precision, **PHASES}
    config = small_gan("pggan", **options)
    stops = (2, 4, 5, 7, 10, 13)
    phases = [config.phase(stop) for stop in stops]
    third = pytest.approx(1 / 3)
    assert [(4, 1), (8, third), (8, 2 / 3), (8, 1), (16, third), (16, 1)] == phases
    whole = train("pggan", "whole", checkpoint_seconds=0.0, **options)
    for before, stop in itertools.pairwise([0, *stops]):
        stopped(train, "pggan", stop - before, monkeypatch, resume=before > 0, **options)
    assert_same(whole, train("pggan", "stopped", resume=True, checkpoint_seconds=0.0, **options), step=14)


def test_another_seed_is_another_run(train: Train) -> None:
    first, second = train("wgan", "first"), train("wgan", "second", seed=1)
    assert not torch.equal(weights(first)["generator.first.weight"], weights(second)["generator.first.weight"])


@pytest.mark.parametrize("recipe", ["wgan", "pggan"])
def test_samples_come_to_look_like_the_images(recipe: str, train: Train) -> None:
    """Bright squares on dark ground, always in the same rows: their mean is known."""
    images = small_images()
    rates = {"learning_rate": 2e-3, "critic_learning_rate": 6e-3}
    options: dict[str, Any] = {"samples": 16 * 120, "averaging": 0.9, **rates}
    if recipe == "pggan":
        options["growth"] = {"grown": 0.2}
    run = train(recipe, "long", log_steps=120, **options)
    learned = gan_run.new_gan(small_gan(recipe, **options), Fabric(accelerator="cpu", devices=1), images)
    before = learned.samples("looked at", 64, 120)
    assert load_newest_state(run, learned.networks(), {}) == 120
    after = learned.samples("looked at", 64, 120)
    mean = images.images(torch.arange(64)).float().mean(0) / 127.5 - 1
    assert float((after.mean(0) - mean).abs().mean()) < 0.2 < float((before.mean(0) - mean).abs().mean())


def test_a_loss_that_is_not_finite_stops_the_run_and_leaves_its_checkpoints(train: Train, tmp_path: Path) -> None:
    with pytest.raises(TrainingStopped, match=r"training stopped at step \d+: "):
        train("wgan", "broken", learning_rate=1e9, critic_learning_rate=1e9, samples=16 * 60, checkpoint_seconds=0.0)
    for step in saved_steps(tmp_path / "broken"):
        assert all(bool(value.isfinite().all()) for value in weights(tmp_path / "broken", step).values())


def test_a_critic_that_diverges_stops_the_run(train: Train, tmp_path: Path) -> None:
    """A penalty that weighs nothing, and large steps."""
    with pytest.raises(TrainingStopped, match="the critic has diverged; use a smaller learning_rate, more penalty"):
        train("wgan", "wild", penalty=1e-9, critic_learning_rate=0.1, learning_rate=1e-6, samples=16 * 100)


def test_a_generator_of_one_image_is_said_once(
    train: Train, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    images = open_images("digits", "train")
    x = to_floats(images.images(torch.tensor([0])))
    monkeypatch.setattr(gan_run, "at", lambda network, phase: lambda z: x.expand(len(z), -1, -1, -1).clone())
    run = train("wgan", "flat", images=images, picture_steps=2)
    assert capsys.readouterr().err.count("the generator has collapsed, or has not learned yet") == 1
    assert max(records(run)[-1][name] for name in ("coverage", "recall")) < 0.1


def test_averaged_weights_are_kept_of_the_generator_alone(train: Train) -> None:
    kept = weights(train("wgan", "averaged"))
    assert not torch.equal(kept["average_generator.first.weight"], kept["generator.first.weight"])
    assert not any(key.startswith("average_critic") for key in kept)
    assert not any(key.startswith("average_") for key in weights(train("wgan", "plain", averaging=0.0)))


def test_a_run_of_other_settings_is_not_resumed(train: Train) -> None:
    train("pggan", "run")
    with pytest.raises(InputError, match=r"its growth.grown is 0.3, but 0.25 is asked for now"):
        train("pggan", "run", resume=True, growth={"grown": 0.25})
    with pytest.raises(InputError, match=r"its critic_steps is 1, but 2 is asked for now"):
        train("pggan", "run", resume=True, critic_steps=2)


@pytest.mark.parametrize(
    ("recipe", "changes", "words"),
    [
        ("wgan", {"growth": {}}, "only a network that is progressive grows"),
        ("pggan", {"batch": 18}, "sees the deviation of 4 images at a time, but each of 1 devices has 18"),
        ("pggan", {"batch": 24, "devices": 4}, "multiple of 16 with --set batch=N"),
        ("wgan", {"network": {"size": 24}}, "a power of two, 8 or more, but 24 was asked for: use 32"),
        ("wgan", {"penalty": 0}, "the setting 'penalty' does not fit"),
    ],
)
def test_settings_that_do_not_fit_are_one_sentence(recipe: str, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words) as raised:
        small_gan(recipe, **changes)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("recipe", ["wgan", "pggan"])
def test_tensorboard_gets_scalars_and_pictures_of_one_size(recipe: str, train: Train) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    run = train(recipe, "events", logger="tensorboard", picture_steps=4)
    events = EventAccumulator(str(run))
    events.Reload()
    assert set(events.Tags()["images"]) == {"samples", "interpolations"}
    assert {"estimate", "slope", "penalty", "generator", "coverage", "recall"} <= set(events.Tags()["scalars"])
    assert [event.step for event in events.Images("samples")] == [4, 8, 12]
    assert {event.width for event in events.Images("samples")} == {9 * 8 + 8 * 2}


def test_every_recipe_is_a_gan_that_is_trained(train: Train) -> None:
    for recipe in GANS:
        changes = {"growth": {"fade": None, "stable": None}} if recipe == "pggan-published" else {}
        assert saved_steps(train(recipe, recipe, samples=64, **changes)) == [4]

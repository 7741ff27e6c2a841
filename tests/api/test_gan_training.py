"""Training a GAN by a recipe's name, and using what it leaves."""

import itertools
from inspect import unwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

import advai
from advai.api import GanRun
from advai.config import InputError
from advai.distributions import Gaussian, hypersphere
from advai.paths import lerp
from advai.training import gan_run

NETWORK = {"depth": 4, "widest": 8, "latent": 6}
QUICK: dict[str, Any] = {"network": NETWORK, "precision": "float32", "logger": "none", "batch": 16}


def quick(recipe: str, out: Path, **options: Any) -> GanRun:
    settings = options.pop("settings", {})
    given = {"data": "digits", "samples": 64, "settings": {**QUICK, **settings}, "progress": False, **options}
    run = advai.train(recipe, out=out, **given)
    assert isinstance(run, GanRun)
    return run


def latents(run: GanRun, count: int) -> torch.Tensor:
    return run.prior.sample(count, torch.Generator().manual_seed(0))


@pytest.mark.parametrize(("recipe", "mapping"), list(itertools.product(["wgan", "pggan"], [0, 2])))
def test_a_run_is_used_as_it_was_trained(recipe: str, mapping: int, tmp_path: Path) -> None:
    run = quick(recipe, tmp_path / "run", settings={"network": {**NETWORK, "mapping": mapping}})
    again = advai.load(tmp_path / "run")
    assert isinstance(again, GanRun)
    z = latents(again, 700)
    x = again.decode(z)
    assert x.shape == (700, 1, 8, 8) and not x.requires_grad
    assert torch.equal(x, run.decode(z))
    torch.testing.assert_close(again.decode(z[5:6]), x[5:6])
    assert torch.equal(again.decode(z.double()), x)
    for given, words in ((z.long(), "use z.float"), (z[0], "shape"), (z[:, 1:], "coordinates")):
        with pytest.raises((InputError, TypeError), match=words):
            unwrap(GanRun.decode)(again, given)
    w = again.intermediate(z)
    assert w.shape == z.shape and torch.equal(again.decode_intermediate(w), x)
    asking = z[:4].clone().requires_grad_()
    again.decode(asking).sum().backward()
    assert asking.grad is not None and bool(asking.grad.any())
    assert again.name == recipe and again.path is lerp and again.size == 8 and again.folder == tmp_path / "run"
    assert again.data("test").size == 8


def test_priors_are_what_the_generators_are_trained_on(tmp_path: Path) -> None:
    plain, grown = quick("wgan", tmp_path / "plain"), quick("pggan", tmp_path / "grown")
    assert plain.prior == Gaussian(6) and grown.prior == hypersphere(6)
    z = latents(grown, 9)
    torch.testing.assert_close(grown.intermediate(z), z)
    torch.testing.assert_close(grown.decode(2 * z), grown.decode(z), atol=1e-4, rtol=1e-3)
    assert torch.equal(plain.intermediate(latents(plain, 9)), latents(plain, 9))


def test_averaged_weights_are_the_ones_that_are_used(tmp_path: Path) -> None:
    from safetensors.torch import load_file

    run = quick("wgan", tmp_path / "run")
    stored = load_file(tmp_path / "run" / "checkpoints" / "step-4" / "weights.safetensors")
    used = run.generator.state_dict()["first.weight"]
    assert torch.equal(used, stored["average_generator.first.weight"])
    assert not torch.equal(used, stored["generator.first.weight"])


def test_a_run_that_is_still_growing_makes_images_of_the_size_it_has_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, taken = gan_run.train_step, itertools.count()

    def interrupted(*arguments: Any) -> object:
        if next(taken) == 3:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(gan_run, "train_step", interrupted)
    growth = {"growth": {"fade": 64, "stable": 32}, "log_steps": 1, "checkpoint_steps": 1}
    with pytest.raises(KeyboardInterrupt):
        quick("pggan", tmp_path / "run", samples=160, settings=growth)
    run = advai.load(tmp_path / "run")
    assert isinstance(run, GanRun)
    assert run.phase == (8, 0.25) and run.size == 8
    (tmp_path / "run" / "checkpoints" / "step-3").rename(tmp_path / "run" / "checkpoints" / "later")
    early = advai.load(tmp_path / "run")
    assert isinstance(early, GanRun)
    assert early.phase == (8, 0.0)
    x = early.decode(latents(early, 3))
    assert torch.equal(x, x[:, :, ::2, ::2].repeat_interleave(2, 2).repeat_interleave(2, 3))


def test_the_written_configuration_repeats_the_run(tmp_path: Path) -> None:
    first = quick("pggan", tmp_path / "first", seed=3)
    second = advai.train("pggan", config=tmp_path / "first" / "config.yaml", out=tmp_path / "second", progress=False)
    assert isinstance(second, GanRun)
    assert first.config == second.config
    one, two = first.generator.state_dict(), second.generator.state_dict()
    assert one and all(torch.equal(one[key], two[key]) for key in one)


def test_resuming_needs_no_settings_again(tmp_path: Path) -> None:
    quick("wgan", tmp_path / "run", settings={"penalty": 5.0})
    run = advai.train("wgan", out=tmp_path / "run", resume=True, progress=False)
    assert isinstance(run, GanRun)
    assert run.config.penalty == 5.0
    with pytest.raises(InputError, match=r"cannot resume .* its penalty is 5.0, but 6.0 is asked for now"):
        advai.train("wgan", out=tmp_path / "run", resume=True, settings=["penalty=6"], progress=False)


def test_images_are_brought_to_a_power_of_two(tmp_path: Path) -> None:
    folder(tmp_path / "images", 300, (12, 10))
    run = quick("wgan", tmp_path / "run", data=f"folder:{tmp_path / 'images'}", settings={"data": {"size": 16}})
    assert run.size == 16 and run.data("train").size == 16
    folder(tmp_path / "square", 300, (12, 12))
    run = quick("wgan", tmp_path / "own", data=f"folder:{tmp_path / 'square'}")
    assert run.size == 16


def folder(place: Path, count: int, size: tuple[int, int]) -> None:
    """A folder of images, in a part for training and one for testing."""
    generator = np.random.default_rng(0)
    for part, images in (("train", count), ("test", 4)):
        (place / part).mkdir(parents=True)
        for number in range(images):
            pixels = generator.integers(0, 256, (*size[::-1], 3), dtype=np.uint8)
            Image.fromarray(pixels).save(place / part / f"{number}.png")


def test_too_few_images_are_refused(tmp_path: Path) -> None:
    folder(tmp_path / "few", 20, (8, 8))
    with pytest.raises(InputError, match=r"a GAN needs 256 images or more to train on, but .*few.* has 20: add images"):
        quick("wgan", tmp_path / "run", data=f"folder:{tmp_path / 'few'}")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"recipe": "wgna"}, "unknown recipe 'wgna': did you mean 'wgan'?"),
        ({"settings": ["data.size=28"]}, "a power of two, 8 or more, but 28 was asked for: use 32"),
        ({"settings": ["data.size=4"]}, "a power of two, 8 or more, but 4 was asked for: use 8"),
        ({"settings": ["network.size=16"]}, "the network is for images of 1 channels and size 16"),
        ({"settings": ["network.kind=unet"]}, "the setting 'network.kind' does not fit: .* but 'unet' was given"),
        ({"settings": ["critic_step=2"]}, "unknown setting 'critic_step': did you mean 'critic_steps'?"),
        ({"settings": ["terms.mmd.weight=2"]}, "unknown setting 'terms'"),
        ({"settings": ["batch=2048"]}, "a GAN needs 2048 images or more to train on, but digits has 1078"),
        ({"recipe": "pggan", "settings": ["batch=18"]}, "choose a batch that is a multiple of 4 with --set batch=N"),
        (
            {"recipe": "pggan", "settings": ["growth.fade=9000"]},
            "the phases of growth take 9150 images until .* but the budget is 1000: give more",
        ),
        ({"devices": 3}, "a batch of 64 cannot be shared evenly by 3 devices"),
        ({"settings": ["kind=autoencoder"]}, "the setting 'kind' does not fit"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_nothing(options: dict[str, Any], words: str, tmp_path: Path) -> None:
    given = {"recipe": "wgan", "data": "digits", "samples": 1000, **options}
    with pytest.raises(InputError, match=words) as raised:
        advai.train(given.pop("recipe"), out=tmp_path / "run", progress=False, **given)
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []

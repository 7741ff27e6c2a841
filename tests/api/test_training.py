"""Training by a recipe's name, and using what it leaves: every mistake is one sentence before any work."""

import dataclasses
import json
from inspect import unwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml
from PIL import Image

import advai
from advai.api import Run, training
from advai.checkpoint import Corrected, saved_steps
from advai.config import InputError
from advai.data import ImageSet, to_floats
from advai.paths import lerp

QUICK: dict[str, Any] = {"network": {"depth": 4}, "precision": "float32", "logger": "none", "batch": 16}
GAME = {"training": {"batch": 32, "steps": 5, "path": {"correction": {"width": 16}}, "critic": {"width": 16}}}


def quick(recipe: str, out: Path, **options: Any) -> Run:
    settings = options.pop("settings", {})
    given = {"data": "digits", "samples": 64, "settings": {**QUICK, **settings}, "progress": False, **options}
    return advai.train(recipe, out=out, **given)


def test_a_run_is_used_as_it_was_trained(tmp_path: Path) -> None:
    run = quick("acai", tmp_path / "run")
    again = advai.load(tmp_path / "run")
    test = again.data("test")
    x = to_floats(test.images(torch.arange(700) % test.count))
    z = again.encode(x)
    assert z.shape == (700, 32) and again.decode(z).shape == x.shape
    assert torch.equal(z, run.encode(x))
    torch.testing.assert_close(again.encode(x[5:6]), z[5:6])
    assert torch.equal(again.encode(x.double()), z) and again.decode(z[:0]).shape == (0, *x.shape[1:])
    for given, words in ((x.byte(), "to_floats"), (x.long(), "use x.float"), (x[0], "shape"), (x[:, :, 1:], "shape")):
        with pytest.raises((InputError, TypeError), match=words):
            unwrap(Run.encode)(again, given)
    for codes, words in ((z.long(), "use z.float"), (z[0], "shape"), (z[:, :31], "32 coordinates")):
        with pytest.raises((InputError, TypeError), match=words):
            unwrap(Run.decode)(again, codes)
    assert again.joint_probe is not None and again.joint_probe(z).shape == (700, 10)
    assert again.path is lerp and again.name == "acai" and again.folder == tmp_path / "run"
    assert not z.requires_grad


def test_the_corrected_path_comes_with_the_run(tmp_path: Path) -> None:
    for recipe in ("advai", "advai-reference"):
        run = quick(recipe, tmp_path / recipe, settings={"correction": GAME})
        z0, z1 = torch.randn(2, 5, 32)
        assert torch.equal(run.path(z0, z1, 0.0), z0)
        assert run.path(z0, z1, torch.full((5,), 0.5)).shape == z0.shape
        assert not torch.equal(run.path(z0, z1, 0.5), lerp(z0, z1, 0.5))
    assert Corrected.from_pretrained(tmp_path / "advai-reference" / "correction").dim == 32


def test_a_correction_is_learned_on_the_last_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(training, "fit_as", stopped)
        with pytest.raises(KeyboardInterrupt):
            quick("advai", tmp_path / "run", settings={"correction": GAME})
    assert advai.load(tmp_path / "run").path is lerp
    run = advai.train("advai", out=tmp_path / "run", resume=True, progress=False)
    images = run.data("train")
    codes = run.encode(to_floats(images.images(torch.arange(images.count))))
    assert isinstance(run.path, Corrected)
    torch.testing.assert_close(run.path.mean, codes.mean(0), rtol=1e-3, atol=1e-4)
    z0, z1 = codes[:5], codes[5:10]
    whole = quick("advai", tmp_path / "whole", settings={"correction": GAME})
    assert torch.equal(run.path(z0, z1, 0.5), whole.path(z0, z1, 0.5))


def test_before_its_decoder_goes_on_advai_is_acai(tmp_path: Path) -> None:
    settings = {"correction": GAME, "decoder_alone": 0.0}
    one, other = quick("acai", tmp_path / "acai"), quick("advai", tmp_path / "advai", settings=settings)
    for name, network in one.networks.items():
        found = other.networks[name].state_dict()
        assert all(torch.equal(value, found[key]) for key, value in network.state_dict().items())


def test_codes_that_stand_still_keep_the_linear_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def flat(_: Any, images: ImageSet, rows: torch.Tensor) -> np.ndarray[Any, Any]:
        return np.ones((len(rows), 32), dtype=np.float32)

    monkeypatch.setattr(training, "codes_of", flat)
    run = quick("advai", tmp_path / "run", settings={"correction": GAME})
    assert "no correction is learned on the codes: " in capsys.readouterr().err
    assert not (tmp_path / "run" / "paths").exists() and run.path is lerp


def test_averaged_weights_are_the_ones_that_are_used(tmp_path: Path) -> None:
    run = quick("ae", tmp_path / "run", settings={"averaging": 0.9})
    weights = run.networks["encoder"].state_dict()["layers.0.first.weight"]
    from safetensors.torch import load_file

    step = saved_steps(tmp_path / "run")[0]
    stored = load_file(tmp_path / "run" / "checkpoints" / f"step-{step}" / "weights.safetensors")
    assert torch.equal(weights, stored["average_encoder.layers.0.first.weight"])
    assert not torch.equal(weights, stored["encoder.layers.0.first.weight"])


def test_the_written_configuration_repeats_the_run(tmp_path: Path) -> None:
    first = quick("midr", tmp_path / "first", seed=3)
    second = advai.train("midr", config=tmp_path / "first" / "config.yaml", out=tmp_path / "second", progress=False)
    assert first.config == second.config
    assert (tmp_path / "first" / "config.yaml").read_text() == (tmp_path / "second" / "config.yaml").read_text()
    one, two = first.networks["decoder"].state_dict(), second.networks["decoder"].state_dict()
    assert all(torch.equal(one[key], two[key]) for key in one)
    assert json.loads((tmp_path / "first" / "environment.json").read_text())["seed"] == 3


def test_resuming_needs_no_settings_again(tmp_path: Path) -> None:
    quick("wae", tmp_path / "run", settings={"terms": {"mmd": {"weight": 3.0}}})
    run = advai.train("wae", out=tmp_path / "run", resume=True, progress=False)
    assert run.config.terms.mmd is not None and run.config.terms.mmd.weight == 3.0
    with pytest.raises(InputError, match="cannot resume .* its samples is 64, but 128 is asked for"):
        advai.train("wae", out=tmp_path / "run", samples=128, resume=True, progress=False)
    with pytest.raises(InputError, match="those of the recipe 'wae', but 'vae' was asked for"):
        advai.train("vae", out=tmp_path / "run", resume=True, progress=False)


def test_a_term_is_switched_on_and_off_by_a_setting(tmp_path: Path) -> None:
    run = quick("acai", tmp_path / "run", settings={"terms": {"interpolation": None, "mmd": {"weight": 0.5}}})
    assert run.config.terms.interpolation is None
    assert run.config.terms.mmd is not None and run.config.terms.mmd.weight == 0.5
    losses = json.loads((tmp_path / "run" / "metrics.jsonl").read_text().splitlines()[-1])
    assert "mmd" in losses and "interpolation" not in losses and losses["samples"] == 64


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"recipe": "acia"}, "unknown recipe 'acia': did you mean 'acai'?"),
        ({"data": None}, "no data to train on: name them with --data"),
        ({"data": "digit"}, "unknown data 'digit': did you mean 'digits'?"),
        ({"settings": ["terms.mdm.weight=1"]}, "unknown setting 'terms.mdm': did you mean 'terms.mmd'?"),
        ({"settings": ["data.sise=16"]}, "unknown setting 'data.sise': did you mean 'data.size'?"),
        ({"settings": ["batch=15"]}, "the setting 'batch' does not fit"),
        ({"settings": ["precision=float8"]}, "the setting 'precision' does not fit: .* but 'float8' was given"),
        ({"settings": ["data.size=7"]}, "images of size 7 cannot be halved"),
        ({"settings": ["seed"]}, "a setting is written key=value"),
        ({"settings": ["network.scales=4"]}, "images of size 8 cannot be halved 4 times"),
        ({"settings": ["network.size=16"]}, "the network is for images of 1 channels and size 16"),
        ({"settings": ["classes=3"]}, "the labels of digits go beyond the 3 classes"),
        ({"settings": ["logger=wandb"]}, "logger=wandb needs the package wandb"),
        ({"settings": ["terms.reconstruction=null"]}, "needs the term reconstruction"),
        ({"settings": ["format=9"]}, "the configuration is of format 9"),
        ({"data": "lines", "settings": ["classes=10"]}, "the joint probe needs labels, but lines has none"),
        ({"devices": 3}, "a batch of 64 cannot be shared evenly by 3 devices"),
        ({"devices": 64}, "64 devices were asked for, but there are"),
        ({"samples": 0}, "the setting 'samples' does not fit"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_nothing(options: dict[str, Any], words: str, tmp_path: Path) -> None:
    given = {"recipe": "advai", "data": "digits", **options}
    with pytest.raises(InputError, match=words) as raised:
        advai.train(given.pop("recipe"), out=tmp_path / "run", progress=False, **given)
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_images_of_one_class_are_trained_without_a_probe_or_not_at_all(tmp_path: Path) -> None:
    for part in ("train", "test"):
        (tmp_path / "faces" / part / "all").mkdir(parents=True)
        for number in range(8):
            Image.new("L", (8, 8), 20 * number).save(tmp_path / "faces" / part / "all" / f"{number}.png")
    options = {"data": f"folder:{tmp_path / 'faces'}", "out": tmp_path / "run", "samples": 64, "progress": False}
    with pytest.raises(InputError, match="of one class only: train without it, with --set classes=0"):
        advai.train("ae", **options)
    assert not (tmp_path / "run").exists()
    assert advai.train("ae", settings=["classes=0", "logger=none"], **options).joint_probe is None


def test_a_folder_in_use_is_refused_before_the_data_are_opened(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="exists and is not empty"):
        advai.train("ae", data="parquet:/nowhere", out=tmp_path, progress=False)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_what_is_no_run_of_this_version_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"expected the folder of a training run, but .* has no config.yaml"):
        advai.load(tmp_path)
    run = quick("ae", tmp_path / "run")
    file = tmp_path / "run" / "config.yaml"
    values = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump({**values, "format": 2}))
    with pytest.raises(InputError, match="no training run of this version of advai"):
        advai.load(tmp_path / "run")
    file.write_text(yaml.safe_dump({**values, "network": {**values["network"], "depth": 5}}))
    with pytest.raises(InputError, match="does not fit this run's networks"):
        advai.load(tmp_path / "run")
    file.write_text(yaml.safe_dump(values))
    for place in (run.folder / "checkpoints").iterdir():
        (place / "weights.safetensors").write_bytes(b"torn")
    with pytest.raises(InputError, match="has no whole checkpoint yet"):
        advai.load(tmp_path / "run")


def test_the_run_is_as_complete_as_its_folder_says(tmp_path: Path) -> None:
    run = quick("vae", tmp_path / "run")
    written = yaml.safe_load((tmp_path / "run" / "config.yaml").read_text())
    assert set(written) == {field.name for field in dataclasses.fields(run.config)}
    assert written["data"] == {"name": "digits", "size": 8, "channels": 1, "broken": "refuse", "workers": None}

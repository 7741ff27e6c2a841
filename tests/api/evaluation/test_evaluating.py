"""Evaluation of runs that were really trained, if only for a moment: results.json, going on, and what is missing."""

import json
import shutil
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from torch import nn

import advai
from advai.api.evaluation import evaluating, evaluation_sections
from advai.config import InputError
from advai.evaluation import FIGURES, FeatureRecipe, own_features


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """Few points for drift, and a feature network that is hardly trained."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation_sections, "TIMES", (0.5,))
        patch.setattr(evaluation_sections, "DRIFT_POINTS", 60)
        patch.setattr(evaluating, "own_features", partial(own_features, recipe=FeatureRecipe(width=4, steps=20)))
        yield


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on digits."""
    out = tmp_path_factory.mktemp("runs") / "ae"
    advai.train("ae", data="digits", out=out, samples=640, settings={"device": "cpu", "logger": "none"}, progress=False)
    return out


@pytest.fixture(scope="module")
def evaluated(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The run with its results."""
    cache = tmp_path_factory.mktemp("cache")
    return trained, advai.evaluate(trained, cache=cache, samples=100, device="cpu", progress=False)


@pytest.fixture
def run(trained: Path, tmp_path: Path) -> Path:
    """A copy of the run as it was trained."""
    without = shutil.ignore_patterns("results.json", "pictures.safetensors")
    return Path(shutil.copytree(trained, tmp_path / "run", ignore=without))


def leaves(entries: Mapping[str, Any], above: str = "") -> dict[str, Mapping[str, Any]]:
    if "value" in entries:
        return {above: entries}
    return {n: e for k, v in entries.items() for n, e in leaves(v, f"{above}.{k}".strip(".")).items()}


def test_results_have_the_names_that_others_rely_on(evaluated: tuple[Path, dict[str, Any]]) -> None:
    folder, results = evaluated
    assert json.loads((folder / "results.json").read_text()) == results
    numbers = {"reconstruction_mse", "probe_accuracy", "probe_joint_accuracy", "clustering_accuracy", "nmi"}
    paths = {"linear", "spherical", "matched"}
    assert {"evaluation", "features", "drift", "copies", *FIGURES, *numbers} == set(results)
    for name in FIGURES:
        assert set(results[name]) == {"reconstruction", "prior", "gmm", "midpoint"}
        assert set(results[name]["midpoint"]) == paths
    assert set(results["drift"]) == paths
    assert results["drift"]["linear"]["0.5"]["sliced_wasserstein"]["floor"]["mean"] > 0


def test_results_do_not_say_where_the_images_lie(tmp_path: Path) -> None:
    pixels = torch.randint(0, 256, (100, 8, 8), dtype=torch.uint8, generator=torch.Generator().manual_seed(0)).numpy()
    for part in ("train", "test"):
        for kind in ("a", "b"):
            (tmp_path / "secret" / "dots" / part / kind).mkdir(parents=True)
        for number, image in enumerate(pixels):
            file = tmp_path / "secret" / "dots" / part / "ab"[number % 2] / f"{number}.png"
            Image.fromarray(image).save(file)
    out, data = tmp_path / "run", f"folder:{tmp_path / 'secret' / 'dots'}"
    advai.train("ae", data=data, out=out, samples=64, settings={"device": "cpu", "logger": "none"}, progress=False)
    results = advai.evaluate(out, cache=tmp_path / "cache", samples=60, device="cpu", progress=False)
    assert results["evaluation"]["data"] == "folder:dots"
    assert results["evaluation"]["images"]["test"]["count"] == 100
    assert "secret" not in (out / "results.json").read_text()
    assert data in (out / "config.yaml").read_text()


def test_every_number_has_its_conditions(evaluated: tuple[Path, dict[str, Any]]) -> None:
    _, results = evaluated
    rest = {name: entry for name, entry in results.items() if name not in ("evaluation", "features", "drift")}
    found = leaves(rest)
    assert len(found) > 40
    for name, number in found.items():
        assert isinstance(number["value"], float), name
        assert number["conditions"], name
    for name in ("frechet.prior", "kernel.midpoint.linear", "coverage.gmm"):
        assert {"network", "sha256", "input", "real", "made", "floor"} <= set(found[name]["conditions"])
        assert found[name]["conditions"]["sha256"] == results["features"]["sha256"]
        assert found[name]["conditions"]["made"] == 100
    about = results["evaluation"]
    assert (about["recipe"], about["data"], about["code_size"], about["training_samples"]) == ("ae", "digits", 32, 640)
    assert about["settings"] == {}


def test_the_pictures_are_those_of_all_runs(evaluated: tuple[Path, dict[str, Any]]) -> None:
    from safetensors.torch import load_file

    pictures = load_file(evaluated[0] / "pictures.safetensors")
    assert pictures["ends"].shape == (4, 2, 1, 8, 8)
    assert pictures["path.linear"].shape == (4, 9, 1, 8, 8)
    assert {part.dtype for part in pictures.values()} == {torch.uint8}
    assert {"images", "reconstructions", "prior", "gmm", "path.spherical", "path.matched"} <= set(pictures)


def test_it_goes_on_where_it_was_stopped(evaluated: tuple[Path, dict[str, Any]], run: Path) -> None:
    _, results = evaluated
    part = json.loads(json.dumps(results))
    part["evaluation"]["done"] = ["codes", "lines", "drift"]
    part["nmi"]["value"] = -1.0  # would not stay if it were measured again
    part["frechet"] = {}
    del part["evaluation"]["settings"]  # as older versions left it
    (run / "results.json").write_text(json.dumps(part))
    after = advai.evaluate(run, cache=run / "cache", samples=100, device="cpu", progress=False)
    assert after["nmi"]["value"] == -1.0
    assert after["frechet"] == results["frechet"]
    assert (run / "pictures.safetensors").is_file()


def test_results_of_other_settings_and_torn_ones_are_begun_anew(
    evaluated: tuple[Path, dict[str, Any]], run: Path
) -> None:
    _, results = evaluated
    whole = {name: part for name, part in results["evaluation"].items() if name not in ("done", "environment")}
    shutil.copy(evaluated[0] / "pictures.safetensors", run)
    (run / "results.json").write_text(json.dumps(results))
    assert evaluating.begun(run, whole, {}) == results
    assert evaluating.begun(run, {**whole, "samples": 90}, {})["evaluation"]["done"] == []
    assert set(evaluating.begun(run, {**whole, "training_samples": 1}, {})) == {"evaluation"}
    (run / "pictures.safetensors").unlink()
    assert "pictures" not in evaluating.begun(run, whole, {})["evaluation"]["done"]
    for torn in ("torn {", "[]", '{"evaluation": 3}'):
        (run / "results.json").write_text(torn)
        assert evaluating.begun(run, whole, {})["evaluation"]["done"] == []


class Corners(nn.Module):
    """A few pixels as features."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x[:, 0, ::9, ::9].flatten(1)


def test_lines_have_their_own_figures_and_no_classes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from advai.api.evaluation import evaluated_run
    from advai.evaluation import lines_task

    monkeypatch.setattr(evaluated_run, "TRAIN_ROWS", 300)
    monkeypatch.setattr(evaluated_run, "TEST_ROWS", 200)
    monkeypatch.setattr(lines_task, "RENDERED", 200)
    out = tmp_path / "lines"
    settings = {"device": "cpu", "logger": "none"}
    advai.train("ae", data="lines", out=out, samples=128, settings=settings, progress=False)
    results = advai.evaluate(out, samples=60, device="cpu", progress=False)
    for name in ("probe_accuracy", "probe_joint_accuracy", "clustering_accuracy", "nmi"):
        assert results[name] == {"value": None, "reason": "the data has no labels"}
    assert "no labels" in results["frechet"]["reason"] and "--features" in results["frechet"]["reason"]
    assert results["lines"]["linear"]["distance"]["value"] > 0
    counts = results["lines"]["linear"]["smoothness"]["conditions"]
    assert counts["valid"] + counts["invalid"] == counts["pairs"] == 100

    file = tmp_path / "corners.pt"
    torch.jit.trace(Corners(), torch.zeros(2, 1, 32, 32)).save(str(file))
    results = advai.evaluate(out, features=file, samples=60, device="cpu", progress=False)
    assert results["frechet"]["reconstruction"]["value"] > 0
    assert results["frechet"]["reconstruction"]["conditions"]["network"] == "corners.pt"
    assert results["copies"]["gmm"]["conditions"]["train"] == 60


def test_bad_input_is_one_sentence(run: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no config.yaml"):
        advai.evaluate(tmp_path, progress=False)
    with pytest.raises(InputError, match="samples must be 40 or more, but 3"):
        advai.evaluate(run, samples=3, progress=False)
    with pytest.raises(InputError, match="no such file"):
        advai.evaluate(run, features="none.onnx", progress=False)
    config = run / "config.yaml"
    config.write_text(config.read_text().replace("format: 1", "format: 99"))
    with pytest.raises(InputError, match="99"):
        advai.evaluate(run, progress=False)
    assert not (run / "results.json").exists()

"""Evaluation of GANs that were really trained, if only for a moment: figures, places, going on, mistakes, the page."""

import json
import shutil
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

import advai
from advai.api import report_runs
from advai.api.evaluation import evaluating, evaluation_sections, gan_sections, kept_paths, latent_spaces
from advai.api.evaluation.evaluated_gan import EvaluatedGan
from advai.config import InputError
from advai.data import open_images
from advai.distributions import Empirical, Gaussian, hypersphere
from advai.evaluation import FIGURES, FeatureRecipe, own_features
from advai.recipes import FAMILY

SETTINGS: dict[str, Any] = {"precision": "float32", "logger": "none", "batch": 16, "device": "cpu"}
NETWORK = {"depth": 4, "widest": 8, "latent": 6}
SKIPPED = ("evaluation", "features", "drift", "closed_forms")
PATHS = ["linear", "spherical", "matched", "LOL"]
OPTIONS: dict[str, Any] = {"samples": 60, "device": "cpu", "progress": False}


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """Few points and pairs, and a feature network that is hardly trained."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation_sections, "DRIFT_POINTS", 60)
        patch.setattr(gan_sections, "TIMES", (0.25, 0.5))
        patch.setattr(gan_sections, "LENGTH_PAIRS", 50)
        patch.setattr(latent_spaces, "INTERMEDIATE_COUNT", 600)
        patch.setattr(evaluating, "own_features", partial(own_features, recipe=FeatureRecipe(width=4, steps=20)))
        yield


def trained(recipe: str, out: Path, **network: int) -> Path:
    settings = {**SETTINGS, "network": {**NETWORK, **network}}
    advai.train(recipe, data="digits", out=out, samples=64, settings=settings, progress=False)
    return out


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], Path]:
    """A progressive GAN with a mapping network, looked at between given latents too; its results and those latents."""
    folder = tmp_path_factory.mktemp("runs")
    run = trained("pggan", folder / "pggan", mapping=1)
    file = folder / "inverted.npy"
    np.save(file, hypersphere(6).sample(400, torch.Generator().manual_seed(5)).numpy())
    found = advai.evaluate(run, cache=folder / "cache", latents=file, fits=False, **OPTIONS)
    return run, found, file


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A WGAN with a learned path."""
    folder = tmp_path_factory.mktemp("runs")
    run = trained("wgan", folder / "wgan")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_paths, "fit", partial(advai.fit, steps=1))
        return run, advai.evaluate(run, cache=folder / "cache", **OPTIONS)


def leaves(entries: Mapping[str, Any], above: str = "") -> dict[str, Mapping[str, Any]]:
    if "value" in entries:
        return {above: entries}
    inner = {k: v for k, v in entries.items() if k not in SKIPPED}
    return {n: e for k, v in inner.items() for n, e in leaves(v, f"{above}.{k}".strip(".")).items()}


def test_results_have_the_names_that_others_rely_on(grown: tuple[Path, dict[str, Any], Path]) -> None:
    run, results, _ = grown
    assert json.loads((run / "results.json").read_text()) == results
    ours = {"quality", "midpoint_ratio", "perceptual_path_length", "perceptual_path_length_end", "drift"}
    top = {"evaluation", "features", "copies", "closed_forms", "intermediate", "codes", *FIGURES, *ours}
    assert set(results) == top
    for space, fresh in ((results, "prior"), (results["intermediate"], "prior"), (results["codes"], "codes")):
        assert ours <= set(space)
        for name in FIGURES:
            assert set(space[name]) == {fresh, "midpoint"}
            assert list(space[name]["midpoint"]) == PATHS
        assert list(space["drift"]) == list(space["quality"]) == list(space["perceptual_path_length"]) == PATHS
        assert list(space["quality"]["linear"]) == ["0", "0.25", "0.5"]
        assert set(space["quality"]["linear"]["0.25"]) == set(FIGURES)
    assert results["evaluation"]["kind"] == "gan" and results["evaluation"]["code_size"] == 6


def test_every_number_has_its_conditions(grown: tuple[Path, dict[str, Any], Path]) -> None:
    _, results, _ = grown
    found = leaves(results)
    assert len(found) > 300
    for name, number in found.items():
        assert isinstance(number["value"], float), name
        assert number["conditions"], name
    one = found["quality.linear.0.25.coverage"]
    low, high = one["interval"]
    assert low <= one["value"] <= high and len(one["conditions"]["draws"]) == 4
    assert {"network", "sha256", "made", "real"} <= set(one["conditions"])
    half = found["quality.LOL.0.5.frechet"]
    assert half == found["frechet.midpoint.LOL"]
    ratio = found["midpoint_ratio.LOL"]
    assert ratio["value"] == pytest.approx(half["value"] / found["frechet.prior"]["value"])
    assert found["codes.frechet.codes"]["conditions"]["made"] == 60


def test_what_is_exact_in_closed_form_is_said(
    grown: tuple[Path, dict[str, Any], Path], plain: tuple[Path, dict[str, Any]]
) -> None:
    results = grown[1]
    assert results["closed_forms"]["exact"] == ["spherical"]
    assert "scales each latent to that sphere" in results["closed_forms"]["words"]
    assert results["intermediate"]["closed_forms"]["exact"] == []
    assert "no closed form is exact" in results["codes"]["closed_forms"]["words"]
    assert plain[1]["closed_forms"]["exact"] == ["matched"]


def test_a_progressive_generator_makes_the_same_of_paths_that_meet_on_the_sphere(
    grown: tuple[Path, dict[str, Any], Path],
) -> None:
    """Half way, linear and spherical differ in norm alone, which the generator takes away."""
    quality = grown[1]["quality"]
    for name in FIGURES:
        linear, spherical = (quality[path]["0.5"][name]["value"] for path in ("linear", "spherical"))
        assert linear == pytest.approx(spherical, abs=0.02 + 0.01 * abs(spherical))


def test_the_learned_path_is_kept_in_the_run_and_used_again(plain: tuple[Path, dict[str, Any]]) -> None:
    run, results = plain
    assert list(results["quality"]) == [*PATHS, "AdvAI"]
    assert "intermediate" not in results
    kept = run / "paths" / "prior-0"
    assert advai.Corrected.from_pretrained(kept).dim == 6
    before = (kept / "model.safetensors").read_bytes()
    looked = EvaluatedGan(run=advai.load(run, device="cpu"), samples=60, seed=0, fits=True)
    assert "AdvAI" in looked.space("prior").paths
    assert (kept / "model.safetensors").read_bytes() == before


def test_it_goes_on_where_it_was_stopped(grown: tuple[Path, dict[str, Any], Path], tmp_path: Path) -> None:
    run = Path(shutil.copytree(grown[0], tmp_path / "run"))
    part = json.loads((run / "results.json").read_text())
    done = part["evaluation"]["done"]
    assert done == [
        "drift",
        "images",
        "intermediate drift",
        "intermediate images",
        "codes drift",
        "codes images",
        "pictures",
    ]
    part["evaluation"]["done"] = done[:-1]
    part["quality"]["linear"]["0.5"]["frechet"]["value"] = -1.0  # would not stay if it were measured again
    (run / "results.json").write_text(json.dumps(part))
    (run / "pictures.safetensors").unlink()
    after = advai.evaluate(run, latents=grown[2], fits=False, **OPTIONS)
    assert after["quality"]["linear"]["0.5"]["frechet"]["value"] == -1.0
    assert after["codes"] == grown[1]["codes"]
    assert (run / "pictures.safetensors").is_file()


def test_the_pictures_are_strips_and_samples(grown: tuple[Path, dict[str, Any], Path]) -> None:
    pictures = load_file(grown[0] / "pictures.safetensors")
    strips = {f"{space}path.{name}" for space in ("", "intermediate.", "codes.") for name in PATHS}
    assert set(pictures) == {"images", "prior", *strips}
    assert pictures["path.linear"].shape == (4, 9, 1, 8, 8)
    assert {part.dtype for part in pictures.values()} == {torch.uint8}
    for end in (0, 8):  # the same ends whatever the path, and whatever the latents are called
        assert torch.equal(pictures["path.linear"][:, end], pictures["path.spherical"][:, end])
        assert torch.equal(pictures["path.linear"][:, end], pictures["intermediate.path.linear"][:, end])


def test_a_page_of_gans(
    grown: tuple[Path, dict[str, Any], Path], plain: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    page = report_runs([plain[0], grown[0]], tmp_path / "report.html").read_text()
    assert "GANs on digits" in page and "How good images are along the way" in page
    for words in ("intermediate latents", "given latents", "exactly at every t", "AdvAI can do no better"):
        assert words in page


def test_laws_behind_the_pixel_norm(tmp_path: Path) -> None:
    run = advai.load(trained("pggan", tmp_path / "run"), device="cpu")
    looked = EvaluatedGan(run=run, samples=60, seed=0, fits=False)
    assert looked.spaces == ["prior", "intermediate"]
    assert looked.space("intermediate").law == looked.space("prior").law == hypersphere(6)
    wide = advai.load(trained("wgan", tmp_path / "wide", mapping=1), device="cpu")
    space = EvaluatedGan(run=wide, samples=60, seed=0, fits=False).space("intermediate")
    assert isinstance(space.law, Empirical) and wide.prior == Gaussian(6)


def test_mistakes_are_one_sentence(
    grown: tuple[Path, dict[str, Any], Path], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    wrong = tmp_path / "wrong.npy"
    np.save(wrong, np.random.default_rng(0).normal(size=(300, 5)).astype(np.float32))
    run = Path(shutil.copytree(grown[0], tmp_path / "run"))
    (run / "results.json").unlink()
    with pytest.raises(InputError, match=r"wrong.npy' have 5 coordinates, but the generator takes 6: give"):
        advai.evaluate(run, latents=wrong, fits=False, **OPTIONS)
    with pytest.raises(InputError, match=r"none\.npy"):
        advai.evaluate(run, latents=tmp_path / "none.npy", fits=False, **OPTIONS)
    assert not (run / "results.json").exists()
    early = tmp_path_factory.mktemp("early") / "run"
    settings = {**SETTINGS, "network": NETWORK, "growth": {"fade": 32, "stable": 32}}
    advai.train("pggan", data="digits", out=early, samples=64, settings=settings, progress=False)
    shutil.rmtree(early / "checkpoints" / "step-4", ignore_errors=True)
    if (early / "checkpoints").is_dir() and any((early / "checkpoints").iterdir()):
        with pytest.raises(InputError, match="has not yet grown to its 8 pixels: go on with"):
            advai.evaluate(early, fits=False, **OPTIONS)


def test_a_gan_and_an_autoencoder_are_not_put_on_one_page(
    plain: tuple[Path, dict[str, Any]], tmp_path: Path, written: Any
) -> None:
    other = written(tmp_path / "ae")
    with pytest.raises(InputError, match="is an autoencoder and .* a GAN: make a page of each kind"):
        report_runs([plain[0], other], tmp_path / "report.html")
    config = FAMILY["ae"](open_images("digits", "test", size=8))
    with pytest.raises(InputError, match="latents are given for a GAN"):
        evaluating.looked_at(
            advai.api.Run(folder=tmp_path, config=config, networks={}, path=advai.lerp, device=torch.device("cpu")),
            samples=60,
            seed=0,
            fits=None,
            latents="x.npy",
        )

"""Figures of GANs drawn from a run, and from one that is trained for them; a run of another kind is refused."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import advai
from advai.api import reproduce_figure
from advai.api.evaluation import evaluating, evaluation_sections, gan_sections, kept_paths
from advai.api.evaluation.evaluated_gan import EvaluatedGan
from advai.api.reproduction import reproduce_gan
from advai.api.reproduction.reproduce_gan import GAN_FIGURES, strips_between
from advai.config import InputError
from advai.evaluation import FeatureRecipe, own_features

SETTINGS: dict[str, Any] = {"precision": "float32", "logger": "none", "batch": 16, "device": "cpu"}
NETWORK = {"depth": 4, "widest": 8, "latent": 6}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Fits of one step, a feature network that is hardly trained, few points."""
    features = partial(own_features, recipe=FeatureRecipe(width=4, steps=20))
    monkeypatch.setattr(kept_paths, "fit", partial(advai.fit, steps=1))
    monkeypatch.setattr(reproduce_gan, "own_features", features)
    monkeypatch.setattr(evaluating, "own_features", features)
    monkeypatch.setattr(evaluation_sections, "DRIFT_POINTS", 60)
    monkeypatch.setattr(gan_sections, "TIMES", (0.5,))
    monkeypatch.setattr(gan_sections, "LENGTH_PAIRS", 50)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def trained(recipe: str, out: Path) -> Path:
    settings = {**SETTINGS, "network": NETWORK}
    advai.train(recipe, data="digits", out=out, samples=64, settings=settings, progress=False)
    return out


def test_figure_2_has_a_row_for_every_path_and_both_kinds_of_latents(tmp_path: Path) -> None:
    run, made = trained("pggan", tmp_path / "run"), tmp_path / "made"
    words = reproduce_figure("figure2", out=made, run=run)
    assert f"{made / 'report.html'}" in words
    assert {file.name for file in (made / "figures").iterdir()} == {"figure2.png", "figure2-intermediate.png"}
    page = (made / "report.html").read_text()
    assert "the spherical path keeps it exactly" in page and "was not evaluated" in page
    assert "AdvAI, even pace" in page
    looked = EvaluatedGan(run=advai.load(run, device="cpu"), samples=60, seed=0, fits=True)
    strips = strips_between(looked, looked.space("prior"), GAN_FIGURES["figure2"])
    assert list(strips) == ["linear", "spherical", "AdvAI", "AdvAI, even pace"]
    for strip in strips.values():
        assert strip.shape == (3, 15, 1, 8, 8)
        np.testing.assert_array_equal(strip[:, 0], strips["AdvAI"][:, 0])
        torch.testing.assert_close(torch.from_numpy(strip[:, -1]), torch.from_numpy(strips["AdvAI"][:, -1]))


def test_figure_6_is_trained_on_the_spot(tmp_path: Path) -> None:
    made = tmp_path / "made"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reproduce_gan, "train", partial_train)
        patch.setattr(reproduce_gan, "evaluate", partial(advai.evaluate, samples=60, progress=False))
        reproduce_figure("figure6", out=made, budget=64)
    assert (made / "figures" / "figure6.png").is_file()
    page = (made / "report.html").read_text()
    assert "How good images are along the way" in page and "times fresh" in page
    assert (made / "run" / "results.json").is_file()
    assert advai.load(made / "run").size == 16


def partial_train(*arguments: Any, settings: dict[str, Any], **options: Any) -> Any:
    """Training as it is asked for, with a small network and in silence."""
    return advai.train(*arguments, settings={**SETTINGS, **settings, "network": NETWORK}, progress=False, **options)


def test_a_run_of_another_kind_is_refused(tmp_path: Path) -> None:
    run = trained("wgan", tmp_path / "run")
    with pytest.raises(InputError, match="the figure is of a progressive GAN, but .* is a run of wgan: give another"):
        reproduce_figure("figure2", out=tmp_path / "made", run=run)
    with pytest.raises(InputError, match="a run is given, so nothing is trained"):
        reproduce_figure("figure6", out=tmp_path / "made", run=run, budget=9)
    with pytest.raises(InputError, match="is a GAN, which has none: give an autoencoder"):
        reproduce_figure("figure1", out=tmp_path / "made", run=run)
    assert not (tmp_path / "made").exists()

"""The parts of an evaluation on a run whose codes are known: what cannot be measured says why."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import advai
from advai.api.evaluation import evaluated_run, kept_paths
from advai.api.evaluation.evaluated_run import FITTED, EvaluatedRun
from advai.api.evaluation.evaluation_sections import codes_section, drift_section, images_section, put
from advai.data import ImageSet
from advai.data.image_set import held_images
from advai.evaluation import FeatureNetwork
from advai.paths import lerp, nlerp
from advai.shapes import Path as LatentPath

NETWORK = FeatureNetwork(
    embed=lambda x: x.flatten(1)[:, :6], stamp={"network": "pixels", "sha256": "0", "input": "all", "recipe": {}}
)


def images(count: int, *, seed: int, classes: int = 2, constant: bool = False) -> ImageSet:
    rng = np.random.default_rng(seed)
    labels = rng.integers(classes, size=count)
    pixels = rng.integers(100, size=(count, 1, 4, 4)).astype(np.uint8)
    pixels += (60 * labels[:, None, None, None]).astype(np.uint8)
    if constant:
        pixels[:, :, 0, 0] = 7
    return held_images("grey", torch.from_numpy(pixels), labels=labels, classes=None)


def looked(
    *, path: LatentPath = lerp, probe: Callable[..., Any] | None = None, fits: bool = False, **how: Any
) -> EvaluatedRun:
    """A run whose codes are the pixels."""
    parts = {"train": images(300, seed=0, **how), "test": images(200, seed=1, **how)}
    run = SimpleNamespace(
        folder=Path(),
        encode=lambda x: x.flatten(1),
        decode=lambda z: z.unflatten(1, (1, 4, 4)),
        path=path,
        joint_probe=probe,
        device=torch.device("cpu"),
        data=parts.__getitem__,
    )
    return EvaluatedRun(run=run, samples=100, seed=0, fits=fits)


def test_codes_that_are_the_pixels_lose_nothing() -> None:
    found = codes_section(looked())
    assert found["reconstruction_mse"]["value"] < 1e-12
    assert found["probe_accuracy"]["value"] > 0.95
    assert found["clustering_accuracy"]["value"] >= 0.5
    assert found["probe_joint_accuracy"]["reason"] == "the run was trained without a probe beside it"


def test_the_probe_that_was_trained_beside_is_asked_as_it_is() -> None:
    always_one = nn.Linear(16, 2)
    with torch.no_grad():
        always_one.weight.zero_()
        always_one.bias.copy_(torch.tensor([0.0, 1.0]))
    run = looked(probe=always_one)
    found = codes_section(run)["probe_joint_accuracy"]
    assert found["value"] == pytest.approx(float(np.mean(run.images.labels("test") == 1)))


def test_one_class_only_is_said_and_the_rest_is_measured() -> None:
    found = codes_section(looked(classes=1))
    for name in ("probe_accuracy", "probe_joint_accuracy", "clustering_accuracy", "nmi"):
        assert found[name] == {"value": None, "reason": "the data has one class only"}
    assert found["reconstruction_mse"]["value"] is not None


def test_a_code_that_never_changes_leaves_drift_and_matching_out() -> None:
    run = looked(constant=True)
    assert list(run.paths) == ["linear", "spherical"]
    assert "every coordinate of latents must vary" in drift_section(run)["drift"]["reason"]
    assert set(images_section(run, NETWORK)["frechet"]["midpoint"]) == {"linear", "spherical"}


def test_perfect_reconstructions_are_at_no_distance_and_noise_is_far() -> None:
    found = images_section(looked(), NETWORK)
    assert found["frechet"]["reconstruction"]["value"] == pytest.approx(0, abs=1e-6)
    assert found["frechet"]["prior"]["value"] > 10 * found["frechet"]["prior"]["floor"]
    assert found["coverage"]["reconstruction"]["value"] == 1
    assert found["copies"]["gmm"]["value"] < 0.1


def test_few_test_images_have_no_figures() -> None:
    run = looked()
    few = EvaluatedRun(run=run.run, samples=39, seed=0, fits=False)
    assert "40 test images are needed" in images_section(few, NETWORK)["frechet"]["reason"]


def test_the_runs_own_path_and_a_fitted_one_are_compared_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluated_run, "kept_fit", lambda *_, **__: lerp)
    run = looked(path=nlerp, fits=True)
    assert list(run.paths) == ["linear", "spherical", "matched", "AdvAI", FITTED]
    assert set(images_section(run, NETWORK)["kernel"]["midpoint"]) == set(run.paths)


def test_a_fitted_path_is_learned_once_for_the_same_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learned = []

    def fit(*source: Any, **how: Any) -> Any:
        learned.append(how["out"])
        return advai.fit(*source, steps=1, **how)

    monkeypatch.setattr(kept_paths, "fit", fit)
    one, again = (looked(fits=True) for _ in range(2))
    for run in (one, again):
        run.run.folder = tmp_path
    z0, z1 = torch.from_numpy(one.test_codes[:5]), torch.from_numpy(one.test_codes[5:10])
    assert torch.equal(one.paths[FITTED](z0, z1, 0.5), again.paths[FITTED](z0, z1, 0.5))
    assert len(learned) == 1 and learned[0].parent == tmp_path / "paths"


def test_a_path_name_may_have_a_dot() -> None:
    entries: dict[str, Any] = {}
    put(entries, "midpoint.AdvAI 0.5", {"value": 1})
    put(entries, "prior", {"value": 2})
    assert entries == {"midpoint": {"AdvAI 0.5": {"value": 1}}, "prior": {"value": 2}}

"""Figures of made images: at the floor for fresh real ones, beyond it for others; copies are seen."""

import numpy as np
import pytest

from advai.distances import frechet_distance
from advai.evaluation import FIGURES, RealFeatures, compare_images, copies, image_distances, real_floor

STAMP = {"network": "none", "sha256": "0"}


def features(count: int, seed: int, shift: float = 0.0) -> np.ndarray:
    return (np.random.default_rng(seed).standard_normal((count, 6)) + shift).astype(np.float32)


def test_fresh_real_features_are_at_the_floor() -> None:
    real = features(1000, 0)
    floor = real_floor(real, seed=0)
    found = compare_images(RealFeatures(all=real), features(1000, 1), floor=floor, stamp=STAMP)
    assert tuple(found) == FIGURES
    assert found["frechet"].value < floor["frechet"] < 0.2
    assert abs(found["kernel"].value or 0) < 4 * (found["kernel"].error or 0)
    for name in ("precision", "recall", "coverage"):
        assert found[name].value == pytest.approx(floor[name], abs=0.06)
    assert found["frechet"].conditions["floor"] == "two halves of 500 real images"
    assert found["frechet"].conditions["sha256"] == "0"


def test_shifted_features_are_beyond_it() -> None:
    real, made = features(600, 0), features(500, 1, shift=1.0)
    found = compare_images(RealFeatures(all=real), made, floor=real_floor(real, seed=0), stamp=STAMP)
    assert found["frechet"].value == pytest.approx(frechet_distance(real, made))
    assert found["frechet"].value == pytest.approx(6, abs=0.8)
    assert (found["kernel"].value or 0) > 10 * (found["kernel"].error or 1)
    assert (found["precision"].value or 1) < 0.8
    assert (found["frechet"].conditions["real"], found["frechet"].conditions["made"]) == (600, 500)


def test_pairs_are_looked_at_among_fewer_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_distances, "PAIRWISE_POINTS", 50)
    found = compare_images(
        RealFeatures(all=features(90, 0)), features(80, 1), floor=real_floor(features(90, 0), seed=0), stamp=STAMP
    )
    assert found["coverage"].conditions["real"] == 50
    assert found["frechet"].conditions["real"] == 90


def test_copies_are_seen() -> None:
    train, test, fresh = features(2000, 0), features(800, 1), features(800, 2)
    honest = copies(fresh, test, train, stamp=STAMP)
    assert honest.value == pytest.approx(0.01, abs=0.012)
    half = np.concatenate([fresh[:400], train[:400] + np.float32(1e-3)])
    assert copies(half, test, train, stamp=STAMP).value == pytest.approx(0.5, abs=0.02)

"""The Lines task with codes that are angles: a decoder that draws lines is perfect, one that mixes pixels is not."""

import numpy as np
import pytest
import torch

from advai.data import render_lines, to_floats
from advai.evaluation import lines_task, measure_lines
from advai.paths import lerp

RNG = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def _few_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_task, "RENDERED", 1000)


def draw(z: torch.Tensor) -> torch.Tensor:
    return to_floats(render_lines(z[:, 0]))


def test_lines_that_turn_evenly_are_perfect() -> None:
    codes = RNG.uniform(0, 3, (40, 1)).astype(np.float32)
    found = measure_lines(lerp, draw, codes, size=32, seed=0)
    assert found["distance"].value == pytest.approx(found["distance"].floor, abs=2e-4)
    assert found["smoothness"].value == pytest.approx(0, abs=0.02)
    assert (found["smoothness"].conditions["valid"], found["smoothness"].conditions["invalid"]) == (20, 0)


def test_mixed_pixels_are_no_lines_and_jump() -> None:
    codes = to_floats(render_lines(torch.rand(40, generator=torch.Generator().manual_seed(0)) * 6)).flatten(1).numpy()
    found = measure_lines(lerp, lambda z: z.unflatten(1, (1, 32, 32)), codes, size=32, seed=0)
    assert (found["distance"].value or 0) > 0.005
    assert (found["smoothness"].value or 0) > 0.5


def test_paths_that_do_not_turn_are_counted_and_not_averaged() -> None:
    codes = np.array([[1.0], [1.0], [1.0], [1.0], [2.0], [2.0]], dtype=np.float32)
    found = measure_lines(lerp, draw, codes, size=32, seed=0)
    counts = found["smoothness"].conditions
    assert counts["valid"] + counts["invalid"] == 3
    assert counts["invalid"] >= 1
    still = measure_lines(lerp, draw, codes[:4], size=32, seed=0)["smoothness"]
    assert (still.value, still.reason) == (None, "no path turns at all")

"""The diagram of figure 1: a pair across an empty place, its frames, and codes of a run in their principal plane."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

import advai
from advai.api import reproduce_figure
from advai.api.reproduction import reproduce_codes
from advai.api.reproduction.reproduce_codes import FRAMES, Codes, diagram_of, pair_shown, plane_of
from advai.paths import lerp, nlerp


def islands(seed: int, count: int, labels: np.ndarray) -> np.ndarray:
    """Codes around three places in the plane: two near each other, and one apart."""
    places = np.array([[0.0, 0.0], [0.4, 0.0], [6.0, 0.0]])
    return (places[labels] + 0.2 * np.random.default_rng(seed).normal(size=(count, 2))).astype(np.float32)


@pytest.fixture
def codes() -> Codes:
    labels = np.arange(120) % 3
    return Codes(
        name="islands",
        train=islands(0, 300, np.arange(300) % 3),
        held_out=islands(1, 120, labels),
        labels=labels,
        decode=lambda z: z.repeat(1, 8).reshape(-1, 1, 4, 4).tanh(),
    )


def test_the_pair_lies_on_both_sides_of_the_emptiest_place(codes: Codes) -> None:
    first, last = pair_shown(codes, 0)
    assert codes.labels is not None
    assert {2} < {int(codes.labels[first]), int(codes.labels[last])}


def test_the_diagram_holds_the_pair_and_its_frames(codes: Codes) -> None:
    diagram = diagram_of(codes, {"linear": lerp, "AdvAI": nlerp}, seed=0)
    first, last = (torch.from_numpy(codes.held_out[k]) for k in pair_shown(codes, 0).tolist())
    for points in diagram.paths.values():
        np.testing.assert_allclose(points[[0, -1]], torch.stack([first, last]), atol=1e-6)
    assert diagram.frames["linear"].shape == (FRAMES, 1, 4, 4)
    assert diagram.clouds["AdvAI"].shape == (1000, 2)
    assert diagram.axes == ("first coordinate", "second coordinate")


def test_codes_of_more_coordinates_are_seen_where_they_vary_most() -> None:
    train = np.random.default_rng(0).normal(size=(500, 4)).astype(np.float32) * np.array([9, 1, 0.1, 5], np.float32)
    mean, plane = plane_of(train)
    spread = ((train - mean) @ plane).std(axis=0)
    np.testing.assert_allclose(spread, [9, 5], rtol=0.1)


def test_figure_1_of_digits_and_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reproduce_codes, "TIMES", (0.5,))
    monkeypatch.setattr(reproduce_codes, "fit", partial(advai.fit, progress=False))
    reproduce_figure("figure1", out=tmp_path / "digits", steps=2)
    made = tmp_path / "digits"
    assert (made / "figures" / "figure1.png").is_file() and (made / "environment.json").is_file()
    assert advai.Corrected.from_pretrained(made / "path").dim == 2
    page = (made / "report.html").read_text()
    assert (
        "crosses the emptiest place" in page.replace("\n", " ")
        and "no closed form is known" in page
        and "inside the floor" in page
    )
    run = tmp_path / "run"
    settings = {"device": "cpu", "logger": "none"}
    advai.train("vae", data="digits", out=run, samples=64, settings=settings, progress=False)
    reproduce_figure("figure1", out=tmp_path / "vae", steps=1, run=run)
    assert "principal" not in page and "vary most" in (tmp_path / "vae" / "report.html").read_text()

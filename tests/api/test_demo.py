"""The demo from end to end, with a few steps: its folder, its page, its words, and what a second one does."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch

import advai
from advai.api import run_demo
from advai.api.digits import decoded_frames, pairs_of_two_kinds, read_autoencoder
from advai.api.study import LAWS, folder_name
from advai.cli import main
from advai.config import InputError
from advai.data import read_digits
from advai.evaluation import measure_drift
from advai.paths import lerp

OPTIONS = {"steps": 2, "samples": 100}
SOURCES = ["digits", *map(folder_name, LAWS)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a demo, and its words."""
    out = tmp_path_factory.mktemp("demo") / "runs" / "demo"
    return out, run_demo(out, **OPTIONS)


def test_the_folder_has_everything(made: tuple[Path, str]) -> None:
    out, _ = made
    expected = {"report.html", "figures", "results.json", "environment.json", "config.yaml", "manifest.json", *SOURCES}
    assert {entry.name for entry in out.iterdir()} == expected
    assert [entry.name for entry in out.parent.iterdir()] == ["demo"]
    assert all((out / source / "results.json").is_file() for source in SOURCES)
    assert len(list((out / "figures").glob("*.png"))) >= 5


def test_the_words_are_the_place_and_three_numbers(made: tuple[Path, str]) -> None:
    out, words = made
    *numbers, place = words.splitlines()
    assert place == f"report: {out / 'report.html'}"
    assert len(numbers) == 3
    assert all(re.search(r"\d", number) for number in numbers)


def test_the_page_needs_nothing_from_outside(made: tuple[Path, str]) -> None:
    out, _ = made
    page = (out / "report.html").read_text()
    assert not re.findall(r"""(?:src|href)=["'](?!data:|#)""", page)
    assert "<script" not in page
    assert page.count("data:image/png;base64,") == len(list((out / "figures").glob("*.png")))


def test_results_hold_every_path_of_every_source(made: tuple[Path, str]) -> None:
    out, _ = made
    results = json.loads((out / "results.json").read_text())
    assert list(results) == ["digits", *LAWS]
    for found in results.values():
        assert list(found["drift"]) == ["linear", "spherical", "nlerp", "matched", "AdvAI"]
        assert [fit["steps"] for fit in found["fit"]] == [2]
    assert json.loads((out / "environment.json").read_text())["seed"] == 0


def test_a_user_can_go_on_with_the_codes(made: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = made
    codes = np.load(out / "digits" / "held_out_codes.npy")
    train = np.load(out / "digits" / "train_codes.npy")
    assert len(train) + len(codes) == 1797
    path = advai.Corrected.from_pretrained(out / "digits" / "advai")
    assert path.dim == codes.shape[1] == train.shape[1]
    drift = ["drift", str(out / "digits" / "held_out_codes.npy"), "--holdout", "1"]
    assert main([*drift, "--path", "lerp", "--path", str(out / "digits" / "advai"), "--samples", "100", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)["drift"]) == ["linear", "AdvAI"]


def test_the_digits_were_measured_on_held_out_codes_alone(made: tuple[Path, str]) -> None:
    out, _ = made
    codes = advai.Empirical(out / "digits" / "held_out_codes.npy", holdout=1)
    again = measure_drift(lerp, codes, samples=100)
    found = json.loads((out / "digits" / "results.json").read_text())["drift"]["linear"]
    assert found["0.5"]["sliced_wasserstein"]["value"] == again.times[-1].sliced_wasserstein.value


def test_codes_are_those_of_the_saved_autoencoder(made: tuple[Path, str]) -> None:
    out, _ = made
    network, digits = read_autoencoder(out / "digits"), read_digits()
    with torch.no_grad():
        codes = network.encode(digits.held_out_images)
    np.testing.assert_allclose(codes.numpy(), np.load(out / "digits" / "held_out_codes.npy"), atol=1e-5)
    frames = decoded_frames(network, {"linear": lerp}, codes[:3], codes[3:6])["linear"]
    with torch.no_grad():
        first = network.decode(codes[:3]).clamp(-1, 1)
    np.testing.assert_allclose(frames[:, 0], first.numpy(), atol=1e-5)


def test_a_second_demo_takes_the_place_of_the_first_unless_touched(made: tuple[Path, str]) -> None:
    out, _ = made
    with pytest.raises(InputError, match="other settings"):
        run_demo(out, steps=3, samples=100)
    (out / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="by hand"):
        run_demo(out, **OPTIONS)
    (out / "mine.txt").unlink()


def test_pairs_show_two_kinds_and_are_not_chosen() -> None:
    labels = torch.tensor([0, 0, 1, 1, 2, 2] * 10)
    pairs = pairs_of_two_kinds(labels, 6, seed=0)
    assert pairs.shape == (6, 2)
    assert len(set(pairs.flatten().tolist())) == 12
    assert bool((labels[pairs[:, 0]] != labels[pairs[:, 1]]).all())
    assert torch.equal(pairs, pairs_of_two_kinds(labels, 6, seed=0))
    assert not torch.equal(pairs, pairs_of_two_kinds(labels, 6, seed=1))

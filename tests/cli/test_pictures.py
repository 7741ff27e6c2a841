"""`advai invert` and `advai interpolate` as a user types them: a generator in Python, and mistakes."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from advai.cli.entry import main

GENERATOR = """
import torch

MATRIX = 0.3 * torch.linalg.qr(torch.randn(64, 5, generator=torch.Generator().manual_seed(0)))[0].T


class Draw(torch.nn.Module):
    dim, prior = 5, "gaussian:5"

    def forward(self, z):
        return (z @ MATRIX).unflatten(1, (1, 8, 8))


draw = Draw()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a generator in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own_generator.py").write_text(GENERATOR)
    return tmp_path


def test_two_commands_from_a_picture_to_a_morph(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decoder = "python:own_generator:draw"
    assert main(["invert", decoder, "digits#0:2", "--steps", "20", "--out", "z.npy"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("2 images: error 0.") and "s an image" in said
    assert "latents: z.npy; picture and errors: z-inverted.png and .json" in said
    assert np.load("z.npy").shape == (2, 5)
    assert main(["interpolate", decoder, "--from", "z.npy#0", "--to", "digits#3", "--out", "morph.png"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "row 0 of z.npy" and said[1].startswith("digits#3: inverted, error ")
    assert said[2] == "linear, matched: morph.png"
    assert {"morph.png", "z-inverted.json", "z-inverted.png", "z.npy"} <= {file.name for file in folder.iterdir()}


def test_mistakes_are_one_line_and_leave_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    invert = ["invert", "python:own_generator:draw", "digits#1", "--out", "z.npy"]
    morph = ["interpolate", "python:own_generator:draw", "--from", "seed:1", "--to", "seed:2", "--out", "a.png"]
    before = {file.name for file in folder.iterdir()} | {"__pycache__"}
    for arguments, words in (
        ([*invert, "--steps", "0"], "the steps of inversion must be 1 or more"),
        ([*invert, "--starts", "0"], "the starts of inversion must be 1 or more"),
        ([*invert, "--seed", "-1"], "--seed must be from 0"),
        ([*invert, "--range", "1,0"], "--range must be two rising numbers"),
        ([*invert, "--dim", "4"], "fails on latents of the shape (n, 4)"),
        ([*invert, "--dim", "a"], "--dim must be whole numbers of 1 or more"),
        ([*invert, "--prior", "gausian:5"], "did you mean 'gaussian'?"),
        ([*morph, "--path", "macthed"], "did you mean 'matched'?"),
        ([*morph, "--steps", "1"], "steps must be at least 2"),
        (["interpolate", "pyton:own_generator:draw", *morph[2:]], "unknown kind of decoder 'pyton': did you mean"),
        (["invert", "python:own_generator:draw", "--out", "z.npy"], "missing argument"),
    ):
        assert main(arguments) == 2
        said = capsys.readouterr()
        assert said.out == "" and said.err.startswith("advai: error: ") and said.err.count("\n") == 1
        assert words in said.err
    assert {file.name for file in folder.iterdir()} <= before


def test_a_generator_in_the_current_folder_is_found_by_the_command(folder: Path) -> None:
    command = [sys.executable, "-m", "advai.cli", "interpolate", "python:own_generator:draw"]
    options = ["--from", "seed:1", "--to", "seed:2", "--out", "a.gif", "--steps", "3"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([*command, *options], env=environment, cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "a.gif").stat().st_size > 0

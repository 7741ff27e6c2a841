"""`advai train` as a user runs it: killed and resumed, on two processes, mistyped."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from safetensors.torch import load_file

from advai.checkpoint import saved_steps
from advai.cli import main

SOURCE = Path(__file__).parents[2] / "src"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE), "OMP_NUM_THREADS": "1"}
SMALL = ["--data", "digits", "--set", "network.depth=4", "--set", "logger=none", "--set", "log_steps=1"]
TRAIN = [sys.executable, "-m", "advai.cli", "train"]


def train(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*TRAIN, *arguments], env=ENVIRONMENT, capture_output=True, text=True)


def metrics(run: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


@pytest.mark.slow
def test_killed_and_resumed_equals_never_killed(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    options = ["acai", *SMALL, "--samples", "3840", "--set", "checkpoint_steps=5"]
    done = train(*options, "--out", str(whole))
    assert done.returncode == 0, done.stderr
    assert "3840 images in" in done.stdout and str(whole) in done.stdout
    running = subprocess.Popen([*TRAIN, *options, "--out", str(killed)], env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    waited = time.monotonic() + 120
    while not saved_steps(killed) and time.monotonic() < waited:
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert 0 < saved_steps(killed)[0] < 60
    done = train("acai", "--out", str(killed), "--resume")
    assert done.returncode == 0, done.stderr
    name = "checkpoints/step-60/weights.safetensors"
    assert (whole / name).read_bytes() == (killed / name).read_bytes()
    both = [[{k: v for k, v in line.items() if k != "seconds"} for line in metrics(run)] for run in (whole, killed)]
    assert both[0] == both[1]


def test_a_mistake_is_one_line_and_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "run")
    for arguments, words in (
        (["acia", "--data", "digits"], "unknown recipe 'acia': did you mean 'acai'?"),
        (["acai"], "no data to train on"),
        (["acai", "--data", "digits", "--set", "terms.mmd.weigth=2"], "did you mean 'terms.mmd.weight'?"),
        (["acai", "--data", "digits", "--samples", "0"], "--samples must be 1 or more"),
        (["acai", "--data", "digits", "--config", str(tmp_path / "none.yaml")], "cannot be read"),
    ):
        assert main(["train", *arguments, "--out", out]) == 2
        printed = capsys.readouterr()
        assert printed.out == "" and printed.err.count("\n") == 1
        assert printed.err.startswith("advai: error: ") and words in printed.err
    assert list(tmp_path.iterdir()) == []


def one_and_two(tmp_path: Path, recipe: str, *options: str) -> tuple[Path, Path]:
    """The runs of one process and of two with the same global batch, 100 steps each."""
    runs = []
    for devices in ("1", "2"):
        out = tmp_path / devices
        given = [*SMALL, "--samples", "6400", "--set", "precision=float32", "--devices", devices, *options]
        done = train(recipe, *given, "--out", str(out))
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("the run is in") == 1
        runs.append(out)
    return runs[0], runs[1]


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["ae", "acai", "midr", "aae", "wae", "vae", "denoising", "dropout"])
def test_two_processes_give_the_losses_of_one(recipe: str, tmp_path: Path) -> None:
    one, two = one_and_two(tmp_path, recipe, "--set", "decoder_alone=0.1")
    first, second = metrics(one), metrics(two)
    assert len(first) == len(second) == 100
    for lines in zip(first, second, strict=True):
        for name, value in lines[0].items():
            if name != "seconds":
                assert lines[1][name] == pytest.approx(value, rel=2e-3, abs=2e-5), (lines[0]["step"], name)
    step = "checkpoints/step-100/weights.safetensors"
    shared, alone = load_file(two / step), load_file(one / step)
    assert max(float((shared[key] - alone[key]).abs().max()) for key in alone) < 1e-3


@pytest.mark.slow
def test_two_processes_learn_one_correction(tmp_path: Path) -> None:
    game = ["path.correction.width=16", "critic.width=16", "batch=32"]
    settings = [part for setting in game for part in ("--set", f"correction.training.{setting}")]
    one, two = one_and_two(tmp_path, "advai-paper", *settings)
    for first, second in zip(metrics(one), metrics(two), strict=True):
        assert second["reconstruction"] == pytest.approx(first["reconstruction"], rel=5e-3)
        assert second["mmd"] == pytest.approx(first["mmd"], rel=5e-3)


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["wgan", "pggan"])
def test_two_processes_play_the_game_of_one(recipe: str, tmp_path: Path) -> None:
    """Ten steps, since a game soon makes much of the last bits; through the growth of the progressive GAN."""
    settings = ["--set", "network.latent=8", "--samples", "640"]
    one, two = one_and_two(tmp_path, recipe, *settings)
    first, second = metrics(one), metrics(two)
    assert len(first) == len(second) == 10
    for lines in zip(first, second, strict=True):
        for name in ("estimate", "slope", "penalty", "generator", "gradient_norm"):
            if name in lines[0]:
                assert lines[1][name] == pytest.approx(lines[0][name], rel=1e-2, abs=1e-4), (lines[0]["step"], name)
    step = "checkpoints/step-10/weights.safetensors"
    shared, alone = load_file(two / step), load_file(one / step)
    assert max(float((shared[key] - alone[key]).abs().max()) for key in alone) < 1e-3


@pytest.mark.slow
def test_torchrun_starts_the_processes_too(tmp_path: Path) -> None:
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "advai.cli"]
    command = [*launch, "train", "acai", *SMALL, "--samples", "640", "--out", str(tmp_path / "run")]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert metrics(tmp_path / "run")[-1]["step"] == 10
    assert done.stdout.count("the run is in") == 1

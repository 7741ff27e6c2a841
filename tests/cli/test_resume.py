"""A fit that was killed and resumed through the command line equals one that was not, bit for bit."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import advai
from advai.checkpoint import saved_steps
from advai.cli import main

SOURCE = Path(__file__).parents[2] / "src"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE), "OMP_NUM_THREADS": "1"}
FIT = ["fit", "ring", "--steps", "60", "--seed", "5", "--out"]
CHECKPOINT_AT_EVERY_STEP = (
    "import sys; import advai.training.run as run; run.SECONDS_BETWEEN_CHECKPOINTS = 0.0;"
    "from advai.cli import main; sys.exit(main(sys.argv[1:]))"
)


def command(*arguments: str) -> list[str]:
    """A process that runs `advai` with these arguments, and leaves a checkpoint at every step."""
    return [sys.executable, "-c", CHECKPOINT_AT_EVERY_STEP, *arguments]


def kill_after(steps: int, out: Path) -> None:
    """Begin the fit and kill it, without any warning, when it has taken so many steps."""
    running = subprocess.Popen(command(*FIT, str(out)), env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    waited = time.monotonic() + 120
    while not any(step >= steps for step in saved_steps(out)) and time.monotonic() < waited:
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL


@pytest.mark.slow
def test_killed_and_resumed_equals_never_killed(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    subprocess.run(command(*FIT, str(whole)), env=ENVIRONMENT, check=True, capture_output=True)
    kill_after(10, killed)
    assert not (killed / "model.safetensors").exists()
    kill_again = saved_steps(killed)[0]
    assert 10 <= kill_again < 60
    subprocess.run(command(*FIT, str(killed), "--resume"), env=ENVIRONMENT, check=True, capture_output=True)
    for name in ("model.safetensors", "config.json", "metrics.jsonl", "config.yaml", "results.json"):
        assert (killed / name).read_bytes() == (whole / name).read_bytes(), name
    weights = "checkpoints/step-60/weights.safetensors"
    assert (killed / weights).read_bytes() == (whole / weights).read_bytes()


def test_a_run_is_not_resumed_with_other_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "fit")
    advai.fit("ring", steps=2, out=out, progress=False)
    for changed, word in ((["ring", "--steps", "3"], "steps"), (["discs", "--steps", "2"], "latents")):
        assert main(["fit", *changed, "--out", out, "--resume"]) == 2
        line = capsys.readouterr().err
        assert word in line and line.count("\n") == 1

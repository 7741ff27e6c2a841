"""The entry turns what goes wrong into one line and an exit code, and starts without what is heavy."""

import errno
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import advai
from advai.cli import entry, main
from advai.config import InputError, InputTypeError, TrainingStopped

SOURCE = Path(__file__).parents[2] / "src"
COMMAND = [sys.executable, "-m", "advai.cli"]
CPU = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").is_file() else ""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE), "OMP_NUM_THREADS": "1"}


def advai_command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What the real command does."""
    return subprocess.run([*COMMAND, *arguments], env=ENVIRONMENT, capture_output=True, text=True)


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Every command raises this."""

    def run(arguments: list[str]) -> int:
        raise error

    monkeypatch.setattr(entry, "run", run)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (InputError("expected this,\n  got that."), 2, "advai: error: expected this, got that."),
        (InputTypeError("wrong type."), 2, "advai: error: wrong type."),
        (TrainingStopped("it broke."), 1, "advai: error: it broke."),
        (KeyboardInterrupt(), 130, "advai: stopped."),
        (KeyboardInterrupt("stopped; it is there."), 130, "advai: stopped; it is there."),
        (OSError(errno.ENOSPC, "No space left on device"), 2, "advai: error: cannot write the output (No space left"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), 2, "advai: error: cannot write the output (Disk quota"),
    ],
)
def test_what_is_nobodys_bug_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, words: str
) -> None:
    raising(monkeypatch, error)
    assert main(["fit"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(words)
    assert err.count("\n") == 1


@pytest.mark.parametrize("error", [ValueError("ours"), OSError(errno.EIO, "broken"), KeyError("ours"), RuntimeError()])
def test_our_own_bugs_keep_their_traceback(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    raising(monkeypatch, error)
    with pytest.raises(type(error)):
        main(["fit"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fitt"], "no such command 'fitt'. Did you mean 'fit'?"),
        (["--verison"], "--version"),
        (["drift", "ring", "--jsn"], "--json"),
        (["fit", "ring"], "missing option '--out'"),
        (["fit", "ring", "--out"], "'--out' requires an argument"),
        (["drift", "ring", "uniform:2"], "unexpected extra argument"),
        (
            ["benchmark", "autoencoders", "--data", "digits", "--recipes", "ae", "acai"],
            "--recipes are parted by commas",
        ),
        (["fit", "ring", "--out", "here", "--steps", "many"], "invalid value for '--steps'"),
    ],
)
def test_a_mistyped_command_is_one_line_that_names_the_help(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert re.fullmatch(r"advai: error: .*\(see advai[ a-z]* --help\)\.\n", err)


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_help_names_the_commands(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert all(command in out for command in ("demo", "fit", "drift", "reproduce"))


@pytest.mark.parametrize("command", ["demo", "fit", "drift", "reproduce"])
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main([command, "--help"]) == 0
    assert f"advai {command}" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"advai {advai.__version__}\n"


def test_the_real_command_says_it_in_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    done = advai_command("fit", "rnig", "--out", str(tmp_path / "fit"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("advai: error: unknown law 'rnig': did you mean 'ring'?")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from advai.cli import main; code = main(['drift', '--help']);"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "typer" in loaded
    assert not {"torch", "numpy", "scipy", "sklearn", "matplotlib", "huggingface_hub", "safetensors"} & loaded


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([*COMMAND, "--help"], env=ENVIRONMENT, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert done.returncode == 1
    assert done.stderr == ""


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_schedulers_end_a_fit_which_says_how_to_go_on(ending: signal.Signals, tmp_path: Path) -> None:
    out = tmp_path / "fit"
    fit = [*COMMAND, "fit", "ring", "--recipe", "paper", "--out", str(out), "--steps", "100000"]
    running = subprocess.Popen(fit, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
    waited = time.monotonic() + 120
    while not (out / "metrics.jsonl").exists() and time.monotonic() < waited:
        time.sleep(0.1)
    running.send_signal(ending)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "--resume" in err.splitlines()[-1]
    assert str(out) in err.splitlines()[-1]
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("maker", "given", "set_to"),
    [
        ("GenuineIntel", None, "AUTO,STRICT"),
        ("GenuineIntel", "COMPATIBLE", "COMPATIBLE"),
        ("AuthenticAMD", None, None),
        (None, None, None),
    ],
)
def test_sums_are_fixed_on_intel_unless_the_user_says_how(
    maker: str | None, given: str | None, set_to: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MKL_CBWR", given or "")
    if given is None:
        monkeypatch.delenv("MKL_CBWR")
    if maker is not None:
        (tmp_path / "cpuinfo").write_text(f"processor: 0\nvendor_id: {maker}\n")
    entry.fix_sums(tmp_path / "cpuinfo")
    assert os.environ.get("MKL_CBWR") == set_to


@pytest.mark.parametrize(
    ("given", "set_to"),
    [({}, "20000"), ({"GOMP_SPINCOUNT": "7"}, "7"), ({"OMP_WAIT_POLICY": "active"}, None)],
)
def test_threads_wait_briefly_unless_the_user_says_how(
    given: dict[str, str], set_to: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        for name in ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY"):
            patch.delenv(name, raising=False)
        for name, value in given.items():
            patch.setenv(name, value)
        entry.wait_briefly()
        assert os.environ.get("GOMP_SPINCOUNT") == set_to
        os.environ.pop("GOMP_SPINCOUNT", None)


@pytest.mark.skipif("GenuineIntel" not in CPU, reason="only Intel's processors are asked for fixed sums")
def test_fixed_sums_are_the_same_on_one_thread_and_on_two() -> None:
    asked = (
        "from advai.cli.entry import fix_sums; fix_sums(); import torch; x = torch.randn(4096, 128); made = []\n"
        "for threads in (1, 2): torch.set_num_threads(threads); made.append(x.T @ x)\n"
        "assert torch.equal(*made)"
    )
    environment = {name: value for name, value in ENVIRONMENT.items() if name not in ("MKL_CBWR", "OMP_NUM_THREADS")}
    assert subprocess.run([sys.executable, "-c", asked], env=environment).returncode == 0

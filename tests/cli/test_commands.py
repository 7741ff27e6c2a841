"""Every command through its real arguments: what it makes, and every mistake as one line that leaves nothing behind."""

import json
import os
import pickle
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import advai
from advai.cli import main

SOURCE = Path(__file__).parents[2] / "src"
LATENTS = np.random.default_rng(0).standard_normal((400, 3)).astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def with_value(value: float) -> np.ndarray:
    """Latents with one value in row 7."""
    latents = LATENTS.copy()
    latents[7, 1] = value
    return latents


def write(name: str, content: np.ndarray | bytes) -> str:
    """A file of that name in the folder that we are in."""
    if isinstance(content, bytes):
        Path(name).write_bytes(content)
    else:
        np.save(name, content)
    return name


def whole_file() -> bytes:
    """The bytes of a good .npy file."""
    np.save("whole.npy", LATENTS)
    content = Path("whole.npy").read_bytes()
    Path("whole.npy").unlink()
    return content


def mistake(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a wrong command prints; what was there is all that is there afterwards."""
    before = sorted(Path().rglob("*"))
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("advai: error: ")
    assert err.count("\n") == 1
    assert sorted(Path().rglob("*")) == before
    return err


BAD_FILES = {
    "missing.npy": (None, "no latents file"),
    "empty.npy": (b"", "empty"),
    "torn.npy": (lambda: whole_file()[:-40], "torn.npy"),
    "pickled.pkl": (pickle.dumps([1.0]), "pickle"),
    "objects.npy": (np.array([{"a": 1}, {"b": 2}], dtype=object), "pickle"),
    "nan.npy": (with_value(np.nan), "row 7"),
    "infinite.npy": (with_value(np.inf), "row 7"),
    "one.npy": (LATENTS[:1], "one"),
    "constant.npy": (np.concatenate([LATENTS, np.ones_like(LATENTS[:, :1])], axis=1), "coordinate 3"),
    "integers.npy": (np.arange(800).reshape(400, 2), "int"),
    "images.npy": (LATENTS.reshape(100, 4, 3), "reshape"),
    "text.csv": (b"1,2\n3,4\n", ".csv"),
}


@pytest.mark.parametrize("command", ["fit", "drift"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], command: str, name: str) -> None:
    content, words = BAD_FILES[name]
    if content is not None:
        write(name, content() if callable(content) else content)
    line = mistake(capsys, command, name, "--out", "made")
    assert words in line
    assert name in line


WRONG = {
    "law": (["fit", "gausian:2", "--out", "made"], "did you mean 'gaussian'?"),
    "law without dimension": (["fit", "uniform", "--out", "made"], "uniform:64"),
    "recipe": (["fit", "ring", "--out", "made", "--recipe", "papr"], "did you mean 'paper'?"),
    "path": (["drift", "ring", "--path", "slrep", "--out", "made"], "did you mean 'slerp'?"),
    "path's folder": (["drift", "ring", "--path", "runs/none", "--out", "made"], "'runs/none'"),
    "folder without a fit": (["drift", "ring", "--path", ".", "--out", "made"], "config.json"),
    "figure": (["reproduce", "figure33", "--out", "made"], "did you mean 'figure3'?"),
    "figure's run": (["reproduce", "figure5", "--run", ".", "--out", "made"], "no results for uniform:2"),
    "device": (["fit", "ring", "--out", "made", "--device", "tpu9"], "'tpu9'"),
    "steps": (["fit", "ring", "--out", "made", "--steps", "0"], "but 0 was given"),
    "steps of the demo": (["demo", "--out", "made", "--steps", "0"], "but 0 was given"),
    "steps of a figure": (["reproduce", "figure5", "--out", "made", "--steps", "-1"], "but -1 was given"),
    "seed": (["fit", "ring", "--out", "made", "--seed", "-1"], "but -1 was given"),
    "seed of the demo": (["demo", "--out", "made", "--seed", "-1"], "but -1 was given"),
    "samples": (["drift", "ring", "--samples", "10"], "but 10 was given"),
    "times": (["drift", "ring", "--times", "0.5,1.5"], "but 1.5 was given"),
    "holdout": (["fit", "ring", "--out", "made", "--holdout", "2"], "but 2 was given"),
    "holdout of drift": (["drift", "ring", "--holdout", "-1"], "but -1 was given"),
    "benchmark's law": (["benchmark", "correction", "--out", "made", "--laws", "ring,disks"], "did you mean 'discs'?"),
    "benchmark's method": (["benchmark", "correction", "--out", "made", "--methods", "slrep"], "did you mean 'slerp'?"),
    "benchmark's jobs": (["benchmark", "correction", "--out", "made", "--jobs", "0"], "but 0 was given"),
    "benchmark's seeds": (["benchmark", "correction", "--out", "made", "--seeds", "0"], "but 0 was given"),
    "benchmark's images": (["benchmark", "correction", "--out", "made", "--laws", "codes:mnist:32"], "--data DIR"),
    "benchmark's page": (
        ["benchmark", "correction", "--out", "made", "--only-report"],
        "not the folder of a benchmark",
    ),
    "nothing to go on with": (["fit", "ring", "--out", "made", "--resume"], "made"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_word_or_number_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], case: str) -> None:
    arguments, words = WRONG[case]
    assert words in mistake(capsys, *arguments)


def test_an_unknown_key_is_refused_with_the_nearest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez("several.npz", codes=LATENTS, labels=LATENTS)
    assert "did you mean 'codes'?" in mistake(capsys, "fit", "several.npz#cods", "--out", "made")


OUTPUTS = [["demo"], ["fit", "ring"], ["drift", "ring"], ["reproduce", "figure3"], ["benchmark", "correction"]]


@pytest.mark.parametrize("command", OUTPUTS, ids=[command[0] for command in OUTPUTS])
def test_a_folder_with_other_content_is_never_touched(
    folder: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    Path("full").mkdir()
    Path("full/mine.txt").write_text("mine")
    assert "mine.txt" in mistake(capsys, *command, "--out", "full")
    assert Path("full/mine.txt").read_text() == "mine"


@pytest.mark.parametrize("command", OUTPUTS, ids=[command[0] for command in OUTPUTS])
def test_a_place_that_cannot_be_written_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    Path("file").write_text("")
    for place in ("file", "file/in", "/proc/nothing/here"):
        assert place in mistake(capsys, *command, "--out", place)
    assert [entry.name for entry in Path().iterdir()] == ["file"]
    assert Path("file").read_text() == ""


def test_a_fit_of_another_dimension_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    advai.fit("ring", steps=2, out="ring", progress=False)
    line = mistake(capsys, "drift", "gaussian:3", "--path", "ring", "--out", "made")
    assert "dimension 2" in line
    assert "dimension 3" in line


def test_rows_that_a_fit_has_seen_are_not_measured(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save("codes.npy", np.random.default_rng(0).standard_normal((2000, 2)).astype(np.float32))
    fit = ["fit", "codes.npy", "--out", "fitted", "--steps", "2", "--holdout", "0.3"]
    assert main(fit) == 0
    capsys.readouterr()
    drift = ["drift", "codes.npy", "--path", "fitted", "--samples", "100", "--json"]
    assert "--holdout 0.3" in mistake(capsys, *drift, "--holdout", "0.5")
    assert main([*drift, "--holdout", "0.3"]) == 0


def test_a_fit_is_a_path_that_can_be_read_and_measured(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "ring", "--out", "runs/ring", "--steps", "3", "--seed", "4"]) == 0
    assert "advai drift ring --path runs/ring" in capsys.readouterr().out
    assert advai.Corrected.from_pretrained("runs/ring").dim == 2
    assert main(["drift", "ring", "--path", "runs/ring", "--path", "lerp", "--samples", "200", "--times", "0.5"]) == 0
    table = capsys.readouterr().out
    assert "AdvAI" in table
    assert "linear" in table


def test_json_is_all_that_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["drift", "gaussian:2", "--path", "lerp", "--path", "matched", "--path", "lerp", "--samples", "200"]
    assert main([*arguments, "--times", "0.5,0.25", "--seed", "3", "--json", "--out", "made"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed["drift"]) == ["linear", "matched"]
    assert printed["drift"]["linear"]["seed"] == 3
    assert {"0.25", "0.5"} <= set(printed["drift"]["linear"])
    assert printed["drift"]["linear"]["0.5"]["sliced_wasserstein"]["floor"]["mean"] > 0
    assert json.loads(Path("made/results.json").read_text()) == printed
    assert Path("made/report.html").read_text().startswith("<!doctype html>")
    assert {"environment.json", "figures"} <= {entry.name for entry in Path("made").iterdir()}


def test_several_fits_are_told_apart_by_their_folders(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        advai.fit("ring", steps=1, out=name, progress=False)
    assert main(["drift", "ring", "--path", "one", "--path", "two", "--samples", "100", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)["drift"]) == ["AdvAI one", "AdvAI two"]


@pytest.mark.parametrize("command", [["drift", "ring", "--path", "lerp", "--samples", "100"], ["fit", "ring"]])
def test_a_full_disk_is_one_line(tmp_path: Path, command: list[str]) -> None:
    def no_file_over_100_bytes() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    done = subprocess.run(
        [sys.executable, "-B", "-m", "advai.cli", *command, "--out", str(tmp_path / "made")],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        preexec_fn=no_file_over_100_bytes,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("advai: error: cannot write")
    assert "Traceback" not in done.stderr
    assert not any(entry.is_file() for entry in tmp_path.rglob("*"))

"""The commands that measure and compare autoencoders: each mistake is one line, exit code 2, and leaves nothing."""

from pathlib import Path

import pytest

from advai.cli import main

WRONG = {
    "no runs": (["evaluate"], "missing argument 'RUN...'"),
    "no run folder": (["evaluate", "none"], "'none' has no config.yaml"),
    "few samples": (["evaluate", "none", "--samples", "3"], "but 3 was given"),
    "range": (["evaluate", "none", "--features-range", "1,0"], "as in -1,1"),
    "range of one": (["evaluate", "none", "--features-range", "1"], "as in -1,1"),
    "size": (["evaluate", "none", "--features-size", "0"], "but 0 was given"),
    "report of nothing": (["report"], "missing argument 'RUN...'"),
    "report of no run": (["report", "none"], "not the folder of an evaluated run"),
    "budget": (["benchmark", "autoencoders", "--data", "digits", "--budget", "0"], "but 0 was given"),
    "recipe": (["benchmark", "autoencoders", "--data", "digits", "--recipes", "acia"], "did you mean 'acai'?"),
    "data": (["benchmark", "autoencoders", "--data", "digit"], "did you mean 'digits'?"),
    "no data": (["benchmark", "autoencoders"], "missing option '--data'"),
    "no benchmark": (
        ["benchmark", "autoencoders", "--data", "digits", "--only-report"],
        "not the folder of a benchmark",
    ),
    "table without data": (["reproduce", "probe"], "--data parquet:DIR"),
    "table's seeds": (["reproduce", "lines", "--seeds", "0"], "but 0 was given"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_one_line(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, words = WRONG[case]
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith("advai: error: ") and words in line
    assert list(tmp_path.iterdir()) == []

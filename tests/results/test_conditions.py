"""The conditions of a result are there, can be written as JSON, and name nobody."""

import getpass
import json
import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest
import torch

from advai.results import environment
from advai.results.conditions import _commit


def test_it_says_what_ran_where() -> None:
    conditions = environment(7)
    assert conditions["seed"] == 7
    assert conditions["versions"]["python"] == platform.python_version()
    assert torch.__version__.startswith(conditions["versions"]["torch"])
    assert conditions["versions"]["scikit-learn"] == version("scikit-learn")
    assert conditions["threads"] == torch.get_num_threads()
    assert {"advai", "numpy"} <= set(conditions["versions"])
    assert "core" in conditions["device"]


def test_it_is_plain_data_without_names_of_people_or_machines() -> None:
    text = json.dumps(environment(0))
    assert json.loads(text) == environment(0)
    for private in (platform.node(), os.path.expanduser("~"), str(Path.cwd()), f'"{getpass.getuser()}"'):
        assert not private or private not in text


def test_another_device_is_named() -> None:
    assert environment(0, device="meta")["device"] == "meta"


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_the_commit_is_that_of_the_checkout(tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
        command = ["git", "-C", str(tmp_path), *identity, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    assert _commit(tmp_path) == {"commit": None, "modified": None}
    git("init")
    assert _commit(tmp_path) == {"commit": None, "modified": None}
    (tmp_path / "file").write_text("one")
    git("add", "file")
    git("commit", "--no-gpg-sign", "-m", "one")
    assert _commit(tmp_path) == {"commit": git("rev-parse", "HEAD"), "modified": False}
    (tmp_path / "file").write_text("two")
    assert _commit(tmp_path)["modified"] is True
    (tmp_path / "package").mkdir()
    assert _commit(tmp_path / "package") == {"commit": None, "modified": None}


def test_without_git_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("PATH", "")
    assert _commit(tmp_path) == {"commit": None, "modified": None}

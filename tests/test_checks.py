"""The checks bite: one fault for each of them is planted in a small copy of the repository, and `make` must refuse it.

The copy has the real configuration and the real Makefile, `shapes` and `config`, and the other rooms as empty folders.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

TYPED = '''"""A room."""

from ..shapes import Latents


def first(z: Latents) -> Latents:
    """The latents as they are."""
    return z
'''
UNTYPED = TYPED.replace("z: Latents", "z")
SUMMED = TYPED.replace("return z", "return z.sum()")

TESTS = '''"""A test."""

import torch

from advai.paths import first


def test_first() -> None:
    assert first(torch.ones(3, 4)).sum() == 12
'''

TARGETS = ["format", "lint", "imports", "types", "shapes"]

# The target that refuses, the file planted, its text, and what the refusal must say.
FAULTS = [
    ("format", "paths/narrow.py", '"""A file."""\n\nx = {  "a":1 }\n', "src/advai/paths/narrow.py"),
    ("lint", "paths/unused.py", '"""A file."""\n\nimport os\n', "`os` imported but unused"),
    ("lint", "paths/global_seed.py", '"""A file."""\n\nimport numpy\n\nnumpy.random.seed(0)\n', "NPY002"),
    ("lint", "paths/undocumented.py", '"""A file."""\n\n\ndef seven() -> int:\n    return 7\n', "Missing docstring"),
    ("lint", "paths/untyped.py", '"""A file."""\n\n\ndef seven():\n    """Seven."""\n    return 7\n', "ANN201"),
    ("imports", "config/upward.py", "from ..paths import first\n", "advai.config.upward -> advai.paths"),
    ("imports", "training/sideways.py", "from ..report import x\n", "advai.training.sideways -> advai.report"),
    ("imports", "cli/front_door.py", "from advai import lerp\n", "advai.cli.front_door -> advai"),
    ("imports", "cli/relative_front_door.py", "from .. import lerp\n", "advai.cli.relative_front_door -> advai"),
    ("imports", "helpers/__init__.py", "", "advai.helpers"),
    ("types", "paths/__init__.py", UNTYPED, 'Type annotation is missing for parameter "z"'),
    ("types", "paths/wrong_value.py", '"""A file."""\n\nx: int = "one"\n', "reportAssignmentType"),
    ("shapes", "paths/__init__.py", SUMMED, "TypeCheckError"),
]


def rooms() -> list[str]:
    """The rooms that the layers contract names."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [room for layer in layers for room in layer.split(" | ")]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small repository that passes every check."""
    package = tmp_path / "src" / "advai"
    for room in rooms():
        source = ROOT / "src" / "advai" / room
        if room == "config":
            shutil.copytree(source, package / room, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.with_suffix(".py").exists():
            shutil.copy(source.with_suffix(".py"), package)
        else:
            plant(package / room / "__init__.py", '"""A room."""\n')
    plant(package / "__init__.py", '"""The front door."""\n\n__version__ = "0"\n')
    plant(package / "paths" / "__init__.py", TYPED)
    plant(tmp_path / "tests" / "test_first.py", TESTS)
    for name in ("pyproject.toml", "constraints.txt", "Makefile"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def plant(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the Makefile of a folder with the tools of this interpreter, as if set up already."""
    command = ["make", "-o", f"{sys.prefix}/.installed", f"VENV={sys.prefix}", "WORKERS=0", *arguments]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "MAKE", "MFLAGS"))}
    return subprocess.run(command, cwd=folder, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.parametrize("target", TARGETS)
def test_the_copy_passes(copy: Path, target: str) -> None:
    done = make(copy, target)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("target", "file", "text", "words"), FAULTS, ids=[f"{f[0]}-{f[1]}" for f in FAULTS])
def test_a_planted_fault_is_refused(copy: Path, target: str, file: str, text: str, words: str) -> None:
    plant(copy / "src" / "advai" / file, text)
    done = make(copy, target)
    assert done.returncode != 0
    assert words in done.stdout


def test_the_wrong_shape_is_seen_by_shape_checking_alone(copy: Path) -> None:
    plant(copy / "src" / "advai" / "paths" / "__init__.py", SUMMED)
    done = make(copy, "test")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_a_failing_test_is_refused(copy: Path) -> None:
    plant(copy / "tests" / "test_first.py", "def test_first():\n    assert False\n")
    done = make(copy, "test")
    assert done.returncode != 0
    assert "1 failed" in done.stdout


def test_slow_tests_wait_for_their_own_target(copy: Path) -> None:
    plant(copy / "tests" / "test_first.py", "def test_first():\n    assert True\n")
    slow = "import pytest\n\n\n@pytest.mark.slow\ndef test_slow():\n    assert True\n"
    plant(copy / "tests" / "test_slow.py", slow)
    assert "tests/test_first.py ." in make(copy, "test").stdout
    assert "tests/test_slow.py ." in make(copy, "slow").stdout


def test_check_runs_every_check_and_ci_runs_everything() -> None:
    plan = make(ROOT, "--dry-run", "check").stdout
    for command in ("ruff format --check .", "ruff check .", "lint-imports", "pyright", "--jaxtyping-packages=advai,"):
        assert command in plan
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert {"set -euo pipefail", "make check", "make slow", "make test"} <= set(lines)

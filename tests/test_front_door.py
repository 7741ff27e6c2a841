"""The front door offers the names it lists, from the rooms it says, and costs nothing until one of them is used."""

import ast
import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import advai

ROOT = Path(__file__).parents[1]


def python(code: str) -> str:
    """What `code` prints in a new interpreter that sees this tree."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "src", capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_advai_loads_nothing_heavy() -> None:
    loaded = python("import sys, advai; print(*sorted(name.split('.')[0] for name in sys.modules))").split()
    assert "advai" in loaded
    assert not {"torch", "numpy", "scipy", "matplotlib"} & set(loaded)


@pytest.mark.parametrize("name", advai.__all__)
def test_every_name_comes_from_the_package(name: str) -> None:
    value = getattr(advai, name)
    assert value.__module__.startswith("advai.")
    assert value.__name__ == name
    assert getattr(advai, name) is value


def test_star_import_brings_exactly_the_names() -> None:
    names = python("from advai import *; print(*[name for name in dir() if not name.startswith('_')])").split()
    assert sorted(names) == sorted(advai.__all__)


def test_dir_lists_the_names_only() -> None:
    assert set(dir(advai)) == {*advai.__all__, "__version__"}


@pytest.mark.parametrize("package", ["advai", "advai.api", "advai.config", "advai.recipes"])
def test_type_checkers_and_the_interpreter_see_the_same_names(package: str) -> None:
    tree = ast.parse((ROOT / "src" / package.replace(".", "/") / "__init__.py").read_text())
    (block,) = (node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    imported = {
        name.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for name in node.names
    }
    door = importlib.import_module(package)
    for name, module in imported.items():
        assert name in door.__all__
        assert getattr(door, name) is getattr(importlib.import_module(f"{package}.{module}"), name)
    assert {name for name in door.__all__ if name not in imported} <= set(vars(door))


def test_unknown_name_is_refused_and_the_nearest_one_suggested() -> None:
    with pytest.raises(AttributeError, match="module 'advai' has no attribute 'matched'"):
        advai.matched  # noqa: B018
    done = subprocess.run([sys.executable, "-c", "import advai; advai.matched"], cwd=ROOT / "src", capture_output=True)
    assert b"Did you mean: 'Matched'?" in done.stderr


def test_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == advai.__version__
    assert f"\nversion: {advai.__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"## {advai.__version__}" in (ROOT / "CHANGELOG.md").read_text()

"""The sizes and names that every file keeps to, and that every test asserts; planted faults are seen."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE_LINES, BODY_LINES, README_LINES = 300, 40, 100

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(file: Path) -> Iterator[Function]:
    """Every function and method in a file, nested ones too."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, Function):
            yield node


def body_lines(function: Function) -> int:
    """The lines of a function's body, without its docstring."""
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        if len(function.body) == 1:
            return 0
        first = function.body[1]
    start = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", []))])
    return (function.end_lineno or start) - start + 1


def too_large(folder: Path) -> list[str]:
    """The files over 300 lines and the functions whose body is over 40."""
    found = []
    for file in sorted(folder.rglob("*.py")):
        lines = len(file.read_text().splitlines())
        if lines > FILE_LINES:
            found.append(f"{file.name}: {lines} lines")
        found += [f"{file.name}: {f.name}: {n} lines" for f in functions(file) if (n := body_lines(f)) > BODY_LINES]
    return found


def badly_named(folder: Path) -> list[str]:
    """The files whose name says nothing, or is that of a function inside."""
    found = []
    for file in sorted(folder.rglob("*.py")):
        inside = {node.name for node in ast.parse(file.read_text()).body if isinstance(node, Function)}
        if re.fullmatch(r"_?(utils?|helpers?|common|misc)", file.stem) or file.stem in inside:
            found.append(file.name)
    return found


def asserts(function: Function, known: dict[str, Function]) -> bool:
    """Whether a function asserts something: itself, by `pytest.raises`, or through a function of its own file."""
    others = {name: other for name, other in known.items() if name != function.name}
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).split(".")[-1]
            if name.startswith(("assert", "raises", "warns")) or (name in others and asserts(others[name], others)):
                return True
    return False


def without_assertion(folder: Path) -> list[str]:
    """The tests that cannot fail but by accident."""
    found = []
    for file in sorted(folder.rglob("test_*.py")):
        known = {f.name: f for f in functions(file)}
        found += [f"{file.name}: {n}" for n, f in known.items() if n.startswith("test_") and not asserts(f, known)]
    return found


def test_files_and_functions_are_small() -> None:
    found = [line for folder in ("src", "examples", "benchmarks") for line in too_large(ROOT / folder)]
    assert not found, "\n".join(found)


def test_files_are_named_for_what_is_inside() -> None:
    found = badly_named(ROOT / "src")
    assert not found, "\n".join(found)


def test_every_test_asserts_something() -> None:
    found = without_assertion(ROOT / "tests")
    assert not found, "\n".join(found)


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= README_LINES


def test_planted_large_file_and_function_are_seen(tmp_path: Path) -> None:
    function = 'def f():\n    """A docstring\n    of two lines."""\n' + "    x = 1\n" * BODY_LINES
    (tmp_path / "just_fits.py").write_text(function + "\n" * (FILE_LINES - BODY_LINES - 3))
    assert too_large(tmp_path) == []
    (tmp_path / "long_file.py").write_text("\n" * (FILE_LINES + 1))
    (tmp_path / "long_function.py").write_text(function + "    x = 1\n")
    assert too_large(tmp_path) == ["long_file.py: 301 lines", "long_function.py: f: 41 lines"]


def test_planted_names_are_seen(tmp_path: Path) -> None:
    (tmp_path / "linear.py").write_text("def lerp(): ...\n")
    assert badly_named(tmp_path) == []
    (tmp_path / "utils.py").write_text("")
    (tmp_path / "slerp.py").write_text("def slerp(): ...\n")
    assert badly_named(tmp_path) == ["slerp.py", "utils.py"]


def test_planted_empty_test_is_seen(tmp_path: Path) -> None:
    good = "def holds(x): assert x\ndef test_a(): holds(1)\ndef test_b():\n    with raises(E): f()\n"
    (tmp_path / "test_it.py").write_text(good + "def test_c(): f()\n")
    assert without_assertion(tmp_path) == ["test_it.py: test_c"]

"""The method without advai: it runs, improves, needs nothing of ours, and keeps the properties of the path."""

import ast
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

EXAMPLE = Path(__file__).parents[2] / "examples" / "standalone.py"
LINE = re.compile(r"t = ([\d.]+) +linear +([\d.]+) +corrected +([\d.]+)")


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    """What the example defines."""
    return runpy.run_path(str(EXAMPLE))


def test_it_needs_nothing_of_ours() -> None:
    tree = ast.parse(EXAMPLE.read_text())
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in modules} <= {"argparse", "math", "torch"}


def test_a_few_steps_already_improve(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", [str(EXAMPLE), "--steps", "300"])
    threads = torch.get_num_threads()
    runpy.run_path(str(EXAMPLE), run_name="__main__")
    torch.set_num_threads(threads)
    found = [tuple(map(float, match.groups())) for match in LINE.finditer(capsys.readouterr().out)]
    assert [t for t, _, _ in found] == [0.1, 0.25, 0.5]
    _, linear, corrected = found[-1]
    assert corrected < 0.8 * linear


def test_untrained_it_is_the_linear_path(example: dict[str, Any]) -> None:
    torch.manual_seed(0)
    z0, z1, t = example["sample"](50), example["sample"](50), torch.rand(50, 1)
    untrained = example["path"](example["Correction"](), z0, z1, t)
    torch.testing.assert_close(untrained, torch.lerp(z0, z1, t))


def test_the_path_has_exact_ends_and_is_reversible(example: dict[str, Any]) -> None:
    torch.manual_seed(0)
    z0, z1, t = example["sample"](50), example["sample"](50), torch.rand(50, 1)
    correction = example["Correction"]()
    for parameter in correction.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    path = example["path"]
    assert torch.equal(path(correction, z0, z1, torch.zeros(50, 1)), z0)
    assert torch.equal(path(correction, z0, z1, torch.ones(50, 1)), z1)
    torch.testing.assert_close(path(correction, z0, z1, t), path(correction, z1, z0, 1 - t))
    assert not torch.allclose(path(correction, z0, z1, t), torch.lerp(z0, z1, t), atol=0.1)


def test_the_distance_is_that_of_a_known_shift(example: dict[str, Any]) -> None:
    torch.manual_seed(0)
    z = example["sample"](2000)
    shift = torch.tensor([3.0, 4.0])
    # In two dimensions the squared projection of a vector on a random direction is half its squared length on average.
    assert example["sliced_wasserstein"](z, z + shift) == pytest.approx(5 / 2**0.5, rel=0.15)

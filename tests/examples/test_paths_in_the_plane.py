"""The example of paths in the plane runs, with a fit of its own, without one, and with one that is given."""

import runpy
import sys
from pathlib import Path

import pytest

from advai.checkpoint import Corrected, CorrectedConfig
from advai.models import CorrectionConfig

EXAMPLE = Path(__file__).parents[2] / "examples" / "01_paths_in_the_plane.py"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", [str(EXAMPLE), *arguments])
    runpy.run_path(str(EXAMPLE), run_name="__main__")


def size(png: Path) -> tuple[int, int]:
    """Width and height, from the header of the file."""
    header = png.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(header[16:20], "big"), int.from_bytes(header[20:24], "big")


def test_it_writes_a_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, arguments in (("fitted.png", ["--fit", "2"]), ("closed_forms.png", ["--fit", "0"])):
        run(monkeypatch, str(tmp_path / name), *arguments)
        assert size(tmp_path / name) == (1560, 864)
    assert (tmp_path / "fitted.png").read_bytes() != (tmp_path / "closed_forms.png").read_bytes()
    assert "closed_forms.png" in capsys.readouterr().out


def test_it_draws_a_fit_that_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Corrected(CorrectedConfig(correction=CorrectionConfig(dim=2))).save_pretrained(tmp_path / "ring")
    run(monkeypatch, str(tmp_path / "given.png"), "--run", str(tmp_path / "ring"))
    assert size(tmp_path / "given.png") == (1560, 864)

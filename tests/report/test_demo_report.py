"""The whole page: complete, self-contained, safe from hostile names, and shown by a browser."""

import base64
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from advai.report import DemoResult, main_numbers

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
FIGURES = {
    "decoded-paths",
    "density-midpoint",
    "density-random",
    "drift-digits",
    "drift-laws",
    "paths-digits",
    "paths-laws",
    "reconstructions",
}


def test_every_figure_is_in_the_page_and_beside_it(written: Path) -> None:
    html = written.read_text()
    files = {file.stem: file for file in (written.parent / "figures").iterdir()}
    assert files.keys() == FIGURES
    for file in files.values():
        assert f"data:image/png;base64,{base64.b64encode(file.read_bytes()).decode()}" in html
    assert html.count("<img ") == len(FIGURES)
    assert sorted(file.name for file in written.parent.iterdir()) == ["figures", "report.html"]


def test_nothing_is_fetched(written: Path) -> None:
    html = written.read_text()
    assert "<script" not in html
    references = re.findall(r'(?:src|href|srcset|action|poster)\s*=\s*"([^"]{0,40})', html)
    assert len(references) > len(FIGURES)
    assert all(reference.startswith(("#", "data:image/png;base64,")) for reference in references)
    assert not re.search(r"url\(|@import", html)


def test_figures_have_sane_sizes(written: Path) -> None:
    for file in (written.parent / "figures").iterdir():
        width, height = Image.open(file).size
        assert width == 1650
        assert 150 < height < 2500
        assert file.stat().st_size < 1_500_000
    assert written.stat().st_size < 8_000_000


def test_words_and_numbers_are_complete(written: Path, result: DemoResult) -> None:
    html = unescape(re.sub(r"base64,[^\"]+", "", written.read_text()))
    for number in main_numbers(result.digits.drifts):
        assert number.value in html
    for words in ("1,078 real", "719 held-out", "12-dimensional", "0.0312", "seed 7", "12 seconds", result.digits.fit):
        assert words in html
    assert html.count("<table>") == 5


@pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine to show the page with")
def test_a_browser_shows_it_without_a_complaint(written: Path, tmp_path: Path) -> None:
    assert BROWSER is not None
    shot = tmp_path / "page.png"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1200,2000"]
    flags += [f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr", f"--screenshot={shot}"]
    run = subprocess.run([BROWSER, *flags, written.as_uri()], capture_output=True, text=True, timeout=60, check=True)
    assert "Refused to" not in run.stderr
    assert "violates" not in run.stderr
    pixels = np.asarray(Image.open(shot).convert("L"))
    assert pixels.shape == (2000, 1200)
    assert (pixels < 100).mean() > 0.005  # words
    assert (pixels[:, -8:] > 240).mean() > 0.99  # nothing runs over the right edge

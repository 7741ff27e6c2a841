"""The peak of memory: it rises with what is held, starts anew, and is None where nobody tells."""

import sys
from pathlib import Path

import pytest

from advai.api.benchmarks.memory import forget_peak, peak_mib


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells the peak")
def test_the_peak_rises_and_is_forgotten() -> None:
    if not forget_peak():
        pytest.skip("the peak cannot be forgotten here")
    before = peak_mib()
    held = bytearray(b"1") * (200 * 2**20)
    high = peak_mib()
    del held
    forget_peak()
    after = peak_mib()
    assert before is not None and high is not None and after is not None
    assert high - before > 150
    assert high - after > 100


def test_nobody_tells(tmp_path: Path) -> None:
    assert not forget_peak(tmp_path / "none")
    assert peak_mib(tmp_path / "none") is None
    (tmp_path / "status").write_text("Name: x\n")
    assert peak_mib(tmp_path) is None

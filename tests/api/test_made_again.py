"""A folder that was made may be made again with the same settings; nothing of the user's is ever removed."""

from pathlib import Path

import pytest

from advai.api.made_again import folder_made_again
from advai.config import InputError

SETTINGS = {"command": "demo", "seed": 0}


def make(out: Path, text: str = "first", settings: dict[str, object] = SETTINGS) -> None:
    """Make the folder with one file in a folder of its own."""
    with folder_made_again(out, settings) as folder:
        (folder / "inner").mkdir()
        (folder / "inner" / "page.html").write_text(text)


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder with their bytes."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_second_time_replaces_the_first(tmp_path: Path) -> None:
    make(tmp_path / "runs" / "demo")
    make(tmp_path / "runs" / "demo", "second")
    assert (tmp_path / "runs" / "demo" / "inner" / "page.html").read_text() == "second"
    assert [entry.name for entry in (tmp_path / "runs").iterdir()] == ["demo"]


def test_other_settings_do_not_replace_it(tmp_path: Path) -> None:
    make(tmp_path / "demo")
    before = everything(tmp_path)
    with pytest.raises(InputError, match=r"other settings \(seed 0, not 1\): name a new folder"):
        make(tmp_path / "demo", settings={"command": "demo", "seed": 1})
    assert everything(tmp_path) == before


@pytest.mark.parametrize("touched", ["mine.txt", "inner/mine.txt", "inner/page.html", "config.yaml", "manifest.json"])
def test_a_folder_that_was_touched_is_left_alone(tmp_path: Path, touched: str) -> None:
    make(tmp_path / "demo")
    (tmp_path / "demo" / touched).write_text("mine")
    before = everything(tmp_path)
    with pytest.raises(InputError, match="demo"):
        make(tmp_path / "demo", "second")
    assert everything(tmp_path) == before


def test_a_file_that_was_removed_counts_as_touched(tmp_path: Path) -> None:
    make(tmp_path / "demo")
    (tmp_path / "demo" / "inner" / "page.html").unlink()
    with pytest.raises(InputError, match="by hand"):
        make(tmp_path / "demo", "second")


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match=r"thesis\.txt"):
        make(tmp_path)
    assert everything(tmp_path) == {"thesis.txt": b"mine"}


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    def fail() -> None:
        with folder_made_again(tmp_path / "demo", SETTINGS) as folder:
            (folder / "half").write_text("half")
            raise KeyboardInterrupt

    make(tmp_path / "demo")
    before = everything(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        fail()
    assert everything(tmp_path) == before


def test_a_folder_that_is_touched_meanwhile_is_kept_and_so_is_the_work(tmp_path: Path) -> None:
    def make_while_somebody_writes() -> None:
        with folder_made_again(tmp_path / "demo", SETTINGS) as folder:
            (folder / "new").write_text("new")
            (tmp_path / "demo" / "mine.txt").write_text("mine")

    make(tmp_path / "demo")
    with pytest.raises(InputError, match="was changed while this ran") as raised:
        make_while_somebody_writes()
    assert (tmp_path / "demo" / "mine.txt").read_text() == "mine"
    (kept,) = [entry for entry in tmp_path.iterdir() if entry.name != "demo"]
    assert str(kept) in str(raised.value)
    assert (kept / "new").read_text() == "new"

"""Nothing is left half-written: not by a failure, not by a full disk, not in a place that cannot be written."""

import errno
import os
import resource
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advai.config import InputError
from advai.results import check_output_folder, file_aside, fresh_folder, write_aside


def entries(folder: Path) -> list[str]:
    """All that is in a folder, hidden files too."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def fill(out: Path, *, size: int = 3) -> None:
    with fresh_folder(out) as folder:
        (folder / "results.json").write_text("{}")
        (folder / "figures").mkdir()
        (folder / "figures" / "one.png").write_bytes(bytes(size))


FILLED = ["figures", "figures/one.png", "results.json"]


def places(tmp_path: Path) -> dict[str, Path]:
    """Places where a folder can be written: new, below new folders, empty, a link to an empty one, the current one."""
    for name in ("empty", "target", "here"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    os.chdir(tmp_path / "here")
    return {
        "new": tmp_path / "new",
        "below": tmp_path / "a" / "b" / "new.run",
        "empty": tmp_path / "empty",
        "link": tmp_path / "link",
        "here": Path(),
    }


@pytest.fixture(params=["new", "below", "empty", "link", "here"])
def place(request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return places(tmp_path)[request.param]


def test_a_folder_appears_whole(place: Path, tmp_path: Path) -> None:
    before = set(entries(tmp_path))
    fill(place)
    assert entries(place) == FILLED
    made = set(entries(tmp_path)) - before
    assert {name for name in made if "/." in f"/{name}"} == set()


def test_a_folder_is_not_there_before_it_is_whole(tmp_path: Path) -> None:
    with fresh_folder(tmp_path / "out") as folder:
        (folder / "results.json").write_text("{}")
        assert not (tmp_path / "out").exists()
        assert folder.parent == tmp_path


@pytest.mark.parametrize(
    "failure", [ValueError("no"), KeyboardInterrupt(), OSError(errno.EIO, "broken"), SystemExit(3)]
)
def test_a_failure_leaves_nothing(place: Path, tmp_path: Path, failure: BaseException) -> None:
    before = entries(tmp_path)

    def fail() -> None:
        with fresh_folder(place) as folder:
            (folder / "half").mkdir()
            (folder / "half" / "file").write_text("half")
            raise failure

    with pytest.raises(type(failure)):
        fail()
    assert entries(tmp_path) == before


def test_folders_that_others_used_meanwhile_stay(tmp_path: Path) -> None:
    def fail() -> None:
        with fresh_folder(tmp_path / "a" / "b" / "out"):
            (tmp_path / "a" / "theirs").touch()
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert entries(tmp_path) == ["a", "a/theirs"]


def test_a_folder_with_content_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").touch()
    with pytest.raises(InputError, match=r"out' exists and is not empty \(it holds 'mine\.txt'\): name a new folder"):
        fill(tmp_path / "out")
    assert entries(tmp_path) == ["out", "out/mine.txt"]


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(InputError, match="out' is a file: name a folder"):
        check_output_folder(tmp_path / "out")


@pytest.mark.parametrize("out", ["file/out", "file/a/b/out", "/proc/advai/out", "/dev/null/out", ""])
def test_a_place_that_cannot_be_written_is_refused_before_the_work(out: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"cannot write|is empty: name one"), fresh_folder(out):
        pytest.fail("the work was started")
    with pytest.raises(InputError, match=r"cannot write|is empty: name one"):
        write_aside(f"{out}/results.json" if out else "", "{}")
    assert entries(tmp_path) == ["file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="permission bits do not hold for root")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="Permission denied"):
        check_output_folder(tmp_path / "out")
    tmp_path.chmod(0o700)


def test_the_check_leaves_nothing(place: Path, tmp_path: Path) -> None:
    before = entries(tmp_path)
    check_output_folder(place)
    assert entries(tmp_path) == before


def test_finished_work_is_kept_when_the_place_was_taken(tmp_path: Path) -> None:
    def work() -> None:
        with fresh_folder(tmp_path / "out") as folder:
            (folder / "results.json").write_text("{}")
            (tmp_path / "out").mkdir()
            (tmp_path / "out" / "theirs").touch()

    with pytest.raises(InputError, match=r"could not be moved .* they are complete in '(.*)', move them") as caught:
        work()
    kept = Path(str(caught.value).split("complete in '")[1].split("'")[0])
    assert (kept / "results.json").read_text() == "{}"
    assert entries(tmp_path / "out") == ["theirs"]


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_what_is_written_has_the_usual_permissions(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        fill(tmp_path / "out")
        write_aside(tmp_path / "page.html", "page")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o777 & ~umask
    assert stat.S_IMODE((tmp_path / "page.html").stat().st_mode) == 0o666 & ~umask


@settings(max_examples=15)
@given(data=st.one_of(st.text(), st.binary()))
def test_a_file_is_written_as_given(tmp_path_factory, data: str | bytes) -> None:
    path = tmp_path_factory.mktemp("out") / "file.json"
    path.write_text("old")
    write_aside(path, data)
    content = path.read_bytes()
    assert content == (data if isinstance(data, bytes) else data.encode())
    assert entries(path.parent) == ["file.json"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "disk" / "file.json")
    write_aside(tmp_path / "link.json", "{}")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "disk" / "file.json").read_text() == "{}"


def test_a_failed_file_keeps_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "film.gif").write_text("old")

    def fail() -> None:
        with file_aside(tmp_path / "film.gif") as aside:
            assert aside.suffix == ".gif"
            aside.write_text("half")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert entries(tmp_path) == ["film.gif"]
    assert (tmp_path / "film.gif").read_text() == "old"


def test_an_error_of_the_body_is_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), file_aside(tmp_path / "film.gif"):
        (tmp_path / "missing.png").read_bytes()


@contextmanager
def small_files(limit: int) -> Iterator[None]:
    """A limit to the size of each file, so that a write fails half-way as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "old.bin").write_text("old")
    with small_files(100_000):
        for name in ("new.bin", "old.bin"):
            with pytest.raises(InputError, match=r"No space left on device.*nothing was left there: free some space"):
                write_aside(tmp_path / name, bytes(200_000))
        with pytest.raises(InputError, match="free some space"):
            fill(tmp_path / "a" / "out", size=200_000)
    assert entries(tmp_path) == ["old.bin"]
    assert (tmp_path / "old.bin").read_text() == "old"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 256 KiB, where this process may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(disk)]
    try:
        mounted = subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("this process may not mount a disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_leaves_nothing(small_disk: Path) -> None:
    write_aside(small_disk / "old.bin", b"old")
    with pytest.raises(InputError, match="No space left on device"):
        write_aside(small_disk / "old.bin", bytes(500_000))
    with pytest.raises(InputError, match="No space left on device"):
        fill(small_disk / "out", size=500_000)
    assert entries(small_disk) == ["old.bin"]
    assert (small_disk / "old.bin").read_bytes() == b"old"


def test_an_empty_disk_can_be_filled_at_its_root(small_disk: Path) -> None:
    fill(small_disk)
    assert entries(small_disk) == FILLED


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_seen_through_other_errors(tmp_path: Path, number: int) -> None:
    failure = RuntimeError("the writer failed")
    failure.__cause__ = OSError(number, os.strerror(number))
    with pytest.raises(InputError, match="free some space"), fresh_folder(tmp_path / "out"):
        raise failure
    with pytest.raises(InputError, match="free some space"), fresh_folder(tmp_path / "out"):
        raise RuntimeError('I/O error: Os { code: 28, message: "No space left on device" }')
    assert entries(tmp_path) == []

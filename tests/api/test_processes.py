"""Jobs side by side: what they do is done, what they raise is raised, and nothing goes on when this process ends.

`timeit` runs a text of code in the worker, so that no function of this file has to be found by another process.
"""

import os
import signal
import subprocess
import sys
import time
import timeit
from pathlib import Path

import pytest

from advai.api.processes import Job, one_thread_each, run_jobs
from advai.config import InputError

SOURCE = Path(__file__).parents[2] / "src"


def code(text: str) -> Job:
    """A job that runs a text of code once."""
    return Job(timeit.timeit, {"stmt": text, "number": 1})


def alive(process: int) -> bool:
    """Whether there is still such a process, and not only its exit code."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_every_job_is_done_on_one_thread_in_another_process(tmp_path: Path) -> None:
    looks: list[int] = []
    write = "import os, pathlib, torch; pathlib.Path({!r}).write_text(f'{{os.getpid()}} {{torch.get_num_threads()}}')"
    files = [tmp_path / name for name in "abc"]
    run_jobs([code(write.format(str(file))) for file in files], lambda: looks.append(1))
    written = [file.read_text().split() for file in files]
    assert all(int(process) != os.getpid() and threads == "1" for process, threads in written)
    assert looks


def test_what_a_job_raises_is_raised_here_and_ends_the_others(tmp_path: Path) -> None:
    sleeping = tmp_path / "sleeping"
    sleep = f"import os, pathlib, time; pathlib.Path({str(sleeping)!r}).write_text(str(os.getpid())); time.sleep(600)"
    fail = f"import pathlib, time\nwhile not pathlib.Path({str(sleeping)!r}).exists(): time.sleep(0.05)\n"
    fail += "from advai.config import InputError; raise InputError('expected this, got that.')"
    started = time.monotonic()
    with pytest.raises(InputError, match=r"expected this, got that\."):
        run_jobs([code(sleep), code(fail)], lambda: None)
    assert time.monotonic() - started < 300
    assert not alive(int(sleeping.read_text()))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_process_that_began_them(tmp_path: Path, how: signal.Signals) -> None:
    worker = tmp_path / "worker"
    sleep = f"import os, pathlib, time; pathlib.Path({str(worker)!r}).write_text(str(os.getpid())); time.sleep(600)"
    main = tmp_path / "main.py"
    main.write_text(
        "import timeit\nfrom advai.api.processes import Job, run_jobs\nif __name__ == '__main__':\n"
        f"    run_jobs([Job(timeit.timeit, {{'stmt': {sleep!r}, 'number': 1}})], lambda: None)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    begun = subprocess.Popen(
        [sys.executable, str(main)], env=environment, stderr=subprocess.PIPE, start_new_session=True
    )
    until(lambda: worker.exists() and worker.read_text() != "")
    if how == signal.SIGINT:
        os.killpg(begun.pid, how)  # as a terminal does: to all of them
    else:
        begun.send_signal(how)
    begun.communicate(timeout=60)
    until(lambda: not alive(int(worker.read_text())))
    assert begun.returncode == -how
    assert not alive(int(worker.read_text()))


def until(true: object, seconds: float = 120) -> None:
    """Wait for something to become true."""
    assert callable(true)
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)


def test_the_environment_is_as_before_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    before = dict(os.environ)
    with one_thread_each():
        assert os.environ["OMP_NUM_THREADS"] == os.environ["MKL_NUM_THREADS"] == "1"
    assert dict(os.environ) == before

"""The entry of the command line, and what it says when something goes wrong.

Exit codes: 0 done; 1 training broke down, or nobody reads the output any more; 2 a user's mistake, or a full disk;
130 Ctrl-C, or SIGTERM, as schedulers send it: what is done is kept alike. All but the first come with one line on
stderr; any other exception is our fault and keeps its traceback.
"""

import errno
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from ..config import InputError, InputTypeError, TrainingStopped

if TYPE_CHECKING:
    from typer import TyperException

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command with these arguments, those of the process unless given; gives the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    fix_sums()
    wait_briefly()
    # one of several processes may be waiting for the others, which no Python handler interrupts
    if threading.current_thread() is threading.main_thread() and "LOCAL_RANK" not in os.environ:
        signal.signal(signal.SIGTERM, asked_to_end)
    try:
        code = run(given or ["--help"])
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still buffered has nowhere to go
        return 1
    except (InputError, InputTypeError) as error:
        return failed(f"error: {error}", code=2)
    except TrainingStopped as error:
        return failed(f"error: {error}", code=1)
    except OSError as error:
        if error.errno not in FULL:
            raise
        return failed(f"error: cannot write the output ({error.strerror}): free some space and try again.", code=2)
    except KeyboardInterrupt as error:
        return failed(str(error) or "stopped.", code=130)
    return code


def asked_to_end(number: int, frame: FrameType | None) -> None:
    """End as at Ctrl-C."""
    raise KeyboardInterrupt


def fix_sums(processor: Path = Path("/proc/cpuinfo")) -> None:
    """Have MKL add up in the same order on any number of threads, where the processor is by Intel; before torch loads.

    There a fit may then use two threads, and yet give the bits of one (`training/threads.py`). Elsewhere MKL is
    not asked: it may give up its fast products for it.
    """
    if processor.is_file() and "GenuineIntel" in processor.read_text():
        os.environ.setdefault("MKL_CBWR", "AUTO,STRICT")


def wait_briefly() -> None:
    """Have torch's threads sleep when they have waited for each other for a few microseconds; before torch loads.

    Beside other work they else take the core that they wait for: a step on two threads took six times longer.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", "20000")


def run(arguments: Sequence[str]) -> int:
    """Parse the arguments and run the command that they name; a mistake in them becomes an `InputError`."""
    from typer import Exit, TyperException
    from typer.main import get_command

    from .pictures import app

    command = get_command(app)
    try:
        with command.make_context("advai", list(arguments)) as context:
            command.invoke(context)
    except Exit as done:
        return done.exit_code
    except TyperException as error:
        raise InputError(usage_mistake(error)) from error
    return 0


def usage_mistake(error: "TyperException") -> str:
    """A mistake in the arguments as one sentence that ends in the help page which tells more."""
    words = error.format_message().strip().rstrip(".")
    context = getattr(error, "ctx", None)
    if context is None:
        return f"{words[:1].lower()}{words[1:]} (see advai --help)."
    lists = [option.opts[0] for option in context.command.params if "," in (option.metavar or "")]
    if lists and "unexpected extra argument" in words:
        words += f": values of {' and '.join(lists)} are parted by commas, without blanks"
    return f"{words[:1].lower()}{words[1:]} (see {context.command_path} --help)."


def failed(words: str, *, code: int) -> int:
    """Say what happened in one line on stderr; gives `code`."""
    print("advai:", " ".join(words.split()), file=sys.stderr)
    return code

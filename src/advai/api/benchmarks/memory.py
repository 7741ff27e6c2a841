"""The most memory that this process held at once, measured from a chosen moment on, where the system tells it."""

from pathlib import Path

PROCESS = Path("/proc/self")
FORGET_PEAK = "5"


def forget_peak(process: Path = PROCESS) -> bool:
    """Let the peak begin anew at what is held now; False where that cannot be done."""
    try:
        (process / "clear_refs").write_text(FORGET_PEAK)
    except OSError:
        return False
    return True


def peak_mib(process: Path = PROCESS) -> float | None:
    """The peak since `forget_peak` in MiB; None where the system does not tell it."""
    try:
        lines = (process / "status").read_text().splitlines()
        kib = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return None
    return round(int(kib) / 1024, 1)

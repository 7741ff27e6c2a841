"""How long a user waits before anything happens: `import advai` beside `import torch`, and `advai --help`.

Each figure is the median over new interpreters, taken in turns: a busy moment of the machine falls on all alike.

    python benchmarks/startup.py [runs]
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

COMMANDS = {
    "python": ["-c", ""],
    "import advai": ["-c", "import advai"],
    "import torch": ["-c", "import torch"],
    "import torch, advai": ["-c", "import torch, advai"],
    "import advai, first use of lerp": ["-c", "import advai; advai.lerp"],
    "import advai, every name": ["-c", "from advai import *"],
}


def seconds(command: list[str]) -> float:
    """The wall time of one command, from start to exit."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Prints the medians, and the figures that have a bound; differences are taken run by run."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    program = Path(sys.executable).with_name("advai")
    if not program.exists():
        sys.exit(f"startup: expected the command {program}, found none: install advai in this environment first.")
    commands = {name: [sys.executable, *rest] for name, rest in COMMANDS.items()} | {
        "advai --help": [str(program), "--help"]
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():  # files into the page cache, bytecode written
        seconds(command)
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(seconds(command))
    for name, values in times.items():
        print(f"{name:<36} {statistics.median(values):6.3f} s   (lowest {min(values):.3f}, {runs} runs)")
    torch = times["import torch"]
    bare = statistics.median(a - b for a, b in zip(times["import torch, advai"], torch, strict=True))
    used = statistics.median(a - b for a, b in zip(times["import advai, first use of lerp"], torch, strict=True))
    print(f"{'import advai over import torch':<36} {bare:6.3f} s   (at most 0.15)")
    print(f"{'first use of lerp over import torch':<36} {used:6.3f} s   (at most 0.15)")
    print(f"{'advai --help':<36} {statistics.median(times['advai --help']):6.3f} s   (at most 0.6)")


if __name__ == "__main__":
    main()

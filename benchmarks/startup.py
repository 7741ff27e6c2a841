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
    """Prints the medians, and the two figures that have a bound."""
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
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:<34} {median:6.3f} s   (lowest {min(times[name]):.3f}, {runs} runs)")
    over = medians["import torch, advai"] - medians["import torch"]
    first_use = medians["import advai, first use of lerp"] - medians["import torch"]
    print(f"import advai over import torch     {over:6.3f} s   (at most 0.15)")
    print(f"first use of lerp over import torch {first_use:5.3f} s   (at most 0.15)")
    print(f"advai --help                       {medians['advai --help']:6.3f} s   (at most 0.6)")


if __name__ == "__main__":
    main()

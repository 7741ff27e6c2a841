"""How long `advai demo` takes, and where the time goes. At most 150 s of wall time on two idle cores.

On a busy machine the wall time says little: the CPU time of all its processes over the number of cores is what it could
have taken at best, and both are printed, with the load before it began.

    python benchmarks/demo.py [steps of each training]
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 150.0


def main() -> None:
    """Runs the demo once in a folder of its own, and prints the figures."""
    few = ["--steps", sys.argv[1]] if len(sys.argv) > 1 else []
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "demo"
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "advai.cli", "demo", "--out", str(out), *few], check=True)
        wall = time.perf_counter() - start
        results = json.loads((out / "results.json").read_text())
        size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
        page = (out / "report.html").stat().st_size
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime
    for source, found in results.items():
        for fit in found["fit"]:
            print(f"fit of {source:<12} {fit['steps']:>6,} steps  {fit['seconds']:6.1f} s")
    print(f"wall time           {wall:6.1f} s   (at most {LIMIT:.0f} on two idle cores; load before it: {load:.1f})")
    print(f"CPU time            {processor:6.1f} s   ({processor / cores:.1f} s on each of {cores} cores)")
    print(f"largest process     {used.ru_maxrss / 2**20:6.2f} GiB")
    print(f"folder              {size / 2**20:6.1f} MiB, its page {page / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()

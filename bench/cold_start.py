"""How long one answer takes from nothing: `bdg query` as a whole process, beside rdflib's import alone.

Run: python bench/cold_start.py [runs]. Figures are medians of wall seconds; the commands take turns, so that a change
in the machine's speed touches all of them.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

BDG = str(Path(sys.executable).with_name("bdg"))
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import rdflib'": [sys.executable, "-c", "import rdflib"],
    "bdg query metric-leads": [BDG, "query", "leads/metric-leads", "--metric", "sex-ratio-at-birth"],
}


def main(runs: int) -> None:
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs + 1):
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own commands
            seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(taken[1:]) for name, taken in seconds.items()}  # the first run warms the disk
    beside = medians["python -c 'import rdflib'"]
    for name, median in medians.items():
        print(f"{name:28} {median:6.3f} s  {median / beside:5.2f} x import rdflib")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)

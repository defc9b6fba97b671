"""How long drafting takes: parsing in a warm process by length, the command as a whole, and a megabyte of awkward text.

Run: python bench/draft.py. Figures are the best of several runs; no test asserts them.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bdg_graph import paths
from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing.plan import parse
from bdg_graph.reading.text import clean

PLAN = paths.data() / "plans" / "ninh-binh-2021-2025" / "original.txt"
AWKWARD = {
    "one letter": "a",
    "bullets": "- a\n",
    "table rows": "| a | chủ trì | phối hợp |\n",
    "targets": "Mục tiêu 1: a\nChỉ tiêu 1: 60% b\n",
    "duties in one line": "Chủ trì, phối hợp với Sở Y tế thực hiện chỉ tiêu 1 (mục tiêu 2); ",
    "unknown agencies": "Ban A và ",
    "laws": "Luật A b c ",
}


def best(text: str, runs: int = 5) -> float:
    """The best of `runs` wall times of reading and parsing `text`, in milliseconds."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        parse(clean(text), lexicon())
        taken.append(time.perf_counter() - start)
    return min(taken) * 1000


def main() -> None:
    plan = PLAN.read_text("utf-8")
    first: float | None = None
    for size in (10_000, 40_000, 160_000, 640_000):
        text = (plan * (size // len(plan) + 1))[:size]
        taken = best(text)
        first = first or taken / size
        print(f"warm, {size:>7} characters: {taken:7.1f} ms, {taken / size / first:4.2f} x the first a character")
    with tempfile.TemporaryDirectory() as folder:
        bdg, out = str(Path(sys.executable).with_name("bdg")), f"{folder}/ninh-binh-2021-2025"
        command = [bdg, "draft", str(PLAN), "-o", out]
        seconds = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own command
            seconds.append(time.perf_counter() - start)
        print(f"the command as a whole:   {min(seconds):7.3f} s")
    for name, piece in AWKWARD.items():
        print(f"1 MB of {name + ':':20} {best(piece * (1_000_000 // len(piece.encode())), 1) / 1000:6.2f} s")


if __name__ == "__main__":
    main()

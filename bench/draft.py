"""Drafting: a document read and parsed in a warm process, long and awkward texts, and the command as a whole."""

from collections.abc import Iterator
from functools import partial

from bdg_graph import paths
from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing.plan import parse
from bdg_graph.reading.text import clean
from bench import cold_start
from bench.figures import FLOOR, Figure
from bench.material import Material

PLAN = "ninh-binh-2021-2025"
LONG = 10
AWKWARD = {
    "one letter": "a",
    "bullets": "- a\n",
    "table rows": "| a | chủ trì | phối hợp |\n",
    "targets": "Mục tiêu 1: a\nChỉ tiêu 1: 60% b\n",
    "duties in one line": "Chủ trì, phối hợp với Sở Y tế thực hiện chỉ tiêu 1 (mục tiêu 2); ",
    "unknown agencies": "Ban A và ",
    "laws": "Luật A b c ",
}
AWKWARD_BYTES = 100_000


def figures(material: Material) -> Iterator[Figure]:
    """The five documents and a long one made of them; the floors are reading the bytes and starting Python."""
    files = sorted((paths.data() / "plans").glob("*/original.txt"))
    texts = {file.parent.name: file.read_text("utf-8") for file in files}
    yield material.figure("read the bytes", FLOOR, lambda: sum(len(file.read_bytes()) for file in files))
    words = lexicon()

    def read(text: str) -> int:
        parse(clean(text), words)
        return len(text)

    for name, text in texts.items():
        yield material.figure(f"draft {name}", "BDG", partial(read, text))
    yield material.figure(f"draft {LONG} plans in one text", "BDG", partial(read, texts[PLAN] * LONG))
    for name, piece in AWKWARD.items():
        text = piece * (AWKWARD_BYTES // len(piece.encode()))
        yield material.figure(f"draft 100 KB of {name}", "BDG", partial(read, text), repeats=0)
    command = cold_start.Command("bdg draft", ("draft", str(files[0]), "-o", "OUT"))
    yield from cold_start.figures_of([cold_start.FLOORS[0], command], material)

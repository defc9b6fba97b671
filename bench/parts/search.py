"""Search: the first 20 hits of the full-text index beside what SPARQL alone can do."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from bdg_graph import dataset
from bdg_graph.engines.oxigraph import Oxigraph
from bdg_graph.questions import with_prefixes
from bdg_graph.search import Search
from bench import peers
from bench.figures import FLOOR, Figure
from bench.material import Material

WORDS = (
    "tỷ số giới tính khi sinh", "so y te", "Ninh Bình", "bạo lực gia đình", "binh dang gioi", "cán bộ nữ", "2025",
    "Sở Y tế tỉnh Ninh Bình", "tỷ lệ nữ đại biểu Quốc hội, đại biểu Hội đồng",
)  # fmt: skip
CHOSEN = {"place": ["https://w3id.org/bdg/id/place/ninh-binh"], "kind": ["indicator", "target"], "year": ["2025"]}
TYPED = "tỷ số giới tính"
CONTAINS = """SELECT DISTINCT ?s WHERE { ?s bdg:text ?text FILTER CONTAINS(LCASE(STR(?text)), "WORDS") } LIMIT 20"""


def figures(material: Material) -> Iterator[Figure]:
    """The index is made once in this process; the children that are measured inherit it."""
    loaded = dataset.load([material.nquads])
    engine = Oxigraph(loaded)
    search = Search(engine)
    start = material.clock()
    search.find("a")
    yield Figure("make the index", "BDG", material.plans, material.clock() - start)
    here = peers.store_select(loaded.store)
    empty = sqlite3.connect(":memory:")
    yield material.figure("an empty SQLite query", FLOOR, lambda: len(empty.execute("SELECT 1").fetchall()), repeats=20)
    yield from material.figures({f"first 20: {words}": partial(_hits, search, words) for words in WORDS}, "BDG")
    limited = {f"first 20, facets chosen: {words}": partial(_hits, search, words, CHOSEN) for words in WORDS}
    yield from material.figures(limited, "BDG")
    yield material.figure(f"suggest: {TYPED}", "BDG", lambda: len(search.suggest(TYPED, "vi")), repeats=20)
    contains = {words: with_prefixes(CONTAINS.replace("WORDS", words.lower())) for words in WORDS}
    works = {f"first 20: {words}": partial(here, query) for words, query in contains.items()}
    yield from material.figures(works, "CONTAINS in SPARQL")


def _hits(search: Search, words: str, chosen: Mapping[str, Sequence[str]] | None = None) -> int:
    return len(search.find(words, chosen).hits)

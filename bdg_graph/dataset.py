"""Turns files into the dataset that questions are asked of: every file in its named graph, what the rules derive in a
graph of its own, and a version that changes when any of it does."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pyoxigraph import CanonicalizationAlgorithm, NamedNode, Quad, QueryTriples, RdfFormat, Store, parse
from pyoxigraph import Dataset as QuadSet

from bdg_graph import nquads, paths
from bdg_graph.errors import BdgError
from bdg_graph.terms import GRAPH, ID

INFERRED = GRAPH + "inferred"

# The bulk loader writes new files each time: many small files go into it together.
TOGETHER = 200_000

# A line of the rules that read what others derive: each of them is run after all before it.
AFTER = "# Reads what other rules derive."

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}


class BrokenFile(BdgError):
    """A file that is no RDF: says where, what its parser said, and who says how to mend it."""

    def __init__(self, path: Path, line: int | None, problem: str) -> None:
        self.path, self.line, self.problem = path, line, problem
        at_vi, at_en = (f", dòng {line}", f", line {line}") if line else ("", "")
        super().__init__(
            f"{path}{at_vi}: tệp sai cú pháp (bộ đọc báo: “{problem}”) nên không nạp gì từ tệp này. "
            f"Hãy chạy `bdg validate {path}` để xem chỗ sai và cách sửa.",
            f"{path}{at_en}: the file is not well-formed (its parser said: “{problem}”), so nothing of it was loaded. "
            f"Run `bdg validate {path}` to see the place and how to mend it.",
        )

    def __reduce__(self) -> tuple[type["BrokenFile"], tuple[Path, int | None, str]]:
        """From one process to another: an exception is made anew from what it was made of."""
        return BrokenFile, (self.path, self.line, self.problem)

    @classmethod
    def of(cls, path: Path, problem: SyntaxError | ValueError) -> "BrokenFile":
        """What a parser raised about the file at `path`."""
        if isinstance(problem, SyntaxError):
            return cls(path, problem.lineno, problem.msg)
        return cls(path, None, str(problem))


@dataclass(frozen=True)
class Part:
    """One file and the graph its triples go into (None: the file names its graphs itself)."""

    path: Path
    graph: str | None


@dataclass
class Dataset:
    """What the questions are asked of. The default graph of a query is the union of all graphs."""

    store: Store
    version: str
    """12 hexadecimal digits of the SHA-256 over `digests`; equal files give equal versions."""
    parts: list[Part]
    broken: list[BrokenFile]
    digests: list[str] = field(default_factory=list)
    """For each file the graph it goes into and the SHA-256 of its bytes, for each rule its name and SHA-256."""
    counts: dict[str, int] = field(default_factory=dict)
    """How many plans, triples and graphs, where that was counted when it was written."""


def parts(data: Iterable[Path] = ()) -> list[Part]:
    """The files of a dataset: ontology and schemes of the project, and `data` (default: the project's own data).

    Each of `data` is a data folder (plans/ and reference/), a plan folder, a folder of RDF files, or an RDF file. Where
    none of them brings reference data (a plan folder, a single file), the project's own reference data comes along.
    """
    given = list(data) or [paths.data()]
    found = [part for path in given for part in _data_parts(path)]
    reference = [] if any((path / "reference").is_dir() for path in given) else [paths.data() / "reference"]
    vocabulary = [paths.ontology(), paths.ontology() / "schemes", *reference]
    return [part for folder in vocabulary for part in _folder_parts(folder)] + found


def _data_parts(path: Path) -> Iterator[Part]:
    if path.is_file():
        if path.suffix not in FORMATS:
            ends = ", ".join(FORMATS)
            raise BdgError(
                f"{path}: không phải tệp RDF; tên tệp phải kết thúc bằng một trong: {ends}.",
                f"{path}: not an RDF file; its name must end in one of {ends}.",
            )
        yield _part(path)
    elif (path / "plan.ttl").is_file():
        yield _part(path / "plan.ttl")
    elif (path / "plans").is_dir():
        yield from _folder_parts(path / "reference")
        for plan in sorted((path / "plans").glob("*/plan.ttl")):
            yield _part(plan)
    elif path.is_dir():
        yield from _folder_parts(path)
    else:
        raise BdgError(f"{path}: không có tệp hay thư mục này.", f"{path}: there is no such file or folder.")


def _folder_parts(folder: Path) -> Iterator[Part]:
    for path in sorted(folder.glob("*")):
        if path.suffix in FORMATS and path.name != "context.jsonld":
            yield _part(path)


def _part(path: Path) -> Part:
    if path.suffix in (".nq", ".trig"):
        return Part(path, None)
    if path.name == "plan.ttl":
        return Part(path, f"{ID}plan/{path.resolve().parent.name}")
    return Part(path, GRAPH + ("ontology" if path.name == "bdg.ttl" else path.stem))


def load(
    data: Iterable[Path] = (),
    *,
    store: Store | None = None,
    skip_broken: bool = False,
    progress: Callable[[Part], None] = lambda _part: None,
) -> Dataset:
    """Loads `parts(data)` and what the rules derive from them into a new store in memory.

    Or into `store`, a new one on disk, by its bulk loader, which a kill leaves half way.
    Raises BrokenFile for the first file that is no RDF; with `skip_broken` loads the others and lists it.
    """
    bulk = store is not None  # in memory that loader takes longer than without, and more memory
    dataset = Dataset(Store() if store is None else store, "", parts(data), [])
    named = [(str(part.graph), part.path) for part in dataset.parts] + [(rule.name, rule) for rule in rules()]
    with ThreadPoolExecutor(1) as hashing:  # beside the parsing
        digests = hashing.map(lambda file: digest_line(*file), named)
        _load_parts(dataset, bulk=bulk, skip_broken=skip_broken, progress=progress)
        derive(dataset.store, bulk=bulk)
        if bulk:
            dataset.store.optimize()  # questions take twice as long while every load stands in files of its own
        dataset.digests = list(digests)
    dataset.version = version(dataset.digests)
    return dataset


def digest_line(name: str, path: Path) -> str:
    """A line of `Dataset.digests`."""
    with path.open("rb") as file:
        return f"{name} {hashlib.file_digest(file, 'sha256').hexdigest()}"


def version(digests: Iterable[str]) -> str:
    """The version of the dataset of these files, in whatever order."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()[:12]


def _load_parts(dataset: Dataset, *, bulk: bool, skip_broken: bool, progress: Callable[[Part], None]) -> None:
    waiting: list[Quad] = []
    for part in dataset.parts:
        progress(part)
        try:
            if bulk and part.graph:
                waiting += _parsed(part, NamedNode(part.graph))
            elif bulk and part.path.suffix == ".nq" and not skip_broken:  # of a broken file some would be loaded
                _load_pieces(dataset.store, part)
            else:
                load_part(dataset.store, part, bulk=bulk)
        except BrokenFile as broken:
            if not skip_broken:
                raise
            dataset.broken.append(broken)
        if len(waiting) >= TOGETHER:
            dataset.store.bulk_extend(waiting)
            waiting.clear()
    if waiting:
        dataset.store.bulk_extend(waiting)


def _load_pieces(store: Store, part: Part) -> None:
    try:
        nquads.load(store, part.path)
    except (SyntaxError, ValueError) as problem:
        raise BrokenFile.of(part.path, problem) from problem


def _parsed(part: Part, graph: NamedNode) -> list[Quad]:
    try:
        read = parse(path=str(part.path), format=FORMATS[part.path.suffix], base_iri=ID)
        return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in read]
    except (SyntaxError, ValueError) as problem:
        raise BrokenFile.of(part.path, problem) from problem


def load_part(store: Store, part: Part, *, bulk: bool = False) -> None:
    """Loads one file into its graph. Raises BrokenFile."""
    graph = NamedNode(part.graph) if part.graph else None
    into = store.bulk_load if bulk else store.load
    try:
        into(path=str(part.path), format=FORMATS[part.path.suffix], base_iri=ID, to_graph=graph)
    except (SyntaxError, ValueError) as problem:
        raise BrokenFile.of(part.path, problem) from problem


def derive(store: Store, *, bulk: bool = False) -> None:
    """Adds what the rules derive from the facts of `store`, together: each time more is added, reading takes longer."""
    texts = [rule.read_text("utf-8") for rule in rules()]
    first = [text for text in texts if AFTER not in text]
    for together in (first, *([text] for text in texts if AFTER in text)):
        if bulk:
            with ThreadPoolExecutor(2) as both:
                found = b"".join(both.map(partial(_derived, store), together))
        else:  # in memory two at once would need twice as much of it, and a thread keeps what it took
            found = b"".join(_derived(store, rule) for rule in together)
        if found:
            into = store.bulk_load if bulk else store.load
            into(found, RdfFormat.N_TRIPLES, to_graph=NamedNode(INFERRED))


def rules() -> list[Path]:
    """The files of the rules, in the order in which they are run."""
    return sorted((paths.ontology() / "rules").glob("*.rq"))


def _derived(store: Store, rule: str) -> bytes:
    """N-Triples, because a Python object each takes longer."""
    derived = store.query(rule, use_default_graph_as_union=True)
    if not isinstance(derived, QueryTriples):
        raise TypeError("a rule must be a CONSTRUCT query")
    return derived.serialize(format=RdfFormat.N_TRIPLES) or b""


def digest(store: Store) -> str:
    """SHA-256 of all quads of `store` in canonical form: equal content gives equal digests, whatever the files."""
    quads = QuadSet(store)
    quads.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    lines = sorted(str(quad) for quad in quads)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()

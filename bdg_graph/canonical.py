"""Rewrites data files as canonical Turtle and gives each passage its place in the source text: what `bdg fmt` does."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from rdflib import RDF, Graph, Literal, URIRef

from bdg_graph.errors import BdgError
from bdg_graph.formats import canonical_turtle
from bdg_graph.terms import BDG, ID, OA, XSD


def files(given: Iterable[Path]) -> Iterator[Path]:
    """The Turtle files among `given` and in the folders among it."""
    for path in given:
        if path.is_dir():
            yield from sorted(path.rglob("*.ttl"))
        elif path.is_file():
            yield path
        else:
            raise BdgError(f"{path}: không có tệp hay thư mục này.", f"{path}: there is no such file or folder.")


def rewrite(path: Path, *, write: bool) -> bool:
    """Whether `path` was not canonical; with `write` it is afterwards."""
    before = path.read_text("utf-8")
    if any(line.lstrip().startswith("#") for line in before.splitlines()):
        raise BdgError(
            f"{path}: có chú thích “#”, mà Turtle chuẩn không giữ được; hãy chuyển chúng vào bdg:note.",
            f"{path}: has “#” comments, which canonical Turtle cannot keep; move them into bdg:note.",
        )
    after = canonical(path, before)
    if after != before and write:
        path.write_text(after, "utf-8")
    return after != before


def canonical(path: Path, text: str) -> str:
    """The canonical form of `text`, the content of `path`; a plan's passages are looked up in source.txt beside it."""
    graph = Graph()
    try:
        graph.parse(data=text, format="turtle", publicID=ID)
    except SyntaxError as problem:  # rdflib's BadSyntax
        raise BdgError(
            f"{path}: không phải Turtle đúng cú pháp; hãy chạy `bdg validate {path}` để xem chỗ sai và cách sửa.",
            f"{path}: no valid Turtle; run `bdg validate {path}` to see where it is wrong and what to write.",
        ) from problem
    if (None, RDF.type, URIRef(BDG.Passage)) in graph:
        place_passages(path, graph)
    return canonical_turtle(graph)


def place_passages(path: Path, graph: Graph) -> None:
    """Gives every passage of `graph` that has only its words its start, end and IRI, and the source its SHA-256."""
    source_file = path.parent / "source.txt"
    if not source_file.is_file():
        raise BdgError(
            f"{path}: thiếu source.txt bên cạnh nên không tìm được trích đoạn.",
            f"{path}: there is no source.txt beside it to find the passages in.",
        )
    source = source_file.read_bytes().decode("utf-8")
    for passage in list(graph.subjects(RDF.type, URIRef(BDG.Passage))):
        if graph.value(passage, URIRef(OA.start)) is None:
            _place(path, graph, URIRef(str(passage)), source)
    for text in graph.subjects(RDF.type, URIRef(BDG.Source)):
        if graph.value(text, URIRef(BDG.sha256)) is None:
            graph.add((text, URIRef(BDG.sha256), Literal(hashlib.sha256(source.encode()).hexdigest())))


def _place(path: Path, graph: Graph, passage: URIRef, source: str) -> None:
    exact = str(graph.value(passage, URIRef(OA.exact)) or "")
    before = str(graph.value(passage, URIRef(OA.prefix)) or "")
    count = source.count(before + exact) if exact else 0
    if count != 1:
        raise BdgError(
            f"{path}: trích đoạn “{exact}” xuất hiện {count} lần trong source.txt; "
            + ("hãy sửa cho đúng từng chữ." if count == 0 else "hãy trích dài hơn hoặc thêm oa:prefix."),
            f"{path}: the passage “{exact}” occurs {count} times in source.txt; "
            + ("quote it letter by letter." if count == 0 else "quote more of it or add oa:prefix."),
        )
    start = source.index(before + exact) + len(before)
    text = graph.value(passage, URIRef(OA.hasSource))
    named = URIRef(f"{text}#char={start},{start + len(exact)}")
    for s, p, o in [*graph.triples((passage, None, None)), *graph.triples((None, None, passage))]:
        graph.remove((s, p, o))
        if p != URIRef(OA.prefix):
            graph.add((named if s == passage else s, p, named if o == passage else o))
    for term, value in ((OA.start, start), (OA.end, start + len(exact))):
        graph.add((named, URIRef(term), Literal(str(value), datatype=URIRef(XSD.integer))))

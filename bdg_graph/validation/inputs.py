"""Finds what is to be validated - files of every format, plan folders, folders, workbooks, standard input - and turns
each into triples. A file that cannot be read safely or at all becomes a finding; nothing is fetched, nothing
executed."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from bdg_graph import dataset, paths
from bdg_graph.errors import BdgError
from bdg_graph.terms import ID
from bdg_graph.validation import syntax
from bdg_graph.validation.findings import Finding, Rule, Text
from bdg_graph.validation.graph import Triple

STDIN: Final = Path("-")
WORKBOOK: Final = ".xlsx"
LARGEST: Final = 64 << 20
DEEPEST: Final = 64
PLAIN: Final = {ox.NamedNode, ox.Literal}
CONTEXTS: Final = {"https://w3id.org/bdg/ontology/context.jsonld", "https://w3id.org/bdg/context.jsonld"}

SYNTAX: Final = Rule(
    "syntax",
    "violation",
    Text("Tệp không phải RDF hợp lệ", "The file is not valid RDF"),
    Text(
        "Một tệp không đọc được thì không có gì của nó được nạp hay được kiểm tra.",
        "Of a file that can't be read nothing is loaded and nothing is checked.",
    ),
)
EMPTY: Final = Rule(
    "nothing-stated",
    "warning",
    Text("Tệp không nêu điều gì", "The file states nothing"),
    Text(
        "Tệp trống thì đạt mọi quy tắc: ai nhầm tệp sẽ tưởng kế hoạch của mình đã đạt.",
        "An empty file keeps every rule: whoever took the wrong one would think that the plan conforms.",
    ),
)
UNSAFE: Final = Rule(
    "unsafe-file",
    "violation",
    Text("Tệp không được đọc vì không an toàn", "The file is not read because it is not safe"),
    Text(
        "Tệp của người lạ không được phép gọi ra mạng, nở ra trong bộ nhớ hay mang theo mã lệnh.",
        "A stranger's file may not call out to the network, swell in memory or bring code along.",
    ),
)

# Matches "<!DOCTYPE rdf:RDF [" in any case.
DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Matches three levels of RDF 1.2 triple terms: "<<( <s> <p> <<( ... <<(".
NESTED_TERMS: Final = re.compile(rb"<<\(?[^<>]*(?:<[^<>]*>[^<>]*){0,3}<<\(?[^<>]*(?:<[^<>]*>[^<>]*){0,3}<<")
# Matches the beginning of RDF/XML, of JSON, of N-Triples; tried in this order on standard input.
BEGINNINGS: Final = (
    (".rdf", re.compile(r"\s*(?:<\?xml|<rdf:RDF|<!DOCTYPE)", re.IGNORECASE)),
    (".jsonld", re.compile(r"\s*[\[{]\s*[\"{\]}]")),
    (".trig", re.compile(r"(?:[\s\S]*\n)?\s*(?:GRAPH\s+)?(?:<[^>]*>|[\w-]*:[\w-]+)?\s*\{", re.IGNORECASE)),
)


class Refused(BdgError):
    """A file that is not read at all; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file to be read: its name for messages, its format by suffix, its bytes."""

    path: Path
    suffix: str
    content: bytes


def found(given: Sequence[Path]) -> Iterator[Path]:
    """The files among `given` and in the folders among them. Raises BdgError for a path that does not exist."""
    for path in given:
        if path == STDIN or path.is_file():
            yield path
        elif (path / "plan.ttl").is_file() or any((path / mark).is_file() for mark in ("source.txt", "source.toml")):
            yield path / "plan.ttl"
        elif (path / "plans").is_dir():
            yield from _within(path / "reference")
            yield from found([folder for folder in sorted((path / "plans").iterdir()) if folder.is_dir()])
        elif path.is_dir():
            yield from _within(path)
            yield from found([f for f in sorted(path.iterdir()) if f.is_dir() and not f.name.startswith(".")])
        else:
            raise BdgError(f"{path}: không có tệp hay thư mục này.", f"{path}: there is no such file or folder.")


def _within(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("*")):
        if (
            path.suffix in (*dataset.FORMATS, WORKBOOK)
            and path.name != "context.jsonld"
            and not path.name.startswith("~$")
        ):
            yield path


def read(path: Path) -> Part:
    """The bytes of a file, or of standard input for "-". Raises BdgError for a name that tells no format."""
    if path == STDIN:
        content = sys.stdin.buffer.read(LARGEST + 1)
        return Part(path, _sniffed(content), content)
    if path.suffix not in (*dataset.FORMATS, WORKBOOK):
        ends = ", ".join([*dataset.FORMATS, WORKBOOK])
        raise BdgError(
            f"{path}: không nhận ra loại tệp; tên tệp phải kết thúc bằng một trong: {ends}.",
            f"{path}: the kind of file is not known; its name must end in one of {ends}.",
        )
    with path.open("rb") as file:
        return Part(path, path.suffix, file.read(LARGEST + 1))


def _sniffed(content: bytes) -> str:
    if content.startswith(b"PK\x03\x04"):
        return WORKBOOK
    start = content[:4096].decode("utf-8", "replace")
    return next((suffix for suffix, beginning in BEGINNINGS if beginning.match(start)), ".ttl")


def triples(part: Part) -> list[Triple]:
    """The triples of an RDF file, whatever graph they are in. Blank nodes of two files are two nodes. Raises
    SyntaxError or Refused."""
    check_safe(part)
    try:
        if part.suffix == ".rdf":
            syntax.check_xml(part.content)
        content = _with_own_context(part) if part.suffix == ".jsonld" else part.content
        return _as_triples(part, ox.parse(content, format=dataset.FORMATS[part.suffix], base_iri=ID))
    except (SyntaxError, ValueError) as problem:
        raise syntax.broken(problem, part.content, part.suffix) from problem


def _as_triples(part: Part, quads: Iterable[ox.Quad]) -> list[Triple]:
    """The triples; what a file names again and again is one object, which is quicker found equal to itself."""
    prefix = f"b{abs(hash(part.path))}"
    read: list[Triple] = []
    known: dict[ox.NamedNode, ox.NamedNode] = {}
    one = known.setdefault
    last: Any = None  # the subject of the triple before, mostly this one's too
    for quad in quads:
        s, p, o = quad.subject, quad.predicate, quad.object
        if type(s) is ox.NamedNode and type(o) in PLAIN:
            if s != last:
                last = one(s, s)
            value = one(o, o) if type(o) is ox.NamedNode else o
            read.append((last, one(p, p), value))  # type: ignore[arg-type] # one of PLAIN
        elif isinstance(s, ox.Triple) or isinstance(o, ox.Triple):
            raise SyntaxError("a triple inside a triple (RDF 1.2) is not read here")
        else:
            read.append((
                ox.BlankNode(prefix + s.value) if isinstance(s, ox.BlankNode) else s, p,
                ox.BlankNode(prefix + o.value) if isinstance(o, ox.BlankNode) else o,
            ))  # fmt: skip
    return read


def check_safe(part: Part) -> None:
    """Raises Refused for what hostile files are known to do, before any parser sees it; SyntaxError for what only looks
    like it."""
    if len(part.content) > LARGEST:
        raise Refused(
            f"tệp lớn hơn {LARGEST >> 20} MB. Hãy chia nhỏ nó",
            f"the file is larger than {LARGEST >> 20} MB. Split it",
        )
    if part.suffix == ".rdf" and DOCTYPE.search(part.content.replace(b"\x00", b"")):
        raise Refused(
            "RDF/XML có DOCTYPE không được đọc, vì thực thể XML có thể nở vô hạn. Hãy bỏ DOCTYPE và viết IRI đầy đủ",
            "RDF/XML with a DOCTYPE is not read, as XML entities can swell without end. "
            "Drop the DOCTYPE and write IRIs in full",
        )
    if part.suffix == ".rdf" and _depth(part.content, re.compile(rb"<(/?)[A-Za-z_][^<>]*?(/?)>")) > DEEPEST:
        raise _too_deep()
    if part.suffix in (".ttl", ".trig", ".nt", ".nq") and NESTED_TERMS.search(part.content):
        syntax.check_conflict(part.content)
        raise Refused(
            "bộ ba lồng trong bộ ba (RDF 1.2) không được đọc. Hãy viết thành các bộ ba thường",
            "triples inside triples (RDF 1.2) are not read. Write them as ordinary triples",
        )


def _depth(content: bytes, tag: re.Pattern[bytes]) -> int:
    level = deepest = 0
    for closing, empty in tag.findall(content):
        if not empty:
            level += -1 if closing else 1
            deepest = max(deepest, level)
    return deepest


def _too_deep() -> Refused:
    return Refused(
        f"tệp lồng sâu quá {DEEPEST} mức. Hãy viết phẳng hơn",
        f"the file is nested more than {DEEPEST} levels deep. Write it flatter",
    )


# Matches a JSON string, or one bracket outside strings.
JSON_PART: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]')


def _with_own_context(part: Part) -> bytes:
    """The JSON-LD with the project's context written in. Raises Refused for any other that is not in the file."""
    level = 0
    for bracket in JSON_PART.findall(part.content):
        level += 1 if bracket in b"[{" else -1 if bracket in b"]}" else 0
        if level > DEEPEST:
            raise _too_deep()
    told = json.loads(part.content)
    return json.dumps(_context_in(told), ensure_ascii=False).encode() if b"@context" in part.content else part.content


def _context_in(value: object) -> object:
    if isinstance(value, list):
        return [_context_in(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _own(item) if key in ("@context", "@import") else _context_in(item) for key, item in value.items()}


@cache
def own_context() -> object:
    """The project's JSON-LD context."""
    told: dict[str, object] = json.loads((paths.ontology() / "context.jsonld").read_bytes())
    return told["@context"]


def _own(context: object) -> object:
    if isinstance(context, list):
        return [_own(item) for item in context]
    if isinstance(context, dict):
        return {key: _own(item) if key in ("@context", "@import") else item for key, item in context.items()}
    if isinstance(context, str):
        if context in CONTEXTS or (context.rsplit("/", 1)[-1] == "context.jsonld" and context.startswith(ID[:-3])):
            return own_context()
        raise Refused(
            f"ngữ cảnh JSON-LD {context} nằm ở nơi khác nên không được tải. Hãy chép nội dung của nó vào tệp",
            f"the JSON-LD context {context} lies elsewhere and is not fetched. Copy its content into the file",
        )
    return context


def broken(path: Path, problem: SyntaxError | Refused) -> Finding:
    """The finding that a file could not be read."""
    if isinstance(problem, Refused):
        return Finding(
            rule=UNSAFE.id, severity=UNSAFE.severity, file=path,
            message=Text(f"Không đọc tệp: {problem.vi}.", f"The file is not read: {problem.en}."),
        )  # fmt: skip
    return Finding(
        rule=SYNTAX.id,
        severity=SYNTAX.severity,
        message=problem.said if isinstance(problem, syntax.Broken) else Text(problem.msg, problem.msg),
        value=problem.msg,
        file=path,
        line=problem.lineno,
    )

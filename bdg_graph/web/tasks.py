"""What the workers do for the web: each task turns its arguments into bytes of one format. Strangers' queries are one
of them.

Runs in the keeper's processes (`bdg_graph.sandbox`); imports everything before any fork, because a sealed worker
opens no file.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from bdg_graph import library, questions, succession
from bdg_graph.engines import Engine, Rows, results
from bdg_graph.engines.opening import opened
from bdg_graph.engines.remote import GRAPHS, Remote, RemoteFailed
from bdg_graph.errors import BadQuery, near
from bdg_graph.exports import EXPORTERS, exporter
from bdg_graph.exports.json import as_json
from bdg_graph.sandbox.worker import Output, Refused, Task
from bdg_graph.search import index as search_index
from bdg_graph.sparql.faults import fault
from bdg_graph.terms import BDG, ID, OA, PREFIXES, RDF, SKOS
from bdg_graph.web import descriptions, listing, opening, takeover
from bdg_graph.web.pages import plain
from bdg_graph.web.sparql import guard

Args = dict[str, Any]
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | list[ox.Triple]

QUADS: Final = {"application/trig": ox.RdfFormat.TRIG, "application/n-quads": ox.RdfFormat.N_QUADS}
GRAPH: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/xml": ox.RdfFormat.RDF_XML,
    "text/xml": ox.RdfFormat.RDF_XML,
    **QUADS,
}
ROWS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}

RESERVE: Final = 0.3
"""Seconds kept from a remote store's share, to say that it took too long."""
MOST_CHOICES: Final = 100
"""Choices of a parameter that the catalogue tells; the pages have all."""
RESEED: Final = 64 * 1024 // 16 + 1


@dataclass
class State:
    """What the keeper holds."""

    engine: Engine
    union: bool
    about: Args


def open_state(data: list[str], store: str | None, endpoint: str | None, union: bool, seconds: float) -> State:
    """Loads the dataset, or connects to the store that has it. Raises BdgError where it is no good."""
    engine = opened([Path(path) for path in data], Path(store) if store else None, endpoint, seconds=seconds)
    for name in EXPORTERS:
        exporter(name)
    near("a", ["b"])
    return State(engine, union, opening.about(engine))


def change_state(state: State, plans: list[str], data: list[str]) -> None:
    """Takes over the plans in these folders of `data`. Raises BdgError where one breaks a rule."""
    dataset = state.engine.dataset
    before = _held(dataset.store, plans)
    grown = takeover.take_over(dataset, [Path(plan) for plan in plans], [Path(path) for path in data])
    state.engine = type(state.engine)(dataset)  # a new one: what was read of the old one is remembered by it
    come = {what: n - before[what] for what, n in _held(dataset.store, plans).items()} | {"triples": grown}
    state.about |= {"version": dataset.version} | {what: state.about[what] + n for what, n in come.items()}


def _held(store: ox.Store, plans: list[str]) -> dict[str, int]:
    """How many of the plans in these folders are in `store`. To count all that are makes pages all over the memory
    this process's own, and each fork of it then takes twice as long."""
    named = [ox.NamedNode(f"{ID}plan/{Path(plan).name}") for plan in plans]
    encoded = [store.quads_for_pattern(plan, ox.NamedNode(RDF.type), ox.NamedNode(BDG.Plan)) for plan in named]
    return {
        "plans": sum(next(found, None) is not None for found in encoded),
        "graphs": sum(map(store.contains_named_graph, named)),
    }


def about(state: State) -> Args:
    """What the front process knows of the dataset."""
    return state.about


def query(state: State, args: Args, out: Output) -> Args:
    """The answer to a stranger's query that `guard` has let pass."""
    try:
        answer = _ask(state, args, out.limits.seconds)
        if isinstance(answer, ox.QueryTriples | list):
            form = _of_kind(GRAPH, args["format"])
            ox.serialize(_once(answer), cast(IO[bytes], out), format=form, prefixes=_prefixes(form))
        else:
            answer.serialize(cast(IO[bytes], out), format=_of_kind(ROWS, args["format"]))
    except RemoteFailed as problem:
        raise Refused(problem.kind, problem.vi, problem.en) from problem
    except SyntaxError as problem:
        found = fault(str(problem), args["text"])
        raise Refused("syntax", *found.sentences(), found.line or None, found.column or None) from problem
    except ValueError as problem:
        raise Refused(
            "request", f"Yêu cầu không hợp lệ: {problem}.", f"This request is not valid: {problem}."
        ) from problem
    except (OSError, RuntimeError) as problem:
        raise Refused(
            "evaluation", f"Không thực hiện được truy vấn: {problem}.", f"The query cannot be evaluated: {problem}."
        ) from problem
    return {}


def check(_state: State, args: Args, _out: Output) -> Args:
    """A long query checked; what `guard.Checked` holds beside its text."""
    checked = guard.check(args["text"], guard.Bounds(**args["bounds"]))
    told = asdict(checked)
    del told["text"]
    return told


def _ask(state: State, args: Args, seconds: float) -> Answer:
    """The protocol's dataset stands in place of the query's own (SPARQL 1.1 Protocol, 2.1.4)."""
    if not args.get("stable", True):
        _forget_randomness()
    # Relative IRIs are read as in the data's own files (RFC 3986, 5.1.4).
    text, base = args["text"], args.get("base", ID)
    default, named = args.get("default_graphs") or [], args.get("named_graphs") or []
    if isinstance(state.engine, Remote):
        return _remote(state.engine.fetch(text, default, named, seconds=max(0.1, seconds - RESERVE)))
    if default or named:
        return state.engine.dataset.store.query(
            text, base_iri=base, default_graph=[*map(ox.NamedNode, default)], named_graphs=[*map(ox.NamedNode, named)]
        )
    return state.engine.dataset.store.query(
        text, base_iri=base, use_default_graph_as_union=state.union and not args.get("own_dataset")
    )


def _remote(fetched: tuple[str, bytes]) -> Answer:
    """What a remote store sent, read whole before anything of it is passed on."""
    media_type, content = fetched
    if media_type in GRAPHS:
        return [quad.triple for quad in ox.parse(content, ox.RdfFormat.TURTLE)]
    return ox.parse_query_results(results.write(results.read(content)), ox.QueryResultsFormat.JSON)


def _forget_randomness() -> None:
    """Has the engine take new randomness: a fork inherits its parent's, and every UUID() would be the same.

    Its generator takes new seed from the system after 64 KiB; a blank node takes 16 bytes.
    """
    for _ in range(RESEED):
        ox.BlankNode()


def _of_kind(formats: dict[str, Any], media_type: str) -> Any:
    if media_type not in formats:
        raise Refused("form", "Dạng truy vấn không khớp định dạng.", "This form of query has no such format.")
    return formats[media_type]


def _once(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Each triple once: a graph is a set."""
    seen: set[ox.Triple] = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple


def _prefixes(form: ox.RdfFormat) -> dict[str, str] | None:
    return PREFIXES if form in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG) else None


def graph(state: State, args: Args, out: Output) -> Args:
    """One graph, by name; "" is the default graph, which is the union of all (Graph Store Protocol, 4.1, 5.2)."""
    name, form = args["graph"], GRAPH[args["format"]]
    graphs = opening.graph(state.engine, name)
    if graphs is None:
        raise Refused("not-found", f"Không có đồ thị <{name}>.", f"There is no graph <{name}>.")
    ox.serialize(graphs, cast(IO[bytes], out), format=form, prefixes=_prefixes(form))
    return {}


def dump(state: State, args: Args, out: Output) -> Args:
    """Every graph."""
    form = QUADS[args["format"]]
    ox.serialize(opening.quads(state.engine), cast(IO[bytes], out), format=form, prefixes=_prefixes(form))
    return {}


# FILTER rather than VALUES: joined with VALUES, the engine looks through all labels and passages of the dataset.
THING = """
CONSTRUCT {{ <{iri}> ?p ?o . ?s ?q <{iri}> . ?o ?lp ?label . ?passage ?pp ?po }} WHERE {{
  {{ <{iri}> ?p ?o }} UNION {{ SELECT ?s ?q WHERE {{ ?s ?q <{iri}> }} LIMIT 2000 }}
  UNION {{ <{iri}> ?any ?o . ?o ?lp ?label FILTER(?lp = <{label}>) }}
  UNION {{
    <{iri}> <{evidence}>|^<{source}> ?passage . ?passage ?pp ?po FILTER(?pp IN (<{exact}>, <{start}>, <{end}>))
  }}
}}"""


def thing(state: State, args: Args, out: Output) -> Args:
    """What is said of one thing, by whom it is named, the labels of what it names, and its passages (of a source text:
    all that are quoted of it); a graph, if it names one."""
    iri = args["iri"]
    if args["format"] != "text/html" and opening.graph(state.engine, iri) is not None:
        return graph(state, {"graph": iri, "format": args["format"]}, out)
    asked = THING.format(
        iri=iri,
        label=SKOS.prefLabel,
        evidence=BDG.evidence,
        source=OA.hasSource,
        exact=OA.exact,
        start=OA.start,
        end=OA.end,
    )
    found = state.engine.query(asked)
    triples = sorted(set(found), key=str) if isinstance(found, list) else []
    if not triples:
        raise Refused("not-found", f"Không có gì mang tên <{iri}>.", f"Nothing is called <{iri}>.")
    if args["format"] == "text/html":
        out.write(plain.thing(iri, triples).encode())
    else:
        form = GRAPH[args["format"]]
        ox.serialize(triples, cast(IO[bytes], out), format=form, prefixes=_prefixes(form))
    return {}


def answer(state: State, args: Args, out: Output) -> Args:
    """A question of the library, a page of its rows."""
    question = questions.find(args["question"])
    as_of = succession.day(args["as_of"]) if args.get("as_of") else None
    given = library.ask(state.engine, question, args["values"], as_of)
    total, offset, limit = len(given.rows.rows), args["offset"], args["limit"]
    shown = replace(given, rows=Rows(given.rows.variables, given.rows.rows[offset : offset + limit]))
    if args["form"] == "json":
        told = as_json(shown, args["lang"]) | {"total": total, "offset": offset, "limit": limit}
        told["columns"] = [{"name": c.name, "label": c.label, "role": c.role} for c in given.question.columns]
        out.write(json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")
    else:
        out.write(exporter(args["form"])(shown, args["lang"]))
    return {"total": total}


def catalogue(state: State, args: Args, out: Output) -> Args:
    """The questions with their parameters, and what there is to choose for each: how many, and the first of them."""
    known: dict[tuple[str, str | None], Args] = {}

    def offered(param: questions.Param) -> Args:
        key = (param.type, param.values)
        if key not in known:  # many questions share their blanks
            found, total = library.first_choices(state.engine, param, MOST_CHOICES)
            choices = [{"value": value, "label": label} for value, label in found]
            known[key] = {"choices": choices, "choices_total": total}
        return known[key]

    out.write(json.dumps(listing.listed(offered), ensure_ascii=False).encode())
    return {}


def description(state: State, args: Args, out: Output) -> Args:
    """The service description, or the description of the dataset (VoID, DCAT)."""
    form = GRAPH[args["format"]]
    triples = descriptions.ABOUT[args["of"]](opening.Facts.of(state.engine, state.about), args)
    ox.serialize(
        triples, cast(IO[bytes], out), format=form, prefixes=descriptions.PREFIXES if _prefixes(form) else None
    )
    return {}


def checks(state: State, _args: Args, out: Output) -> Args:
    """The integrity checks that the dataset fails."""
    out.write(json.dumps(opening.failed_checks(state.engine)).encode())
    return {}


def rows(state: State, args: Args, out: Output) -> Args:
    """The answer to a query of our own, for `engines.sandboxed`: rows and truths as JSON, triples as N-Triples."""
    if isinstance(state.engine, Remote):
        found = state.engine.query(args["text"])
        if isinstance(found, list):
            ox.serialize(found, cast(IO[bytes], out), format=ox.RdfFormat.N_TRIPLES)
        else:
            out.write(results.write(found))
        return {}
    try:
        answer = state.engine.dataset.store.query(args["text"], use_default_graph_as_union=True)
    except SyntaxError as problem:
        raise BadQuery(str(problem)) from problem
    if isinstance(answer, ox.QueryTriples):
        answer.serialize(cast(IO[bytes], out), format=ox.RdfFormat.N_TRIPLES)
    else:
        answer.serialize(cast(IO[bytes], out), format=ox.QueryResultsFormat.JSON)
    return {}


def index(state: State, args: Args, _out: Output) -> Args:
    """The search index, written to a new file."""
    search_index.write(state.engine, args["path"]).close()
    return {}


TASKS: Final[dict[str, Task]] = {
    "query": query, "check": check, "graph": graph, "dump": dump, "thing": thing, "answer": answer, "catalogue":
    catalogue,
    "description": description, "rows": rows, "checks": checks, "index": index,
}  # fmt: skip

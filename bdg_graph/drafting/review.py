"""Corrects a draft item by item and turns a draft without open items into a reviewed plan."""

import tomllib
from collections import Counter
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from importlib.metadata import version
from pathlib import Path

from rdflib import Graph, Literal, URIRef

from bdg_graph.drafting import decode, items
from bdg_graph.drafting.items import Item
from bdg_graph.encode import KINDS, decimal
from bdg_graph.errors import BdgError, NotFound
from bdg_graph.formats import canonical_turtle
from bdg_graph.parsing import records as r
from bdg_graph.parsing.lexicon import Lexicon
from bdg_graph.terms import BDG, ID, ODRL, XSD

Maker = Callable[[str, Lexicon], URIRef | Literal]
"""Makes the value of a field from what was typed."""


def _one_of(kind: str, path: str) -> Maker:
    def make(value: str, lexicon: Lexicon) -> URIRef:
        known = [name.removeprefix(f"{kind}/") for name in lexicon.english if name.startswith(f"{kind}/")]
        if value not in known:
            raise NotFound("giá trị", "value", value, known)
        return URIRef(f"{ID}{path}/{value}")

    return make


def _decimal(value: str, _lexicon: Lexicon) -> Literal:
    try:
        number = Decimal(value.replace(",", "."))
    except InvalidOperation as problem:
        raise BdgError(f"“{value}” không phải là số.", f"“{value}” is not a number.") from problem
    return Literal(decimal(number), datatype=URIRef(XSD.decimal), normalize=False)


def _year(value: str, _lexicon: Lexicon) -> Literal:
    if not (value.isdecimal() and len(value) == 4):
        raise BdgError(f"“{value}” không phải là năm.", f"“{value}” is not a year.")
    return Literal(value, datatype=URIRef(XSD.gYear))


def _comparator(value: str, _lexicon: Lexicon) -> URIRef:
    known = ["gteq", "gt", "lteq", "lt", "eq"]
    if value not in known:
        raise NotFound("phép so sánh", "comparator", value, known)
    return URIRef(ODRL.namespace + value)


def _agency(value: str, _lexicon: Lexicon) -> URIRef:
    if "/" not in value:
        raise BdgError(
            "Cơ quan viết là <địa phương>/<loại>, ví dụ ninh-binh/so-y-te.",
            "An agency is <place>/<type>, e.g. ninh-binh/so-y-te.",
        )
    return URIRef(f"{ID}agency/{value}")


_METRIC = (BDG.metric, _one_of(BDG.Metric, "metric"))

# What can be corrected in which record: the term of each field, and what makes its value.
FIELDS: dict[str, dict[str, tuple[str, Maker]]] = {
    "Target": {
        "metric": _METRIC,
        "unit": (BDG.unit, _one_of(BDG.Unit, "unit")),
        "value": (BDG.value, _decimal),
        "comparator": (BDG.comparator, _comparator),
        "due": (BDG.dueYear, _year),
    },
    "Indicator": {"metric": _METRIC},
    "Responsibility": {"agency": (BDG.agency, _agency), "role": (BDG.role, _one_of(BDG.Role, "role"))},
    "ReportingDuty": {"agency": (BDG.agency, _agency)},
    # an agency that no vocabulary knows: say what type it is of, or which agency is meant
    "Agency": {"type": (BDG.agencyType, _one_of(BDG.AgencyType, "agency-type")), "agency": (BDG.agency, _agency)},
}


def correct(folder: Path, item: Item, given: str, lexicon: Lexicon) -> None:
    """Writes a correction ("metric=sex-ratio-at-birth") of the item's record into the draft's plan.ttl."""
    fields = FIELDS.get(item.kind, {})
    name, _, value = (part.strip() for part in given.partition("="))
    if name not in fields or not value:
        known = ", ".join(f"{field}=…" for field in fields) or "–"
        raise BdgError(
            f"Viết <trường>=<giá trị>; ở đây sửa được: {known}. Chỗ khác sửa thẳng trong plan.ttl.",
            f"Write <field>=<value>; here you can correct: {known}. Mend anything else in plan.ttl itself.",
        )
    term, make = fields[name]
    node = make(value, lexicon)
    graph = _load(folder)
    if item.kind == "Agency":
        _correct_agency(graph, URIRef(f"{ID}agency/{item.key}"), name, URIRef(str(node)))
    else:
        path = next(path for kind, (path, _term) in KINDS.items() if kind.__name__ == item.kind)
        graph.set((URIRef(f"{ID}plan/{plan_id(folder)}/{path}/{item.key}"), URIRef(term), node))
    _save(folder, graph)


def _correct_agency(graph: Graph, agency: URIRef, field: str, node: URIRef) -> None:
    """Gives the agency its type, or puts the agency that is meant in its place everywhere."""
    if field == "type":
        graph.set((agency, URIRef(BDG.agencyType), node))
        return
    graph.remove((agency, None, None))
    for s, p, _o in list(graph.triples((None, None, agency))):
        graph.remove((s, p, agency))
        graph.add((s, p, node))


def still_open(folder: Path) -> list[Item]:
    """The items that nobody has decided yet."""
    return [item for item in items.read(folder) if item.is_open]


def accept(folder: Path) -> None:
    """Makes the draft a reviewed plan. Raises BdgError where items are open or there is no draft."""
    if still_open(folder):
        raise BdgError(f"{folder}: còn chỗ chưa xong; hãy chạy bdg review.", f"{folder}: items are open: bdg review.")
    graph = _load(folder)
    plan = URIRef(f"{ID}plan/{plan_id(folder)}")
    graph.set((plan, URIRef(BDG.reviewState), URIRef(f"{ID}review-state/reviewed")))
    for note in list(graph.objects(plan, URIRef(BDG.note))):
        if "bdg draft" in str(note):
            graph.remove((plan, URIRef(BDG.note), note))
    _save(folder, graph)
    _counts(folder)
    items.write(folder, [])


def plan_id(folder: Path) -> str:
    """The id of the plan in `folder`. Raises BdgError where there is no draft."""
    path = folder / "source.toml"
    if not (folder / "plan.ttl").is_file() or not path.is_file():
        raise BdgError(
            f"{folder}: không có bản nháp ở đây; hãy chạy bdg draft trước.",
            f"{folder}: there is no draft here; run bdg draft first.",
        )
    return str(tomllib.loads(path.read_text("utf-8"))["id"])


def _load(folder: Path) -> Graph:
    if "review:draft" not in (folder / "plan.ttl").read_text("utf-8"):
        raise BdgError(f"{folder}: kế hoạch này đã được rà soát.", f"{folder}: this plan has been reviewed already.")
    graph = Graph()
    graph.parse(folder / "plan.ttl", format="turtle", publicID=ID)
    return graph


def _save(folder: Path, graph: Graph) -> None:
    (folder / "plan.ttl").write_text(canonical_turtle(graph), "utf-8")


def _counts(folder: Path) -> None:
    """Replaces the [draft] part of source.toml by the counts that tests hold the encoding to."""
    plan = decode.read(folder / "plan.ttl")
    kinds = Counter(type(record) for record in plan.records)
    duties = {x.number for x in plan.records if isinstance(x, r.Responsibility)}
    counts = {
        "objectives": kinds[r.Objective],
        "general_objectives": sum(isinstance(x, r.Objective) and x.general for x in plan.records),
        "indicators": kinds[r.Indicator],
        "targets": kinds[r.Target],
        "agency_sections": len({(number or "").rpartition(".")[0] for number in duties}),
        "duties": len(duties),
        "tasks": kinds[r.Task],
        "models": sum(isinstance(x, r.Task) and x.kind == "model" for x in plan.records),
        "cited_documents": kinds[r.Citation],
        "numbered_documents": sum(isinstance(x, r.Citation) and bool(x.cited_numbers) for x in plan.records),
        "reporting_duties": kinds[r.ReportingDuty],
        "funding": kinds[r.Funding],
        "campaigns": kinds[r.Campaign],
        "addressees": kinds[r.Addressee],
        "signatories": kinds[r.Signatory],
    }
    path = folder / "source.toml"
    head = path.read_text("utf-8").partition("# Written by `bdg draft`")[0]
    body = "\n".join(f"{name} = {count}" for name, count in counts.items())
    path.write_text(
        f"{head}# Drafted by bdg-graph {version('bdg-graph')}, then reviewed. The tests hold the encoding to these "
        f"counts.\n[expected]\n{body}\n",
        "utf-8",
    )

"""Describes the service and the dataset in RDF: SPARQL 1.1 Service Description, VoID and DCAT, with the limits in
numbers."""

from collections.abc import Callable
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from bdg_graph.terms import BASE, DCTERMS, GRAPH, ID, RDF, SKOS, XSD
from bdg_graph.terms import PREFIXES as PROJECT
from bdg_graph.web.opening import Facts

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
SCHEMA: Final = "http://schema.org/"
FORMATS: Final = "http://www.w3.org/ns/formats/"
PREFIXES: Final = PROJECT | {"sd": SD, "void": VOID, "dcat": DCAT, "schema": SCHEMA, "formats": FORMATS}

RESULTS: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD", "RDF_XML",
)  # fmt: skip
DUMPS: Final = {"dump.trig.gz": "application/trig", "dump.nq.gz": "application/n-quads"}
TITLE: Final = {
    "vi": "Kế hoạch bình đẳng giới của các tỉnh Việt Nam",
    "en": "Gender-equality plans of Vietnam's provinces",
}

Node = NamedNode | BlankNode


def _node(iri: str) -> NamedNode:
    return NamedNode(iri)


def _number(value: float) -> Literal:
    return (
        Literal(f"{value:g}", datatype=NamedNode(XSD.integer if value == int(value) else XSD.decimal))
        if value < 1e6
        else Literal(int(value))
    )


class Description:
    """Triples as they are made."""

    def __init__(self) -> None:
        self.triples: list[Triple] = []
        self.blanks = 0

    def add(self, subject: Node, predicate: str, *objects: Node | Literal | str) -> None:
        for value in objects:
            self.triples.append(Triple(subject, _node(predicate), _node(value) if isinstance(value, str) else value))

    def blank(self, subject: Node, predicate: str, *types: str) -> BlankNode:
        """A new node that `subject` points to."""
        self.blanks += 1
        node = BlankNode(f"b{self.blanks}")
        self.add(subject, predicate, node)
        self.add(node, RDF.type, *types)
        return node


def service(facts: Facts, args: dict[str, Any]) -> list[Triple]:
    """The service description (sections 2 and 3) of the endpoint at `args["root"]`, and its limits."""
    made, root = Description(), args["root"]
    endpoint = _node(root + "sparql")
    made.add(endpoint, RDF.type, SD + "Service")
    made.add(endpoint, SD + "endpoint", endpoint)
    made.add(endpoint, SD + "supportedLanguage", SD + "SPARQL10Query", SD + "SPARQL11Query")
    if args["union"]:
        made.add(endpoint, SD + "feature", SD + "UnionDefaultGraph")
    made.add(endpoint, SD + "resultFormat", *(FORMATS + name for name in RESULTS))
    made.add(endpoint, DCTERMS.title, *(Literal(text, language=lang) for lang, text in TITLE.items()))
    for name, value in args["limits"].items():
        limit = made.blank(endpoint, SCHEMA + "additionalProperty", SCHEMA + "PropertyValue")
        made.add(limit, SCHEMA + "name", Literal(name))
        made.add(limit, SCHEMA + "value", _number(value))
    whole = made.blank(endpoint, SD + "defaultDataset", SD + "Dataset")
    default = made.blank(whole, SD + "defaultGraph", SD + "Graph")
    made.add(default, VOID + "triples", _number(facts.about["triples"]))
    for name, size in sorted(facts.graphs.items()):
        named = made.blank(whole, SD + "namedGraph", SD + "NamedGraph")
        made.add(named, SD + "name", name)
        content = made.blank(named, SD + "graph", SD + "Graph")
        made.add(content, VOID + "triples", _number(size))
    made.add(endpoint, SCHEMA + "version", Literal(facts.about["version"]))
    return made.triples


def dataset(facts: Facts, args: dict[str, Any]) -> list[Triple]:
    """The dataset in VoID and DCAT: where it is, how much of what, how to get it."""
    made, root = Description(), args["root"]
    whole = _node(root + ".well-known/void#dataset")
    made.add(whole, RDF.type, VOID + "Dataset", DCAT + "Dataset")
    made.add(whole, DCTERMS.title, *(Literal(text, language=lang) for lang, text in TITLE.items()))
    made.add(whole, DCAT + "version", Literal(facts.about["version"]))
    made.add(whole, VOID + "sparqlEndpoint", root + "sparql")
    made.add(whole, VOID + "uriSpace", Literal(ID))
    made.add(whole, VOID + "vocabulary", BASE + "ontology", SKOS.namespace.rstrip("#"))
    made.add(whole, VOID + "triples", _number(facts.about["triples"]))
    made.add(whole, VOID + "distinctSubjects", _number(facts.subjects))
    made.add(whole, VOID + "classes", _number(len(facts.classes)))
    made.add(whole, VOID + "properties", _number(len(facts.properties)))
    for name, media_type in DUMPS.items():
        made.add(whole, VOID + "dataDump", root + name)
        given = made.blank(whole, DCAT + "distribution", DCAT + "Distribution")
        made.add(given, DCAT + "downloadURL", root + name)
        made.add(given, DCAT + "mediaType", "https://www.iana.org/assignments/media-types/" + media_type)
        made.add(given, DCAT + "compressFormat", "https://www.iana.org/assignments/media-types/application/gzip")
    api = made.blank(whole, DCAT + "distribution", DCAT + "Distribution")
    made.add(api, DCAT + "accessURL", root + "sparql")
    _partitions(made, whole, "class", facts.classes, "entities")
    _partitions(made, whole, "property", facts.properties, "triples")
    for name, size in sorted(facts.graphs.items()):
        part = _node(name) if name.startswith(GRAPH) else made.blank(whole, VOID + "subset", VOID + "Dataset")
        if isinstance(part, NamedNode):
            made.add(whole, VOID + "subset", part)
            made.add(part, RDF.type, VOID + "Dataset")
        else:
            made.add(part, VOID + "rootResource", name)
        made.add(part, VOID + "triples", _number(size))
    return made.triples


def _partitions(made: Description, whole: Node, kind: str, sizes: dict[str, int], counted: str) -> None:
    for name, size in sorted(sizes.items()):
        part = made.blank(whole, f"{VOID}{kind}Partition", VOID + "Dataset")
        made.add(part, VOID + kind, name)
        made.add(part, VOID + counted, _number(size))


ABOUT: Final[dict[str, Callable[[Facts, dict[str, Any]], list[Triple]]]] = {"service": service, "dataset": dataset}

"""Every rule of `shapes/` catches its wrong examples (`tests/shapes/<class>/bad-*.ttl`, whose first lines say what must
be found), passes the right ones, and speaks both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH, XSD
from rdflib.term import Node

from bdg_graph import paths, validation
from bdg_graph.validation import material, shacl
from bdg_graph.validation.material import Material, Triple

EXAMPLES = Path(__file__).parent / "shapes"
FILES = sorted(EXAMPLES.glob("*/*.ttl"))
SHAPES = {file.stem: shacl.shapes_graph([file]) for file in shacl.shape_files()}
PREFIXES = SHAPES.pop("prefixes")
RULES = sorted(
    (name, shape)
    for name, graph in SHAPES.items()
    for shape in graph.subjects(RDF.type, SH.PropertyShape)
    if isinstance(shape, URIRef)
)


@pytest.fixture(scope="session")
def vocabulary() -> Graph:
    """Ontology and schemes: what every example rests on."""
    graph = material.CheckedGraph()
    for file in [paths.ontology() / "bdg.ttl", *sorted((paths.ontology() / "schemes").glob("*.ttl"))]:
        for triple in material.read(file):
            graph.add(triple)
    return graph


def found_rules(vocabulary: Graph, triples: list[Triple], shapes: Graph) -> set[str]:
    """The rules that `triples` break, when they are added to the vocabulary."""
    added = [triple for triple in triples if triple not in vocabulary]
    for triple in added:
        vocabulary.add(triple)
    example = Material(graph=vocabulary, files={triple[0]: Path("example") for triple in triples})
    try:
        return {finding.rule for finding in shacl.check(example, shapes)}
    finally:
        for triple in added:
            vocabulary.remove(triple)


def expected(file: Path) -> set[str]:
    lines = file.read_text("utf-8").splitlines()
    return {line.removeprefix("# expect: ") for line in lines if line.startswith("# expect: ")}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_example(file: Path, vocabulary: Graph) -> None:
    assert found_rules(vocabulary, material.read(file), SHAPES[file.parent.name] + PREFIXES) == expected(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_example_is_named_after_what_it_shows(file: Path) -> None:
    kind, name = file.stem.split("-", 1)
    assert name in expected(file) if kind == "bad" else kind == "ok" and not expected(file)


def test_every_rule_has_a_wrong_example_and_every_class_a_right_one() -> None:
    shown = {(file.parent.name, file.stem) for file in FILES}
    wanted = {(name, f"bad-{str(shape).removeprefix(shacl.NAMESPACE)}") for name, shape in RULES}
    assert wanted - shown == set()
    assert {(name, f"ok-{name}") for name in SHAPES} - shown == set()


@pytest.mark.parametrize(("name", "shape"), RULES)
def test_rule_speaks_both_languages_and_says_how_severe_it_is(name: str, shape: URIRef) -> None:
    shapes = SHAPES[name]
    for predicate in (SH.message, RDFS.label, RDFS.comment):
        texts = [o for o in shapes.objects(shape, predicate) if isinstance(o, Literal)]
        assert sorted(str(text.language) for text in texts) == ["en", "vi"], predicate
    assert shapes.value(shape, SH.severity) in shacl.SEVERITY
    assert list(shapes.objects(shape, SH.node | SH.xone | SH["or"])) == []


def test_ids_are_used_once() -> None:
    ids = [rule.id for rule in shacl.rules()]
    assert len(ids) == len(set(ids)) == len(RULES)
    assert len(validation.known_rules()) > len(ids)


NONSENSE = URIRef("https://w3id.org/bdg/id/nonsense")


def wrong_values(shapes: Graph, shape: URIRef, values: list[Node]) -> Iterator[tuple[Node, list[Node]]]:
    """For each core constraint of `shape`: values that break it, made from `values`, which do not."""
    for component in shapes.predicates(shape):
        match str(component).removeprefix(str(SH)):
            case "minCount":
                yield component, []
            case "maxCount" if shapes.value(shape, SH.maxCount) != Literal(0):
                yield component, [*values, NONSENSE, Literal("hai")]
            case "class" | "in":
                yield component, [NONSENSE]
            case "datatype":
                yield component, [Literal("xyz", lang="fr")]
            case "languageIn":
                yield component, [Literal("deux", lang="fr"), *values[1:]]
            case "uniqueLang":
                yield component, [*values, Literal("hai", lang="vi"), Literal("ba", lang="vi")]
            case "pattern":
                yield (
                    component,
                    [Literal(" ", datatype=URIRef(str(shapes.value(shape, SH.datatype, default=XSD.string))))],
                )
            case "minInclusive":
                yield component, [Literal(-1)]
            case "maxInclusive":
                yield component, [Literal(1000)]


@pytest.mark.parametrize(("name", "shape"), RULES)
def test_every_constraint_of_a_rule_is_exercised(name: str, shape: URIRef, vocabulary: Graph) -> None:
    """Takes the right example, breaks one constraint of the rule at a time, and expects the rule to notice."""
    shapes = SHAPES[name]
    path = shapes.value(shape, SH.path)
    if not isinstance(path, URIRef) or (shape, SH.sparql, None) in shapes:
        return  # their wrong examples show them whole
    rule = Graph()
    for predicate, value in shapes.predicate_objects(shape):
        rule.add((shape, predicate, value))
        if predicate in (SH["in"], SH.languageIn):
            rule += _list(shapes, value)
    right = material.read(EXAMPLES / name / f"ok-{name}.ttl")
    targets = set(shapes.objects(shape, SH.targetClass))
    nodes = [s for s, p, _o in right if not targets or targets & _types(right, s)]
    focus = next((s for s, p, _o in right if s in nodes and p == path), nodes[0])
    for component, wrong in wrong_values(shapes, shape, [o for s, p, o in right if (s, p) == (focus, path)]):
        others = [triple for triple in right if triple[:2] != (focus, path)]
        broken = [(focus, path, value) for value in wrong]
        if not wrong and not targets:
            continue  # a rule about whatever has the property says nothing where it is missing
        assert found_rules(vocabulary, [*others, *broken], rule) == {  # type: ignore[list-item]
            str(shape).removeprefix(shacl.NAMESPACE)
        }, component


def _list(shapes: Graph, head: Node) -> Graph:
    out = Graph()
    Collection(out, head, list(Collection(shapes, head)))
    return out


def _types(triples: list[Triple], node: Node) -> set[Node]:
    direct = {o for s, p, o in triples if (s, p) == (node, RDF.type)}
    document = URIRef("https://w3id.org/bdg/ontology#Document")
    return direct | {document}


def test_the_five_plans_conform_and_nine_indicators_name_no_lead() -> None:
    findings = validation.validate_dataset()
    assert [f"{f.place} {f.rule} {f.message.en}" for f in findings if f.severity == "violation"] == []
    assert [(f.rule, f.focus.split("/id/plan/")[1]) for f in findings] == [
        ("indicator-lead-not-stated", f"{plan}/indicator/{number}")
        for plan, numbers in (("ninh-binh-2021-2025", ("3.1", "5.4")), ("thanh-hoa-2020", "1234567"))
        for number in numbers
    ]
    assert all(f.line and f.label.vi and f.label.en and f.label.vi != f.label.en for f in findings)


def test_the_schemes_conform() -> None:
    schemes = sorted((paths.ontology() / "schemes").glob("*.ttl"))
    assert [f"{f.place} {f.rule} {f.message.en}" for f in validation.validate_dataset(schemes)] == []

"""Every rule of `shapes/` catches its wrong examples (`tests/shapes/<class>/bad-*.ttl`, whose first lines say what must
be found), passes the right ones, and speaks both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import SH, XSD
from rdflib.term import Node

from bdg_graph import paths, validation
from bdg_graph.validation import ground, inputs, reference, shacl, shapes
from bdg_graph.validation.graph import Facts, Triple

EXAMPLES = Path(__file__).parent / "shapes"
FILES = sorted(EXAMPLES.glob("*/*.ttl"))
RULE_FILES = {file.stem: shapes.graph([file, paths.shapes() / "prefixes.ttl"]) for file in shapes.files()}
del RULE_FILES["prefixes"]
SHAPES = {name: reference.to_rdflib(facts, Graph()) for name, facts in RULE_FILES.items()}
RULES = sorted(
    (name, shape)
    for name, graph in SHAPES.items()
    for shape in graph.subjects(RDF.type, SH.PropertyShape)
    if isinstance(shape, URIRef)
)


@pytest.fixture(scope="session")
def vocabulary() -> Facts:
    """Ontology and schemes: what every example rests on."""
    return ground.base(with_reference=False)


def read(file: Path) -> list[Triple]:
    return inputs.triples(inputs.read(file))


def found_rules(vocabulary: Facts, triples: list[Triple], rules: Facts) -> set[str]:
    """The rules that `triples` break, when they are added to the vocabulary."""
    outcome = shacl.evaluate(Facts(triples, vocabulary), rules, {triple[0] for triple in triples})
    return {result.shape.value.removeprefix(shapes.NAMESPACE) for result in outcome.results}


def expected(file: Path) -> set[str]:
    lines = file.read_text("utf-8").splitlines()
    return {line.removeprefix("# expect: ") for line in lines if line.startswith("# expect: ")}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_example(file: Path, vocabulary: Facts) -> None:
    assert found_rules(vocabulary, read(file), RULE_FILES[file.parent.name]) == expected(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_example_is_named_after_what_it_shows(file: Path) -> None:
    kind, name = file.stem.split("-", 1)
    assert name in expected(file) if kind == "bad" else kind == "ok" and not expected(file)


def test_every_rule_has_a_wrong_example_and_every_class_a_right_one() -> None:
    shown = {(file.parent.name, file.stem) for file in FILES}
    wanted = {(name, f"bad-{str(shape).removeprefix(shapes.NAMESPACE)}") for name, shape in RULES}
    assert wanted - shown == set()
    assert {(name, f"ok-{name}") for name in SHAPES} - shown == set()


@pytest.mark.parametrize(("name", "shape"), RULES)
def test_rule_speaks_both_languages_and_says_how_severe_it_is(name: str, shape: URIRef) -> None:
    graph = SHAPES[name]
    for predicate in (SH.message, RDFS.label, RDFS.comment):
        texts = [o for o in graph.objects(shape, predicate) if isinstance(o, Literal)]
        assert sorted(str(text.language) for text in texts) == ["en", "vi"], predicate
    assert str(graph.value(shape, SH.severity)) in shapes.SEVERITY
    assert list(graph.objects(shape, SH.node | SH.xone | SH["or"])) == []


def test_ids_are_used_once() -> None:
    ids = [rule.id for rule in shapes.rules()]
    assert len(ids) == len(set(ids)) == len(RULES)
    assert len(validation.known_rules()) > len(ids)


NONSENSE = URIRef("https://w3id.org/bdg/id/nonsense")


def wrong_values(graph: Graph, shape: URIRef, values: list[Node]) -> Iterator[tuple[Node, list[Node]]]:
    """For each core constraint of `shape`: values that break it, made from `values`, which do not."""
    for component in graph.predicates(shape):
        match str(component).removeprefix(str(SH)):
            case "minCount":
                yield component, []
            case "maxCount" if graph.value(shape, SH.maxCount) != Literal(0):
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
                    [Literal(" ", datatype=URIRef(str(graph.value(shape, SH.datatype, default=XSD.string))))],
                )
            case "minInclusive":
                yield component, [Literal(-1)]
            case "maxInclusive":
                yield component, [Literal(1000)]


@pytest.mark.parametrize(("name", "shape"), RULES)
def test_every_constraint_of_a_rule_is_exercised(name: str, shape: URIRef, vocabulary: Facts) -> None:
    """Takes the right example, breaks one constraint of the rule at a time, and expects the rule to notice."""
    graph = SHAPES[name]
    path = graph.value(shape, SH.path)
    if not isinstance(path, URIRef) or (shape, SH.sparql, None) in graph:
        return  # their wrong examples show them whole
    node = reference.from_rdflib(shape)
    rules = [t for t in RULE_FILES[name] if t[0] == node or t[0].value.startswith("f")]
    rule = Facts(t for t in rules if t[1] != shapes.sh("sparql"))
    example = read(EXAMPLES / name / f"ok-{name}.ttl")
    right = reference.to_rdflib(example, Graph())
    targets = set(graph.objects(shape, SH.targetClass))
    subjects = [reference.to_rdflib_node(triple[0]) for triple in example]
    nodes = [s for s in dict.fromkeys(subjects) if not targets or targets & _types(right, s)]
    focus = next((s for s in nodes if (s, path, None) in right), nodes[0])
    for component, wrong in wrong_values(graph, shape, list(right.objects(focus, path))):
        if not wrong and not targets:
            continue  # a rule about whatever has the property says nothing where it is missing
        broken = Graph() + right
        broken.remove((focus, path, None))
        for value in wrong:
            broken.add((focus, path, value))
        triples = [tuple(map(reference.from_rdflib, triple)) for triple in broken]
        assert found_rules(vocabulary, triples, rule) == {str(shape).removeprefix(shapes.NAMESPACE)}, component  # type: ignore[arg-type] # three terms


def _types(right: Graph, node: Node) -> set[Node]:
    return {*right.objects(node, RDF.type), URIRef("https://w3id.org/bdg/ontology#Document")}


def test_the_five_plans_conform_and_nine_indicators_name_no_lead() -> None:
    findings = validation.validate_dataset()
    assert [f"{f.place} {f.rule} {f.message.en}" for f in findings if f.severity == "violation"] == []
    told = [f for f in findings if f.severity == "info"]
    assert [(f.rule, f.focus.split("/id/plan/")[1]) for f in told] == [("source-not-at-hand", "viet-nam-2021-2030")]
    findings = [f for f in findings if f.severity != "info"]
    assert [(f.rule, f.focus.split("/id/plan/")[1]) for f in findings] == [
        ("indicator-lead-not-stated", f"{plan}/indicator/{number}")
        for plan, numbers in (("ninh-binh-2021-2025", ("3.1", "5.4")), ("thanh-hoa-2020", "1234567"))
        for number in numbers
    ]
    assert all(f.line and f.label.vi and f.label.en and f.label.vi != f.label.en for f in findings)


def test_the_schemes_conform() -> None:
    schemes = sorted((paths.ontology() / "schemes").glob("*.ttl"))
    assert [f"{f.place} {f.rule} {f.message.en}" for f in validation.validate_dataset(schemes)] == []

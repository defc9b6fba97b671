"""The ontology, its schemes, alignments, context and rules: well written, closed, true to the plans."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import RdfFormat, Store, parse
from rdflib import DCTERMS, FOAF, ODRL2, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, XSD, Graph, Literal, URIRef
from rdflib.namespace import DefinedNamespace
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import Node

from bdg_graph import paths, terms
from bdg_graph.terms import BDG, ID, PREFIXES

ONTOLOGY = paths.ontology()
SCHEMES = sorted(ONTOLOGY.glob("schemes/*.ttl"))
RULES = sorted(ONTOLOGY.glob("rules/*.rq"))
TURTLE = [ONTOLOGY / "bdg.ttl", ONTOLOGY / "alignments.ttl", *SCHEMES]
STYLE = ("prefixes", "label", "concepts", "ontology-style")

CORE = Graph().parse(ONTOLOGY / "bdg.ttl")
TERMS = {str(term): term for term in CORE.subjects(RDFS.isDefinedBy)}
ALIGNMENTS = Graph().parse(ONTOLOGY / "alignments.ttl")

# Vocabularies that rdflib knows whole: it refuses a name they lack.
KNOWN_WHOLE: dict[str, type[DefinedNamespace]] = {
    "http://purl.org/dc/terms/": DCTERMS,
    "http://xmlns.com/foaf/0.1/": FOAF,
    "http://www.w3.org/ns/odrl/2/": ODRL2,
    "http://www.w3.org/ns/org#": ORG,
    "http://www.w3.org/ns/prov#": PROV,
    "http://schema.org/": SDO,
    "http://www.w3.org/2004/02/skos/core#": SKOS,
    "http://www.w3.org/2001/XMLSchema#": XSD,
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": RDF,
}

# The others: what we reuse of them, looked up by hand. None of these is deprecated.
LOOKED_UP = {
    # ELI 1.5. Deprecated: implements, implemented_by.
    "http://data.europa.eu/eli/ontology#": (
        "LegalResource", "ResourceType", "AdministrativeArea", "id_local", "type_document", "passed_by",
        "based_on", "applies", "cites",
    ),
    # Web Annotation Vocabulary, W3C Recommendation of 23 February 2017.
    "http://www.w3.org/ns/oa#": (
        "SpecificResource", "TextPositionSelector", "TextQuoteSelector", "hasSource", "start", "end", "exact",
        "prefix", "suffix",
    ),
    # QUDT. Deprecated: qudt:unit.
    "http://qudt.org/schema/qudt/": ("Unit", "hasUnit", "numericValue"),
    "http://qudt.org/vocab/unit/": ("PERCENT", "NUM"),
    # Common Impact Data Standard 3.2.1.
    "https://ontology.commonapproach.org/cids#": ("Outcome", "Indicator", "Target", "hasBaseline"),
    # CCCEV 2.1 and CPSV-AP 3.2.
    "http://data.europa.eu/m8g/": ("InformationRequirement", "PublicOrganisation"),
    # Global indicator framework of the SDGs: C050501 is indicator 5.5.1, and so on.
    "http://metadata.un.org/sdg/": ("5.2", "C030101", "C030702", "C040102", "C050401", "C050501", "C050502"),
    # Authority table "frequency" of the Publications Office of the EU.
    "http://publications.europa.eu/resource/authority/frequency/": (
        "ANNUAL", "ANNUAL_2", "QUARTERLY", "MONTHLY",
    ),
    # Newer than the schema.org that rdflib knows.
    "http://schema.org/": ("StatisticalVariable", "funding", "validUntil"),
}  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    graph = Graph()
    for path in TURTLE:
        graph.parse(path)
    return graph


def style_report(graph: Graph) -> tuple[bool, str]:
    shapes = Graph()
    for name in STYLE:
        shapes.parse(paths.shapes() / f"{name}.ttl")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    return conforms, text


def test_style(vocabulary: Graph) -> None:
    conforms, text = style_report(vocabulary)
    assert conforms, text


FAULTS = [
    ("bdg:Plan rdfs:label ?o FILTER(LANG(?o) = 'en')", None, "Term – label"),
    ("bdg:Plan skos:definition ?o", None, "Term – definition"),
    ("bdg:Plan skos:example ?o", None, "Term – example"),
    ("scheme:units skos:prefLabel ?o FILTER(LANG(?o) = 'vi')", None, "Scheme – label"),
    ("scheme:units skos:definition ?o FILTER(LANG(?o) = 'vi')", None, "Scheme – definition"),
    ("role:data skos:definition ?o FILTER(LANG(?o) = 'en')", None, "Concept – definition"),
    ("role:other skos:inScheme ?o", None, "Concept – scheme"),
    (None, "role:lead skos:altLabel 'chủ trì'", "Concept – other label"),
    (None, "role:lead skos:altLabel 'tham mưu, đề xuất'@vi", "is also that of"),
]


def test_style_names_each_fault(vocabulary: Graph) -> None:
    head = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items())
    graph = Graph()
    for triple in vocabulary:
        graph.add(triple)
    for without, added, _ in FAULTS:
        if without:
            subject, predicate, rest = without.split(maxsplit=2)
            graph.update(f"{head} DELETE {{ {subject} {predicate} ?o }} WHERE {{ {subject} {predicate} {rest} }}")
        if added:
            graph.update(f"{head} INSERT DATA {{ {added} }}")
    conforms, text = style_report(graph)
    assert not conforms
    assert [message for _, _, message in FAULTS if message not in text] == []


def test_code_and_ontology_have_the_same_terms() -> None:
    in_code = {value for name, value in vars(BDG).items() if not name.startswith("_") and name != "namespace"}
    assert in_code == set(TERMS)
    assert {str(s) for s in CORE.subjects() if str(s).startswith(BDG.namespace)} == set(TERMS)


def test_terms_in_use_are_defined() -> None:
    used = {str(node) for path in TURTLE for triple in Graph().parse(path) for node in triple}
    for path in RULES:
        used |= {BDG.namespace + name for name in re.findall(r"\bbdg:(\w+)", path.read_text("utf-8"))}
    assert {iri for iri in used if iri.startswith(BDG.namespace)} - {BDG.namespace} <= set(TERMS)


def test_code_names_no_term_that_its_vocabulary_lacks() -> None:
    for vocabulary in (
        terms.SKOS,
        terms.DCTERMS,
        terms.OA,
        terms.PROV,
        terms.ODRL,
        terms.FOAF,
        terms.RDF,
        terms.XSD,
    ):
        for name, iri in vars(vocabulary).items():
            if not name.startswith("_") and name != "namespace":
                assert is_term(iri), iri


def is_term(iri: str) -> bool:
    """Whether the vocabulary that `iri` belongs to has it."""
    known = [whole for namespace, whole in KNOWN_WHOLE.items() if iri.startswith(namespace)]
    looked_up = [names for namespace, names in LOOKED_UP.items() if iri.startswith(namespace)]
    name = re.split("[/#]", iri)[-1]
    return any(name in whole for whole in known) or any(name in names for names in looked_up)


def test_examples_are_words_of_the_plans() -> None:
    sources = [path.read_text("utf-8") for path in paths.data().glob("plans/*/source.txt")]
    examples = {term: str(CORE.value(term, SKOS.example)) for term in TERMS.values()}
    assert {term: quote for term, quote in examples.items() if not any(quote in text for text in sources)} == {}


def test_only_derived_properties_are_marked_derived() -> None:
    constructed = {
        name for path in RULES for name in re.findall(r"CONSTRUCT \{\s+\?\w+ (?:a )?bdg:(\w+)", path.read_text("utf-8"))
    }
    derived = {str(term).removeprefix(BDG.namespace) for term in CORE.subjects(URIRef(BDG.derived), Literal(True))}
    assert derived == constructed
    assert {re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower() for name in derived} == {path.stem for path in RULES}


def test_every_term_is_aligned_or_says_why_not() -> None:
    assert set(TERMS.values()) <= set(ALIGNMENTS.subjects())


def test_alignments_reuse_only_what_exists() -> None:
    reused = {str(o) for o in ALIGNMENTS.objects() if isinstance(o, URIRef)}
    assert {iri for iri in reused if not is_term(iri)} == set()


def test_nothing_is_imported() -> None:
    assert [path.name for path in TURTLE if (None, OWL.imports, None) in Graph().parse(path)] == []


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: path.stem)
def test_prefixes_stand_in_the_fixed_order(path: Path) -> None:
    printed = re.findall(r"^@prefix ([\w-]+): <(.+)> \.$", path.read_text("utf-8"), re.MULTILINE)
    own = [prefix for prefix, iri in printed if iri.startswith(terms.BASE)]
    assert own == [prefix for prefix in PREFIXES if prefix in own]
    assert {prefix: iri for prefix, iri in printed if prefix in PREFIXES} == {
        prefix: PREFIXES[prefix] for prefix, _ in printed if prefix in PREFIXES
    }


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_scheme(path: Path) -> None:
    graph = Graph().parse(path)
    concepts = list(graph.subjects(SKOS.inScheme, URIRef(f"{ID}scheme/{path.stem}")))
    assert concepts
    assert set(graph.subjects()) == {*concepts, URIRef(f"{ID}scheme/{path.stem}")}
    kinds = {kind for concept in concepts for kind in graph.objects(concept, RDF.type)} - {SKOS.Concept}
    assert len(kinds) == 1
    assert {kind for concept in concepts for kind in CORE.objects(next(iter(kinds)), RDFS.subClassOf)} == {SKOS.Concept}
    printed = re.findall(r"^([\w-]+:[\w-]+) a bdg:", path.read_text("utf-8"), re.MULTILINE)
    assert printed == sorted(printed)
    assert labels_of_two_concepts(graph, concepts) == {}


def labels_of_two_concepts(graph: Graph, concepts: list[Node]) -> dict[str, set[Node]]:
    """The Vietnamese labels, whatever their case, that more than one of `concepts` has."""
    owners: dict[str, set[Node]] = defaultdict(set)
    for concept in concepts:
        for term in (SKOS.prefLabel, SKOS.altLabel):
            for label in graph.objects(concept, term):
                if isinstance(label, Literal) and label.language == "vi":
                    owners[label.casefold()].add(concept)
    return {label: owner for label, owner in owners.items() if len(owner) > 1}


def test_concepts_point_to_concepts_that_exist(vocabulary: Graph) -> None:
    named = {node for triple in vocabulary for node in triple if str(node).startswith(ID)}
    assert named == {node for node in vocabulary.subjects(RDF.type) if str(node).startswith(ID)}


def test_properties_of_concepts_have_values_of_their_range(vocabulary: Graph) -> None:
    for s, p, o in vocabulary:
        expected = vocabulary.value(p, RDFS.range)
        if str(s).startswith(ID) and str(p).startswith(BDG.namespace):
            actual = {o.datatype} if isinstance(o, Literal) else set(vocabulary.objects(o, RDF.type))
            assert expected in actual, (s, p, o)


CONTEXT = json.loads((ONTOLOGY / "context.jsonld").read_text("utf-8"))["@context"]


def test_context_has_every_term_with_its_range() -> None:
    expected: dict[str, object] = {}
    for term in TERMS.values():
        name = str(term).removeprefix(BDG.namespace)
        of_range = CORE.value(term, RDFS.range)
        kind = CORE.value(term, RDF.type)
        curie = f"bdg:{name}"
        if kind == OWL.Class:
            expected[name] = curie
        elif of_range == RDF.langString:
            expected[name] = {"@id": curie, "@container": "@language"}
        elif of_range == XSD.string:
            expected[name] = {"@id": curie}
        elif str(of_range).startswith(str(XSD)):
            expected[name] = {"@id": curie, "@type": "xsd:" + str(of_range).removeprefix(str(XSD))}
        else:
            expected[name] = {"@id": curie, "@type": "@id"}
    own = {key: value for key, value in CONTEXT.items() if "bdg:" in json.dumps(value)}
    assert own == expected


def test_context_reads_as_the_turtle_does() -> None:
    document = {
        "@context": CONTEXT,
        "id": "thing:plan/a/indicator/1.1/target/1",
        "type": "Target",
        "ofIndicator": "thing:plan/a/indicator/1.1",
        "comparator": "odrl:lteq",
        "value": "111.0",
        "dueYear": "2025",
        "text": {"vi": "ở mức 111"},
        "prefLabel": {"vi": "111 vào năm 2025", "en": "111 by 2025"},
    }
    turtle = f"""@base <{ID}> . @prefix bdg: <{BDG.namespace}> . @prefix odrl: <{PREFIXES["odrl"]}> .
        @prefix skos: <{PREFIXES["skos"]}> . @prefix xsd: <{PREFIXES["xsd"]}> .
        <plan/a/indicator/1.1/target/1> a bdg:Target ; bdg:ofIndicator <plan/a/indicator/1.1> ;
            bdg:comparator odrl:lteq ; bdg:value 111.0 ; bdg:dueYear "2025"^^xsd:gYear ;
            bdg:text "ở mức 111"@vi ; skos:prefLabel "111 vào năm 2025"@vi , "111 by 2025"@en ."""
    assert set(parse(json.dumps(document), RdfFormat.JSON_LD)) == set(parse(turtle, RdfFormat.TURTLE))


# What rules have to bring about: leads through an objective, two leads of one indicator, a partner by name, a
# collective partner, a data role, a responsibility that covers nothing, citations by use, and who succeeds whom.
CASE = f"""@base <{ID}> .
@prefix bdg: <{BDG.namespace}> . @prefix role: <role/> . @prefix use: <citation-use/> .
<o> a bdg:Objective . <i1> a bdg:Indicator ; bdg:ofObjective <o> .
<i2> a bdg:Indicator ; bdg:ofObjective <o> . <i3> a bdg:Indicator .
<all> bdg:agencyType <type-of-all> . <type-of-all> bdg:collective true .
<named> bdg:agencyType <type-of-named> .
<r1> bdg:role role:lead ; bdg:agency <health> ; bdg:covers <o> ; bdg:partner <all> , <named> , <unknown> .
<r2> bdg:role role:lead ; bdg:agency <culture> ; bdg:covers <i1> .
<r3> bdg:role role:coordinate ; bdg:agency <police> ; bdg:covers <i1> ; bdg:partner <not-this> .
<r4> bdg:role role:data ; bdg:agency <statistics> ; bdg:covers <i3> ; bdg:partner <nor-this> .
<r5> bdg:role role:lead ; bdg:agency <tourism> .
<p> a bdg:Plan . <c1> bdg:inPlan <p> ; bdg:citationUse use:basis ; bdg:document <law> .
<c2> bdg:inPlan <p> ; bdg:citationUse use:implements ; bdg:document <strategy> .
<c3> bdg:inPlan <p> ; bdg:citationUse use:cites ; bdg:document <directive> .
<merger> bdg:originalPlace <old1> , <old2> ; bdg:resultingPlace <new> .
<x1> bdg:succeededBy <x2> . <x2> bdg:succeededBy <x3> ."""
DERIVED = {
    "lead-agency": "i1 health, i2 health, i1 culture",
    "coordinating-agency": "i1 named, i2 named, i1 unknown, i2 unknown, i1 police",
    "data-agency": "i3 statistics",
    "based-on": "p law",
    "carries-out": "p strategy",
    "cites": "p directive",
    "succeeded-by": "old1 new, old2 new",
    "ultimate-successor": "x1 x3, x2 x3",
}


@pytest.mark.parametrize("path", [path for path in RULES if path.stem in DERIVED], ids=lambda path: path.stem)
def test_rule_derives_the_same_on_both_engines(path: Path) -> None:
    rule = path.read_text("utf-8")
    assert prepareQuery(rule).algebra.name == "ConstructQuery"
    assert rule.startswith("# ")
    expected = {tuple(f"{ID}{name}" for name in pair.split()) for pair in DERIVED[path.stem].split(", ")}
    by_rdflib = Graph().parse(data=CASE).query(rule).graph
    assert by_rdflib is not None
    assert {(str(s), str(o)) for s, o in by_rdflib.subject_objects()} == expected
    store = Store()
    store.load(CASE.encode(), RdfFormat.TURTLE)
    by_oxigraph = store.query(rule, use_default_graph_as_union=True)
    assert {(t.subject.value, t.object.value) for t in by_oxigraph} == expected  # type: ignore[union-attr] # triples


# A province with three departments merges after one of them went into another; one has no counterpart in the new
# province, and the districts end. Today's departments are described, which is why they take over.
MERGER = f"""@base <{ID}> .
@prefix bdg: <{BDG.namespace}> . @prefix level: <level/> . @prefix confidence: <confidence/> .
@prefix skos: <{SKOS}> . @prefix xsd: <{XSD}> .
<old> bdg:validUntil "2025-06-30"^^xsd:date . <new> bdg:validFrom "2025-07-01"^^xsd:date .
<merger> a bdg:PlaceChange ; bdg:originalPlace <old> ; bdg:resultingPlace <new> ; bdg:instrument <act> ;
    bdg:effectiveDate "2025-07-01"^^xsd:date ; bdg:confidence confidence:official-page .
<into> a bdg:AgencyTypeChange ; bdg:originalType <labour> ; bdg:resultingType <home> ;
    bdg:effectiveDate "2025-03-01"^^xsd:date ; bdg:confidence confidence:pattern .
<moves> a bdg:AgencyTypeChange ; bdg:originalType <ministry> ; bdg:resultingType <other-ministry> ;
    bdg:effectiveDate "2025-03-01"^^xsd:date ; bdg:confidence confidence:text-seen .
<ends> a bdg:AgencyTypeChange ; bdg:originalType <district> ;
    bdg:effectiveDate "2025-07-01"^^xsd:date ; bdg:confidence confidence:digest-seen .
<labour> bdg:level level:province . <ministry> bdg:level level:central .
<agency/old/labour> bdg:agencyType <labour> ; bdg:place <old> ; skos:prefLabel "A"@vi , "A"@en .
<agency/old/home> bdg:agencyType <home> ; bdg:place <old> ; skos:prefLabel "B"@vi , "B"@en .
<agency/old/police> bdg:agencyType <police> ; bdg:place <old> ; skos:prefLabel "C"@vi , "C"@en .
<agency/old/district> bdg:agencyType <district> ; bdg:place <old> ; skos:prefLabel "D"@vi , "D"@en .
<agency/new/home> bdg:agencyType <home> ; bdg:place <new> ; skos:prefLabel "E"@vi , "E"@en .
<agency/vn/ministry> bdg:agencyType <ministry> ; bdg:place <vn> ; skos:prefLabel "F"@vi , "F"@en .
<agency/vn/other> bdg:agencyType <other-ministry> ; bdg:place <vn> ; skos:prefLabel "G"@vi , "G"@en ."""


def test_agencies_follow_their_type_and_their_place_and_nothing_is_invented() -> None:
    derived = Graph().parse(data=MERGER).query((ONTOLOGY / "rules" / "agency-change.rq").read_text("utf-8")).graph
    assert derived is not None
    short = {
        str(change).removeprefix(f"{ID}change/"): {
            (str(p).split("#")[-1], str(o).removeprefix(ID)) for p, o in derived.predicate_objects(change)
        }
        for change in derived.subjects(RDF.type)
    }
    kind = ("type", BDG.AgencyChange)
    assert short == {
        "old/labour/2025-03-01": {
            kind, ("prefLabel", "A → B"), ("originalOrganization", "agency/old/labour"),
            ("resultingOrganization", "agency/old/home"), ("effectiveDate", "2025-03-01"),
            ("confidence", "confidence/inferred"), ("wasDerivedFrom", "into"),
        },
        "old/home/2025-07-01": {
            kind, ("prefLabel", "B → E"), ("originalOrganization", "agency/old/home"),
            ("resultingOrganization", "agency/new/home"), ("effectiveDate", "2025-07-01"), ("instrument", "act"),
            ("confidence", "confidence/inferred"), ("wasDerivedFrom", "merger"),
        },
        "old/district/2025-07-01": {
            kind, ("prefLabel", "D → không còn"), ("prefLabel", "D → ended"),
            ("originalOrganization", "agency/old/district"), ("effectiveDate", "2025-07-01"),
            ("confidence", "confidence/inferred"), ("wasDerivedFrom", "ends"),
        },
        "vn/ministry/2025-03-01": {
            kind, ("prefLabel", "F → G"), ("originalOrganization", "agency/vn/ministry"),
            ("resultingOrganization", "agency/vn/other"), ("effectiveDate", "2025-03-01"),
            ("confidence", "confidence/text-seen"), ("wasDerivedFrom", "moves"),
        },
    }  # fmt: skip
    store = Store()
    store.load(MERGER.encode(), RdfFormat.TURTLE)
    rule = (ONTOLOGY / "rules" / "agency-change.rq").read_text("utf-8")
    by_oxigraph = store.query(rule, use_default_graph_as_union=True)
    assert {(t.subject.value, t.predicate.value, t.object.value) for t in by_oxigraph} == {  # type: ignore[union-attr] # triples
        (str(s), str(p), str(o)) for s, p, o in derived
    }

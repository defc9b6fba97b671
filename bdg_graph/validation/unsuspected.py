"""Says from the facts of a plan, read for its shapes anyway, whether the integrity checks could find anything in it: in
most plans nothing, and those need not be loaded into a store to be asked.

A plan is unsuspected when it speaks of nothing but its own parts and says of them nothing but what plans may say, names
no part of another plan and nothing that nobody describes, and has none of the `suspects` of any check."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from bdg_graph.library import SAYING
from bdg_graph.questions import Question
from bdg_graph.terms import BDG, DCTERMS, ID, ORG, PREFIXES, PROV, XSD
from bdg_graph.validation import material
from bdg_graph.validation.constraints import Focus
from bdg_graph.validation.graph import TYPE, Facts, Subject, Term, Triple
from bdg_graph.validation.literals import Undecided
from bdg_graph.validation.patterns import Query, query
from bdg_graph.validation.shapes import Select

WHOLE: Final = (BDG.PlanPart, BDG.Plan, BDG.Source, BDG.Passage)
"""The classes of plans and their parts, with those below them."""
BY_RULES: Final = (ORG.originalOrganization, ORG.resultingOrganization)
"""What only rules say, beside the properties that the ontology calls derived."""
SETTLED: Final = {
    "checks/derived-fact-written-by-hand",
    "checks/fact-in-two-graphs",
    "checks/fact-outside-its-graph",
    "checks/iri-outside-plan",
    "checks/lead-without-duty",
    "checks/relation-without-citation",
    "checks/same-document-twice",
    "checks/stray-spaces",
    "checks/thing-not-described",
}
"""The checks that need no suspects: they find nothing in a plain plan, or in no plan by itself."""

IN_PLAN, NUMBER, DERIVED, DOCUMENT, SOURCE = map(
    ox.NamedNode, (BDG.inPlan, BDG.documentNumber, BDG.derived, BDG.Document, PROV.wasDerivedFrom)
)
TRUE: Final = ox.Literal("true", datatype=ox.NamedNode(XSD.boolean))
HEAD: Final = tuple(map(ox.NamedNode, (BDG.documentNumber, DCTERMS.issued, BDG.issuer, *SAYING)))
"""What documents are compared by, and what they are called."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the data that all plans rest on say of this; each process has it from its parent."""

    classes: set[Term]
    """Those of plans and their parts."""
    derived: set[Term]
    """The properties that only rules may write."""
    documents: set[Term]
    sources: dict[str, list[Subject]]
    """For each plan those of its parts that are named as a source."""
    suspects: list[Query]
    told: set[tuple[ox.NamedNode, Term]] = field(default_factory=set)
    """What this process has brought of documents: once is enough."""


def grounds(under: Facts, checks: Iterable[Question]) -> Grounds | None:
    """The grounds over the data `under` all plans; None where a check does not say what it suspects."""
    asked = [check for check in checks if check.id not in SETTLED]
    if not all(check.suspects for check in asked):
        return None
    sources: dict[str, list[Subject]] = {}
    for node in under.pointing(SOURCE):
        if not isinstance(node, ox.Literal):
            sources.setdefault(f"{ID}plan/{material.plan_id(node.value)}", []).append(node)
    prefixes = tuple(sorted(PREFIXES.items()))
    return Grounds(
        classes={kind for whole in WHOLE for kind in under.narrower(ox.NamedNode(whole))},
        derived={*map(ox.NamedNode, BY_RULES), *under.subjects(DERIVED, TRUE)},
        documents=set(under.subjects(TYPE, DOCUMENT)),
        sources=sources,
        suspects=[query(Select(ox.BlankNode(), str(check.suspects), prefixes)) for check in asked],
    )


def brought(facts: Facts, plan: ox.NamedNode, known: Grounds) -> bytes | None:
    """What an unsuspected plan brings to the comparison with others, in N-Triples; None where it is suspected.

    `facts` are those of the plan, over nothing but the data that all plans rest on."""
    if not _plain(facts, plan, known) or _suspected(facts, known):
        return None
    said = (*_of_documents(facts, known), *_of_itself(facts, known.sources.get(plan.value, ())))
    return "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in said).encode()


def _plain(facts: Facts, plan: ox.NamedNode, known: Grounds) -> bool:
    """Whether the plan speaks only of its parts, as parts of it, and names only what is described and no other plan."""
    own, named = f"{plan.value}/", facts.own_named()
    return (
        all(node == plan or (type(node) is ox.NamedNode and node.value.startswith(own)) for node in facts.by_subject)
        and named.get(TYPE, set()) <= known.classes
        and named.get(IN_PLAN, set()) <= {plan}
        and IN_PLAN not in facts.described[plan]
        and known.derived.isdisjoint(named)
        and all(type(value) is ox.NamedNode for is_no_word in (TYPE, IN_PLAN) for value in _said(facts, is_no_word))
        and _harmless([value.value for values in _lists(facts) for value in values if type(value) is ox.Literal])
        and all(_unremarkable(value, facts) for value in set[Subject]().union(*named.values()))
    )


def _lists(facts: Facts) -> Iterator[list[Term]]:
    """The values of each property of each part."""
    return (values for properties in facts.by_subject.values() for values in properties.values())


def _said(facts: Facts, property: ox.NamedNode) -> Iterator[Term]:
    """The values of a property."""
    return (value for node in facts.own_having(property) for value in facts.by_subject[node][property])


def _harmless(words: list[str]) -> bool:
    """Words without spaces around them, none of them empty."""
    return all(words) and words == list(map(str.strip, words))


def _unremarkable(value: Subject, facts: Facts) -> bool:
    """A thing that is described, and no part of another plan; any other IRI."""
    if value in facts.by_subject:
        return TYPE in facts.by_subject[value]
    if not value.value.startswith(ID):
        return type(value) is ox.NamedNode
    return TYPE in facts.described[value] and not material.plan_id(value.value)


def _suspected(facts: Facts, known: Grounds) -> bool:
    """Whether any check suspects a part of the plan."""
    focus: Focus = {node: facts.described[node] for node in facts.by_subject}
    try:
        return any(asked.rows(facts, focus) for asked in known.suspects)
    except Undecided:  # words that are wrong for their datatype: let the store say what it makes of them
        return True


def _of_documents(facts: Facts, known: Grounds) -> Iterator[Triple]:
    """That the plan names a document: one triple for each document and property, which no other plan has brought."""
    for predicate, values in facts.own_named().items():
        for document in values & known.documents:
            if (predicate, document) not in known.told:
                known.told.add((predicate, document))
                yield facts.own_saying(predicate, document), predicate, document


def _of_itself(facts: Facts, sources: Iterable[Subject]) -> Iterator[Triple]:
    """What documents are compared by, and that the parts are there that shared data name as a source."""
    for node in facts.own_having(NUMBER):
        yield from ((node, says, value) for says in HEAD for value in facts.objects(node, says))
    for node in sources:
        yield from ((node, TYPE, kind) for kind in facts.objects(node, TYPE))

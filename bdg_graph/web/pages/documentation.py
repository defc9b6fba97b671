"""The ontology and the shapes as pages, generated from the Turtle: every term with its definition, example and use;
the classes as a drawing; every rule with its words and its reason."""

from dataclasses import dataclass, field

from markupsafe import Markup

from bdg_graph.errors import NotFound
from bdg_graph.questions import Words
from bdg_graph.terms import BDG, SKOS
from bdg_graph.web.pages import things
from bdg_graph.web.pages.chains import Box, chain
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing
from bdg_graph.web.pages.made import Made

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"

# The classes by what they are about, for the drawing: from documents to their parts to what all plans share.
DRAWN: tuple[tuple[tuple[str, str], tuple[str, ...]], ...] = (
    (("Văn bản", "Documents"), (BDG.Document, BDG.Plan, BDG.Source, BDG.Passage)),
    (("Điều kế hoạch đặt ra", "What a plan sets"), (BDG.Objective, BDG.Indicator, BDG.Target)),
    (
        ("Ai, làm gì, khi nào", "Who, what, when"),
        (BDG.Responsibility, BDG.Task, BDG.ReportingDuty, BDG.Funding, BDG.Campaign, BDG.Citation),
    ),
    (
        ("Chung cho mọi kế hoạch", "Shared by all plans"),
        (BDG.Metric, BDG.Agency, BDG.AgencyType, BDG.Place, BDG.Topic, BDG.Domain),
    ),
)


@dataclass
class Term:
    """A class or property as the documentation shows it."""

    thing: Thing
    slug: str
    uses: int
    properties: list[str] = field(default_factory=list)


def ontology(page: Page) -> Made:
    """All terms."""
    counts = _uses(page)
    own = {iri: t for iri, t in page.graph.ontology.items() if iri.startswith(BDG.namespace)}
    made = {iri: Term(t, iri.removeprefix(BDG.namespace), counts.get(iri, 0)) for iri, t in own.items()}
    for iri, t in own.items():
        for domain in t.all(RDFS + "domain"):
            if domain in made:
                made[domain].properties.append(iri)
    classes = [term for term in made.values() if term.thing.is_a(OWL + "Class")]
    properties = [term for term in made.values() if not term.thing.is_a(OWL + "Class")]
    by_name = sorted(classes, key=lambda term: term.slug), sorted(properties, key=lambda term: term.slug)
    about = page.graph.thing(BDG.namespace.rstrip("#"))
    return Made(
        "ontology.html",
        {
            "classes": by_name[0],
            "properties": by_name[1],
            "ontology": about,
            "drawing": _drawing(page),
            "rdfs": RDFS,
            "skos": SKOS,
        },
    )


def _uses(page: Page) -> dict[str, int]:
    return page.figures.properties | page.figures.classes


def _drawing(page: Page) -> Markup:
    columns = [(page.t(*head), [Box(page.name(c), c) for c in classes]) for head, classes in DRAWN]
    return chain(page, columns, page.t("Các lớp của bản thể học", "The classes of the ontology"))


def term(page: Page, name: str) -> Made:
    """One term: the generic page, with its example and its uses."""
    iri = BDG.namespace + name
    if not page.graph.thing(iri).facts:
        known = [t.removeprefix(BDG.namespace) for t in _uses(page) if t.startswith(BDG.namespace)]
        raise NotFound("từ của bản thể học", "term of the ontology", name, known)
    return things.iri_page(page, iri)


@dataclass(frozen=True)
class RuleShown:
    """A rule of validation as a page shows it."""

    id: str
    severity: str
    title: Words
    why: Words


def shapes(page: Page) -> Made:
    """Every rule that validation knows."""
    from bdg_graph.validation import known_rules  # pySHACL takes its time; only this page waits for it

    found = [
        RuleShown(r.id, r.severity, {"vi": r.title.vi, "en": r.title.en}, {"vi": r.why.vi, "en": r.why.en})
        for r in known_rules().values()
    ]
    groups: dict[str, list[RuleShown]] = {}
    for rule in found:
        groups.setdefault(rule.title[page.lang].split(":")[0], []).append(rule)
    return Made(
        "shapes.html", {"groups": sorted(groups.items()), "n": len(found), "report": page.view.checks.everything()}
    )

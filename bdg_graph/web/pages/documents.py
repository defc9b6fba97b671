"""The page of a document: which plans cite it, to what use, and where what they print of it disagrees."""

from dataclasses import dataclass

from bdg_graph.terms import BDG, DCTERMS
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing
from bdg_graph.web.pages.made import Made

MOST = 1000
PRINTED = (
    (BDG.citedNumber, "số, ký hiệu", "number"),
    (BDG.citedDate, "ngày", "date"),
    (BDG.citedTitle, "tên", "title"),
    (BDG.citedIssuer, "cơ quan ban hành", "issuer"),
)


@dataclass(frozen=True)
class Variant:
    """One way in which a fact of the document is printed, and where."""

    words: str
    citations: list[Thing]


@dataclass(frozen=True)
class Disagreement:
    """A fact of the document that citations print differently."""

    what: str
    variants: list[Variant]


def document_page(page: Page, thing: Thing) -> Made:
    """The page of a document that is not a plan of ours."""
    citations = list(page.graph.things(page.graph.pointing(thing.iri, BDG.document, MOST)).values())
    citations.sort(key=lambda c: (c.one(BDG.citationUse) or "", c.iri))
    issues = page.graph.pointing(thing.iri, BDG.promulgatedBy, 50)
    context = {
        "document": thing,
        "citations": citations,
        "plans": len({c.one(BDG.inPlan) for c in citations}),
        "total": len(page.catalogue.plans),
        "disagreements": [d for d in (_differing(page, citations, *printed) for printed in PRINTED) if d],
        "issued": thing.one(DCTERMS.issued),
        "issues": issues,
    }
    return Made("document.html", context)


def _differing(page: Page, citations: list[Thing], predicate: str, vi: str, en: str) -> Disagreement | None:
    variants: dict[str, list[Thing]] = {}
    for citation in citations:
        for words in citation.all(predicate):
            variants.setdefault(words, []).append(citation)
    if len(variants) < 2:
        return None
    shown = [
        Variant(page.date(words) if predicate == BDG.citedDate else words, where)
        for words, where in sorted(variants.items())
    ]
    return Disagreement(page.t(vi, en), shown)

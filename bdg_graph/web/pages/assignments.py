"""Who is responsible for what: the responsibilities that cover an indicator or that an agency holds, as pages show
them."""

from collections.abc import Iterable
from dataclasses import dataclass

from bdg_graph.terms import BDG, ID, SKOS
from bdg_graph.web.pages.catalogue import ROLE, Indicator
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing, natural, position

ROLES = ("lead", "coordinate", "data", "advise", "other")


@dataclass(frozen=True)
class Assignment:
    """One responsibility, as a page shows it."""

    iri: str
    role: str
    role_words: str
    agencies: list[str]
    partners: list[str]
    scope: str
    words: str
    gloss: str
    passages: list[str]
    sentence: str | None
    """The passage that gives the role; another may only name the agency."""
    covers: list[str]
    plan: str


def assignment(page: Page, thing: Thing) -> Assignment:
    """The responsibility `thing`."""
    role = thing.one(BDG.role) or ""
    return Assignment(
        iri=thing.iri,
        role=role.removeprefix(ROLE),
        role_words=page.name(role) if role else "",
        agencies=thing.all(BDG.agency),
        partners=thing.all(BDG.partner),
        scope=thing.words(BDG.scope).get(page.lang, ""),
        words=thing.words(BDG.text).get("vi", ""),
        gloss=thing.words(SKOS.prefLabel).get("en", "") if page.lang == "en" else "",
        passages=thing.passages,
        sentence=min(thing.all(BDG.evidence), key=position, default=None),
        covers=sorted(thing.all(BDG.covers), key=natural),
        plan=thing.one(BDG.inPlan) or "",
    )


def of_indicator(page: Page, indicator: Indicator) -> list[Assignment]:
    """The responsibilities that cover `indicator`, itself or through its objective; leads first."""
    duties = dict.fromkeys(duty for pairs in indicator.roles.values() for _, duty in pairs)
    return in_order([assignment(page, thing) for thing in page.graph.things(duties).values()])


def in_order(found: Iterable[Assignment]) -> list[Assignment]:
    """By role, leads first, then in the order of the documents."""
    return sorted(found, key=lambda a: (ROLES.index(a.role) if a.role in ROLES else len(ROLES), a.plan, natural(a.iri)))


def lead_words(page: Page, indicator: Indicator | None) -> tuple[str, str]:
    """Who leads an indicator in words, and the mark of the cell that says so."""
    if indicator is None:
        return "", ""
    leads = indicator.agencies("lead")
    if leads:
        return "; ".join(page.name(agency) for agency in leads), ""
    if indicator.lead_not_stated:
        return page.t("văn bản không nêu cơ quan chủ trì", "the text names no lead agency"), "silent"
    return page.t("chưa mã hóa cơ quan chủ trì", "lead not encoded"), "silent"


def role_iri(role: str) -> str:
    """The IRI of a role."""
    return f"{ID}role/{role}"

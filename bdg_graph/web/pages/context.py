"""What a template may ask for: words in the page's language, names and links of things, URLs that keep the page's
state."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from bdg_graph import succession
from bdg_graph.engines import Term
from bdg_graph.terms import BDG, ID, PREFIXES, XSD
from bdg_graph.web import i18n
from bdg_graph.web.pages.contents import Contents
from bdg_graph.web.pages.graph import PASSAGE_MARK, plan_of, position, short

# Marks that turn the direction of the text after them, or hide in it: they could make a sentence say something else.
INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]")
MARKED = re.compile(r"[^\W\x00-\x7f]")  # letters such as "ở", not signs such as "–"

KIND_WORDS: dict[str, tuple[str, str]] = {
    "question": ("Câu hỏi", "Question"),
    "metric": ("Thước đo chung", "Metric"),
    "plan": ("Kế hoạch", "Plan"),
    "agency-type": ("Loại cơ quan", "Agency type"),
    "agency": ("Cơ quan", "Agency"),
    "place": ("Nơi", "Place"),
    "indicator": ("Chỉ tiêu", "Indicator"),
    "target": ("Mức phấn đấu", "Target"),
    "objective": ("Mục tiêu", "Objective"),
    "document": ("Văn bản", "Document"),
    "responsibility": ("Trách nhiệm", "Responsibility"),
    "task": ("Nhiệm vụ, giải pháp", "Task"),
    "campaign": ("Chiến dịch", "Campaign"),
    "reporting-duty": ("Chế độ báo cáo", "Reporting duty"),
    "funding": ("Kinh phí", "Funding"),
    "citation": ("Viện dẫn", "Citation"),
    "domain": ("Lĩnh vực", "Domain"),
    "topic": ("Chủ đề", "Topic"),
    "ontology": ("Từ của bản thể học", "Ontology term"),
    "concept": ("Khái niệm", "Concept"),
    "addressee": ("Nơi nhận", "Addressee"),
    "signatory": ("Người ký", "Signatory"),
    "source": ("Văn bản nguồn", "Source text"),
}

LONGEST_SHOWN = 20_000
LONGEST_NAME = 240


def shown(value: Any) -> Any:
    """A text as it may stand in a page: without marks that turn its direction, and of bearable length."""
    if type(value) is str:
        if len(value) > LONGEST_SHOWN:
            value = value[:LONGEST_SHOWN] + "…"
        return value if value.isascii() else INVISIBLE.sub("\ufffd", value)
    return value


def clipped(text: str, most: int = LONGEST_NAME) -> str:
    """`text`, cut at a word where it is longer than `most`."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


class Page:
    """One page in one language, as its template sees it."""

    def __init__(self, view: Contents, request: Request, lang: str, root: str) -> None:
        self.view, self.lang, self.root = view, lang, root
        self.graph, self.catalogue, self.figures = view.graph, view.catalogue, view.figures
        self.path = str(request.url.path).removeprefix(root)
        self.query: list[tuple[str, str]] = list(request.query_params.multi_items())
        self.base = view.public_url or f"{request.url.scheme}://{request.url.netloc}"

    def t(self, vi: str, en: str) -> str:
        """The words in the page's language."""
        return vi if self.lang == "vi" else en

    def first(self, key: str, default: str = "") -> str:
        """The first value of a key of the URL's query."""
        return next((value for name, value in self.query if name == key), default)

    def many(self, key: str) -> list[str]:
        """All values of a key of the URL's query that are not empty, each once."""
        return list(dict.fromkeys(value for name, value in self.query if name == key and value))

    def url(self, path: str, query: Sequence[tuple[str, str]] = ()) -> str:
        """A page of this site in this language; `path` begins after /vi/ or /en/."""
        return f"{self.root}/{self.lang}/{path}" + (f"?{urlencode(query)}" if query else "")

    def file(self, path: str) -> str:
        """Something of this site that is no page: /static/..., /id/..., /sparql."""
        return self.root + path

    def asset(self, name: str) -> str:
        return self.root + self.view.asset(name)

    def here(self, *drop: str, **change: str | None) -> str:
        """This page with a part of its state changed; None or `drop` takes a part away."""
        gone = set(change) | set(drop)
        query = [(k, v) for k, v in self.query if k not in gone and v]
        query += [(k, v) for k, v in change.items() if v is not None]
        return f"{self.root}{quote(self.path)}" + (f"?{urlencode(query)}" if query else "")

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """The state of this page that a form must carry on."""
        return [(k, v) for k, v in self.query if k not in without and v]

    def in_language(self, lang: str) -> str:
        """This page in the other language."""
        _, _, rest = self.path.lstrip("/").partition("/")
        tail = f"?{urlencode(self.query)}" if self.query else ""
        return f"{self.root}/{lang}/{quote(rest)}{tail}"

    def name(self, iri: str, most: int = LONGEST_NAME) -> str:
        """What people call `iri`, in the page's language."""
        if iri.startswith(ID) and PASSAGE_MARK in iri:
            return clipped(self.graph.quotation(iri), most)
        return clipped(self.graph.name(iri)[self.lang], most)

    def place(self, iri: str) -> str | None:
        """Where `iri` is shown: a page of this site, a page elsewhere, or nowhere (`javascript:` and the like)."""
        if iri.startswith(ID):
            return self._own(iri.removeprefix(ID))
        if iri.startswith(BDG.namespace):
            return self.url("ontology/" + quote(iri.removeprefix(BDG.namespace), safe=""))
        if iri in self.graph.borrowed:
            return self.url("iri", [("iri", iri)])
        return iri if iri.startswith(("https://", "http://")) else None

    def pointing(self, iri: str, predicate: str) -> str:
        """The list of everything that points to `iri` with `predicate`."""
        place = self.place(iri) or ""
        return f"{place}{'&' if '?' in place else '?'}{urlencode([('in', self.curie(predicate))])}"

    def _own(self, path: str) -> str:
        start, end = position(path)
        plain, _, fragment = path.partition("#")
        if end > start and fragment.startswith("char="):
            return self.url(quote(plain)) + f"?highlight={start},{end}#char={start},{end}"
        return self.url(quote(plain)) + (f"#{quote(fragment, safe='=,')}" if fragment else "")

    @cached_property
    def day(self) -> date | None:
        """The day that the page is asked to name places and agencies of, beside the signed names (`?as_of=`)."""
        text = self.first("as_of")
        return succession.day(text) if text else None

    def then(self, iri: str) -> Markup:
        """What a place, an agency or its type had become by the page's day, where the facts tell of a change."""
        if self.day is None or succession.kind_of(iri) is None:
            return Markup()
        held = succession.of(self.graph.engine).holder(iri, self.day)
        if held.iri == iri:
            return Markup()
        unknown = succession.WORDS[held.status or succession.UNKNOWN][self.lang]
        said = self.link(held.iri) if held.iri else escape(unknown)
        sure = (
            Markup(" · {}: {}").format(self.t("nguồn", "source"), self.name(held.confidence).lower())
            if held.confidence
            else ""
        )
        when = self.t("tính đến", "as of") + " " + self.date(self.day.isoformat())
        return Markup('<span class="unit then">{}: {}{}</span>').format(when, said, sure)

    def link(self, iri: str, text: str | None = None, most: int = LONGEST_NAME) -> Markup:
        """A link to `iri` under its name; text alone where it is shown nowhere."""
        said = clipped(text, most) if text is not None else self.name(iri, most)
        words, spoken = escape(shown(said)), self._spoken(iri, said)
        place = self.place(iri)
        if place is None:
            return Markup(f"<bdi{spoken}>{words}</bdi>")  # noqa: S704 - `words` is escaped; Markup.format takes five times as long
        outside = "" if place.startswith("/") else ' rel="noopener external nofollow"'
        return Markup(f'<a href="{escape(place)}"{outside}><bdi{spoken}>{words}</bdi></a>')  # noqa: S704 - as above

    def _spoken(self, iri: str, said: str) -> str:
        """The mark of Vietnamese words on an English page, for those who listen: names that have no English."""
        if self.lang == "vi" or not MARKED.search(said):
            return ""
        names = {"vi": self.graph.quotation(iri)} if PASSAGE_MARK in iri else self.graph.name(iri)
        is_vietnamese = names["vi"].startswith(said.removesuffix("…")) and names["vi"] == names.get("en", names["vi"])
        return ' lang="vi"' if is_vietnamese else ""

    def term(self, term: Term) -> Markup:
        """A term as a person reads it: a link, a number, a date, a text."""
        if isinstance(term, NamedNode):
            return self.link(term.value)
        if isinstance(term, Literal):
            foreign = term.language if term.language and term.language != self.lang else ""
            spoken = f' lang="{escape(foreign)}"' if foreign else ""
            return Markup(f"<bdi{spoken}>{escape(shown(self.literal(term)))}</bdi>")  # noqa: S704 - all of it escaped
        return escape(str(term))

    def literal(self, term: Literal) -> str:
        match term.datatype.value:
            case XSD.decimal:
                return i18n.number(term.value, self.lang)
            case XSD.date:
                return i18n.date(term.value, self.lang)
            case XSD.boolean:
                return self.t("có", "yes") if term.value == "true" else self.t("không", "no")
        return term.value

    def plan_of(self, iri: str) -> str:
        """The plan that a part of a plan belongs to."""
        return plan_of(iri)

    def span(self, passage: str) -> str:
        """Where a passage stands, in words."""
        start, end = position(passage)
        return self.t(f"ký tự {start}–{end}", f"characters {start}–{end}")

    def kind(self, kind: str) -> str:
        """What a kind of fact is called, by the segment of its IRIs."""
        return self.t(*KIND_WORDS[kind]) if kind in KIND_WORDS else kind

    def short(self, iri: str) -> str:
        """An IRI without the base of our own."""
        return short(iri)

    def number(self, value: str | float) -> str:
        return i18n.number(value, self.lang)

    def date(self, iso: str) -> str:
        return i18n.date(iso, self.lang)

    def data(self, iri: str, suffix: str = "") -> str:
        """The address on this server of what `iri` is, for programs: /id/...ttl."""
        if iri.startswith(BDG.namespace) or not iri.startswith(ID):
            return f"{self.root}/ontology?format={suffix.lstrip('.')}" if suffix else f"{self.root}/ontology"
        return f"{self.root}/id/{quote(iri.removeprefix(ID).partition('#')[0])}{suffix}"

    def curie(self, iri: str) -> str:
        """A term as a person who knows RDF reads it: bdg:metric."""
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace) and len(iri) > len(namespace) and "/" not in iri[len(namespace) :]:
                return f"{prefix}:{iri[len(namespace) :]}"
        return short(iri)

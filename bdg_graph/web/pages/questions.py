"""The pages of the query library: all questions as sentences with blanks, and each question with its form, answer,
chart, passages, query, addresses for programs, downloads and citation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nsmallest
from itertools import islice
from urllib.parse import urlencode

from markupsafe import Markup

from bdg_graph import library, succession
from bdg_graph import questions as files
from bdg_graph.errors import BdgError
from bdg_graph.exports import exporter
from bdg_graph.library import Answer
from bdg_graph.questions import Param, Question, Words
from bdg_graph.search import fold
from bdg_graph.terms import ID
from bdg_graph.web.i18n import LANGUAGES
from bdg_graph.web.pages import charts, cite, tables
from bdg_graph.web.pages.answers import MOST_DOTS, Answered
from bdg_graph.web.pages.chains import chain
from bdg_graph.web.pages.contents import Contents
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.linked import linked_data
from bdg_graph.web.pages.listings import CLASSES
from bdg_graph.web.pages.made import Made

TOPICS: dict[str, Words] = {
    "leads": {"vi": "Ai làm gì", "en": "Who does what"},
    "targets": {"vi": "Chỉ tiêu và mức phấn đấu", "en": "Indicators and targets"},
    "plans": {"vi": "Nội dung các kế hoạch", "en": "What plans hold"},
    "legal": {"vi": "Căn cứ và viện dẫn", "en": "Legal bases and citations"},
    "places": {"vi": "Tỉnh, thành phố", "en": "Places"},
    "context": {"vi": "Bối cảnh: chiến lược, sáp nhập", "en": "Context: strategy and mergers"},
    "quality": {"vi": "Chất lượng dữ liệu", "en": "Quality of the data"},
}
BLANK = re.compile(r"\{(\w+)\}")
MANY_CHOICES = 150
KEPT_CHOICES = 200
"""Of the values of a blank, by name: a page shows no more."""

# Questions whose rows lead from thing to thing; their file is drawn whole by `exports/drawing.py`.
CHAINS = ("context/chain",)

# Kinds whose names are no proper names.
COMMON_NOUNS = (
    "metric",
    "topic",
    "domain",
    "beneficiary-group",
    "role",
    "task-kind",
    "funding-source",
    "document-type",
)


@dataclass(frozen=True)
class Choice:
    """A value that a blank may take."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Blank:
    """A blank of a question, as a form shows it."""

    name: str
    label: str
    kind: str
    choices: list[Choice]
    value: str
    may_be_any: bool
    any_words: str

    @cached_property
    def spoken(self) -> str:
        """The value in words, as the list offers it."""
        return next((c.words for c in self.choices if c.chosen), self.value)

    @cached_property
    def is_list(self) -> bool:
        """Whether a list to choose from would be too long to look through."""
        return len(self.choices) > MANY_CHOICES


def blank(page: Page, question: Question, param: Param, given: list[str]) -> Blank:
    """The blank of `param`, filled with what the URL gives, else with its default."""
    chosen = {v.removeprefix(f"{ID}{param.type}/") for v in given} or ({param.default} if param.default else set())
    offered = _choices(page, param)
    choices = [Choice(slug, words, slug in chosen) for slug, words in offered]
    if len(offered) == KEPT_CHOICES:
        choices += _further(page, param, chosen - {slug for slug, _ in offered})
    any_words = page.t("mọi ", "any ") + param.label[page.lang].lower()
    kind = "choice" if offered else {"year": "number", "integer": "number"}.get(param.type, "text")
    return Blank(
        param.name,
        param.label[page.lang],
        kind,
        choices,
        next(iter(given), param.default or ""),
        param.default is None,
        any_words,
    )


def _further(page: Page, param: Param, chosen: set[str]) -> Iterator[Choice]:
    """Those of the chosen values that are things with a name."""
    for slug in sorted(chosen):
        iri = f"{ID}{param.type}/{slug}"
        if page.name(iri) != page.short(iri):
            yield Choice(slug, page.name(iri), chosen=True)


def _choices(page: Page, param: Param) -> list[tuple[str, str]]:
    """What is worth choosing, by name in the page's language."""
    return choices(page.view, param)[page.lang]


def choices(view: Contents, param: Param) -> dict[str, list[tuple[str, str]]]:
    """What is worth choosing, by language, in the order of the names; asked once per dataset, for many questions share
    blanks."""
    key = (param.type, param.values or "")
    if key not in view.choices:
        engine, space = view.graph.engine, f"{ID}{param.type}/"
        found = [term.value for term in library.offered(engine, param)]
        if not found and param.is_thing:
            found = [space + slug for slug in library.things(engine, param.type)]
        if len(found) > KEPT_CHOICES and param.type in CLASSES:
            found = _first(view, CLASSES[param.type], set(found))
        view.graph.read_names(found)
        named = [(iri.removeprefix(space), view.graph.name(iri)) for iri in found]
        view.choices[key] = {
            lang: nsmallest(KEPT_CHOICES, ((slug, words[lang]) for slug, words in named), lambda c: fold(c[1]))
            for lang in LANGUAGES
        }
    return view.choices[key]


def _first(view: Contents, kind: str, found: set[str]) -> list[str]:
    """Those of `found` that come first by name, in either language, among the things of class `kind`, whose order the
    lists have too; and those that are none."""
    members = [view.figures.members(kind, lang) for lang in LANGUAGES]
    first = [iri for each in members for iri in islice((iri for iri in each if iri in found), KEPT_CHOICES)]
    return [*dict.fromkeys(first), *sorted(found.difference(members[0]))]


def pieces(question: Question, lang: str) -> list[tuple[str, str]]:
    """The sentence of a question in pieces: ("words", text) and ("blank", name)."""
    parts = BLANK.split(question.summary[lang])
    return [("blank" if i % 2 else "words", part) for i, part in enumerate(parts) if part]


@dataclass(frozen=True)
class Sentence:
    """A question as a sentence with blanks to fill."""

    question: Question
    pieces: list[tuple[str, str]]
    blanks: dict[str, Blank]


def sentence(page: Page, question: Question) -> Sentence:
    """`question` as a sentence in the page's language."""
    parts = pieces(question, page.lang)
    names = {part for kind, part in parts if kind == "blank"}
    return Sentence(question, parts, {p.name: blank(page, question, p, []) for p in question.params if p.name in names})


def all_questions(page: Page) -> list[Question]:
    """The questions of the library that people ask; integrity checks are not among them."""
    return [question for i in files.ids() if not (question := files.read(i)).is_check]


def about_thing(page: Page, iri: str) -> list[tuple[str, str]]:
    """The questions that name a thing of this kind, filled with `iri`: (address, words)."""
    kind, _, slug = iri.removeprefix(ID).partition("/")
    if kind == "plan" and "/" in slug:  # the parts of a plan have IRIs under it
        return []
    found = []
    for question in all_questions(page):
        fitting = [p for p in question.params if p.type == kind and question.names(p.name, page.lang)]
        if fitting and slug:
            said = {p.name: p.label[page.lang].lower() for p in question.params}
            said[fitting[0].name] = _inside(page, iri, kind)
            address = page.url(f"questions/{question.id}", [(fitting[0].name, slug)])
            found.append((address, _filled(page, question, said)))
    return found


def listing(page: Page) -> Made:
    """All questions, by topic."""
    found = all_questions(page)
    by_topic: dict[str, list[Sentence]] = {}
    for question in found:
        by_topic.setdefault(question.topic, []).append(sentence(page, question))
    order = [*TOPICS, *sorted(set(by_topic) - set(TOPICS))]
    topics = [(t, TOPICS.get(t, {"vi": t, "en": t})[page.lang], by_topic[t]) for t in order if t in by_topic]
    return Made("questions.html", {"topics": topics, "n": len(found)})


def question_page(page: Page, topic: str, name: str) -> Made:
    """One question with its answer; a download where the URL asks for one."""
    question = files.find(f"{topic}/{name}")
    given = {p.name: page.many(p.name) for p in question.params if page.many(p.name)}
    blanks = [blank(page, question, p, given.get(p.name, [])) for p in question.params]
    base = {"question": question, "blanks": blanks, "topic": TOPICS.get(topic, {"vi": topic, "en": topic})[page.lang]}
    try:
        as_of = succession.day(page.first("as_of")) if page.first("as_of") else None
        answer = page.view.asked.ask(question, given, as_of)
    except BdgError as error:
        words = error.vi if page.lang == "vi" else error.en
        return Made("question_problem.html", base | {"problem": words, "title": plain(page, question, None)}, 422)
    return _answered(page, question, answer, given, base)


def _answered(
    page: Page, question: Question, answer: Answer, given: dict[str, list[str]], base: dict[str, object]
) -> Made:
    title = plain(page, question, answer)
    form = page.first("format")
    if form in cite.FORMS:
        return cite.citation_file(page, form, title)
    said = Answered(page, answer)
    table = tables.arranged(said.table(), page)
    drawing = _chart(page, said, title) if form in ("", "svg") else None
    if form == "svg" and drawing and question.id not in CHAINS:
        return charts.file(drawing, question.id.replace("/", "-"))
    if form:
        kept = library.described(page.graph.engine, replace(answer, rows=replace(answer.rows, rows=table.rows)))
        return _download(page, kept, form, question.id.replace("/", "-"))
    context = {
        "answer": answer,
        "table": table,
        "title": title,
        "chart": drawing,
        "has_svg": drawing is not None,
        "share": answer.share and answer.share[page.lang],
        "within": _within(page, question, answer),
        "names": answer.view.words[page.lang],
        "as_of": answer.view.as_of,
        "sparql": without_header(library.bind(question, answer.bound)),
        "cited": cite.cite(page, title),
        "permalink": cite.permalink(page),
        "api": api_address(page, question, given),
        "state": [(k, v) for k, vs in given.items() for v in vs],
        "others": _others(page, base["blanks"]),
    }
    return Made("question.html", base | context)


def _chart(page: Page, said: Answered, title: str) -> Markup | None:
    """The things of an answer as a chain, or its numbers, where it has such as can be compared."""
    if said.answer.question.id in CHAINS:
        return chain(page, said.layers(), title)
    if dots := said.dots():
        many = len(dots) > MOST_DOTS
        return charts.distribution(page, [d.value for d in dots], title) if many else charts.dot_plot(page, dots, title)
    bars = said.bars()
    return charts.bar_chart(page, bars, title) if bars else None


def _download(page: Page, answer: Answer, form: str, name: str) -> Made:
    if form == "jsonld":
        return Made(
            content=linked_data(page.graph.engine, answer),
            media_type="application/ld+json",
            filename=f"bdg-{name}.jsonld",
        )
    wanted = "csv" if form == "excel.csv" else form
    content = exporter(wanted)(answer, page.lang)
    bom = b"\xef\xbb\xbf" if form == "excel.csv" else b""
    media_type = "image/svg+xml" if form == "svg" else tables.DOWNLOADS.get(form, "text/plain; charset=utf-8")
    return Made(content=bom + content, media_type=media_type, filename=f"bdg-{name}.{form}")


def without_header(sparql: str) -> str:
    """A query of the library without the lines that describe it."""
    told = "\n".join(line for line in sparql.split("\n") if not line.startswith("#+")).strip() + "\n"
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", told)  # blanks that nobody filled leave empty lines


def plain(page: Page, question: Question, answer: Answer | None) -> str:
    """The sentence of a question with its blanks filled."""
    said = {param.name: param.label[page.lang].lower() for param in question.params}
    if answer:
        kinds = {param.name: param.type for param in question.params}
        said |= {
            name: ", ".join(_inside(page, t.value, kinds[name]) for t in terms) for name, terms in answer.bound.items()
        }
    return _filled(page, question, said)


def _filled(page: Page, question: Question, said: dict[str, str]) -> str:
    return BLANK.sub(lambda match: said.get(match[1], match[1]), question.summary[page.lang])


def _within(page: Page, question: Question, answer: Answer) -> str:
    """The places, plans ... that the answer is limited to, where its title does not say so: "Ninh Bình"."""
    unnamed = [terms for name, terms in answer.bound.items() if not question.names(name, page.lang)]
    limits = [term.value for terms in unnamed for term in terms]
    return ", ".join(page.name(value) if "://" in value else value for value in limits)


def _inside(page: Page, value: str, kind: str) -> str:
    """The name of a value as it stands inside a sentence: common nouns begin small."""
    if "://" not in value:
        return value
    name = page.name(value)
    return name[:1].lower() + name[1:] if kind in COMMON_NOUNS and name[1:2].islower() else name


def api_address(page: Page, question: Question, given: dict[str, list[str]]) -> str:
    """The address at which programs get the same answer."""
    asked = [(name, value) for name, values in given.items() for value in values]
    asked += [("as_of", day) for day in page.many("as_of")[:1]]
    query = urlencode([*asked, ("lang", page.lang)])
    return f"{page.base}{page.root}/api/queries/{question.id}.json?{query}"


def _others(page: Page, blanks: object) -> list[tuple[str, str]]:
    """The same question for each other value of its first blank: links for those who fill in no form."""
    first = next((b for b in blanks if isinstance(b, Blank) and b.choices), None) if isinstance(blanks, list) else None
    if first is None:
        return []
    return [
        (page.here("page", "sort", "filter", **{first.name: c.value}), c.words)
        for c in first.choices[:KEPT_CHOICES]
        if not c.chosen
    ]

"""The reader: the source text of a plan with every passage marked and linked to its fact, the facts beside it linked
to their sentences, and what no fact quotes left visible."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from bdg_graph.search import kind_of, source_file
from bdg_graph.terms import BDG
from bdg_graph.web.pages.answers import amount, unit_words
from bdg_graph.web.pages.context import Page, clipped, shown
from bdg_graph.web.pages.graph import Thing, natural, position
from bdg_graph.web.pages.made import Made

# The kinds that have a colour, in the order of the key.
KINDS = (
    "objective",
    "indicator",
    "target",
    "responsibility",
    "task",
    "citation",
    "reporting-duty",
    "funding",
    "campaign",
    "addressee",
    "signatory",
    "plan",
)

Span = tuple[int, int]


@dataclass(frozen=True)
class Fact:
    """A fact beside the text. `anchor` is its fragment."""

    iri: str
    kind: str
    anchor: str
    name: str
    details: list[str]
    spans: list[Span]
    chosen: bool


def reader_page(page: Page, thing: Thing) -> Made:
    """The reader of the source `thing`."""
    plan = thing.one(BDG.inPlan) or thing.iri.removesuffix("/source")
    wanted = highlights(page)
    found = facts(page, plan, wanted)
    text = source_text(page, plan)
    context = {
        "plan": plan, "facts": found, "kinds": [k for k in KINDS if any(f.kind == k for f in found)], "wanted": wanted,
        "chosen": [f for f in found if f.chosen], "text": None, "share": 0, "left": [], "whole": text or "",
    }  # fmt: skip
    if text is not None:
        spans = [(span, fact) for fact in found for span in fact.spans if 0 <= span[0] < span[1] <= len(text)]
        quoted, left = coverage(text, [span for span, _ in spans])
        context |= {"text": marked(text, spans, wanted), "share": quoted, "left": left}
    return Made("reader.html", context)


def highlights(page: Page) -> list[Span]:
    """The stretches that the URL asks to highlight: `?highlight=2884,2950`, any number of times."""
    found = [position(f"#char={value}") for value in page.many("highlight")[:50]]
    return [span for span in found if span[1] > span[0]]


def source_text(page: Page, plan: str) -> str | None:
    """The source text of a plan; None where the dataset came without it."""
    path = source_file(page.graph.engine, plan)
    return path.read_text("utf-8") if path else None


def facts(page: Page, plan: str, wanted: Sequence[Span] = ()) -> list[Fact]:
    """Every fact of the plan that has a passage, in the order of the text."""
    found = []
    for thing in page.graph.plan_things(plan).values():
        spans = [span for span in map(position, thing.passages) if span[1] > span[0]]
        if not spans:
            continue
        kind = kind_of(thing.iri) if thing.iri != plan else "plan"
        tail = thing.iri.removeprefix(plan).lstrip("/") or "plan"
        chosen = any(span == want for span in spans for want in wanted)
        name = page.name(thing.iri, 200)
        found.append(Fact(thing.iri, kind, "fact-" + tail, name, _details(page, thing, name), spans, chosen))
    return sorted(found, key=lambda f: (not f.chosen, f.spans[0], natural(f.iri)))


def _details(page: Page, thing: Thing, name: str) -> list[str]:
    """What a fact says beside its name, in few words."""
    said = []
    value, unit = thing.one(BDG.value), thing.one(BDG.unit)
    if value:
        due = f" ({thing.one(BDG.dueYear)})" if thing.one(BDG.dueYear) else ""
        said.append(f"{amount(page, thing.one(BDG.comparator), value, unit)} {unit_words(page, unit)}{due}")
    if role := thing.one(BDG.role):
        said.append(page.name(role) + ": " + "; ".join(page.name(a) for a in thing.all(BDG.agency)))
    elif thing.all(BDG.agency):
        said.append("; ".join(page.name(a) for a in thing.all(BDG.agency)))
    for predicate in (BDG.document, BDG.citationUse):
        if iri := thing.one(predicate):
            said.append(page.name(iri))
    if thing.one(BDG.leadNotStated) == "true":
        said.append(page.t("văn bản không nêu cơ quan chủ trì", "the text names no lead agency"))
    return [clipped(words, 220) for words in said if words and words != name]


def coverage(text: str, spans: Sequence[Span]) -> tuple[int, list[Span]]:
    """How many per cent of the letters a fact quotes, and the stretches of lines that none does."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    quoted = sum(_letters(text[start:end]) for start, end in merged)
    left, at, following = [], 0, 0
    for line in text.split("\n"):
        end = at + len(line)
        while following < len(merged) and merged[following][1] <= at:
            following += 1
        if line.strip() and (following == len(merged) or merged[following][0] >= end):
            left.append((at, end))
        at = end + 1
    return round(100 * quoted / max(1, _letters(text))), left


def _letters(text: str) -> int:
    """How many characters are no spaces."""
    return sum(map(len, text.split()))


def quoted_spans(page: Page, plan: str) -> list[list[Span]]:
    """The passages of each fact of a plan."""
    found = [list(map(position, thing.passages)) for thing in page.graph.plan_things(plan).values()]
    return [spans for spans in found if spans]


def marked(text: str, spans: Sequence[tuple[Span, Fact]], wanted: Sequence[Span]) -> Markup:
    """The text in HTML: each stretch links to the fact that quotes it most closely; those wanted are marked."""
    starts: dict[int, list[Span]] = defaultdict(list)
    for span in dict.fromkeys(span for span, _ in spans):
        starts[span[0]].append(span)
    parts = []
    for begin, end, inside in _stretches(len(text), spans, wanted):
        words = escape(shown(text[begin:end]))
        if any(a <= begin and end <= b for a, b in wanted):
            words = Markup(f"<mark>{words}</mark>")  # noqa: S704 - escaped
        ids = [f"char={a},{b}" for a, b in starts.get(begin, ())]
        blank = not text[begin:end].strip()
        parts += [f'<span id="{i}"></span>' for i in (ids if blank or not inside else ids[1:])]
        if inside and not blank:
            nearest = min(inside, key=lambda pair: pair[0][1] - pair[0][0])[1]
            own = f' id="{ids[0]}"' if ids else ""
            parts.append(f'<a{own} class="k-{escape(nearest.kind)}" href="#{escape(nearest.anchor)}">{words}</a>')
        else:
            parts.append(words if blank else f'<span class="left">{words}</span>')
    return Markup("".join(parts))  # noqa: S704 - each part is escaped


def _stretches(
    length: int, spans: Sequence[tuple[Span, Fact]], wanted: Sequence[Span]
) -> Iterator[tuple[int, int, list[tuple[Span, Fact]]]]:
    """The text cut wherever a passage begins or ends: (begin, end, the passages around it)."""
    cuts = sorted(
        {0, length, *(i for (a, b), _ in spans for i in (a, b)), *(min(i, length) for a, b in wanted for i in (a, b))}
    )
    ordered = sorted(spans, key=lambda pair: pair[0])
    open_now: list[tuple[Span, Fact]] = []
    following = 0
    for begin, end in itertools.pairwise(cuts):
        while following < len(ordered) and ordered[following][0][0] <= begin:
            open_now.append(ordered[following])
            following += 1
        open_now = [pair for pair in open_now if pair[0][1] > begin]
        yield begin, end, open_now
